"""The store's own tests run on both PostgreSQL versions: what a demo has and what Debian 12 has."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.lib.postgres import server_of
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.server import PostgresServer


@pytest.fixture(scope="session", params=["18", "15"])
def postgres(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PostgresServer]:
    """The embedded server and Debian's, one after the other."""
    with server_of(request.param, tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture
async def database(fresh_database: str) -> AsyncIterator[Database]:
    """An open, empty database."""
    async with Database.open(fresh_database) as opened:
        yield opened


@pytest.fixture
async def recorded(database: Database) -> Database:
    """A database that has the tables of the record."""
    await migrate(database, ["tijdlijn.store.record"])
    return database
