"""PostgreSQL for tests: one real server per run, an empty database per test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pytest

from tijdlijn.store.embedded import EmbeddedPostgres
from tijdlijn.store.programs import embedded_bin_dir
from tijdlijn.store.server import PostgresServer, postgres_server

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """The run's server: embedded, unless `TIJDLIJN_DATABASE_URL` or `TIJDLIJN_POSTGRES_BIN` names another."""
    with postgres_server(tmp_path_factory.mktemp("postgres") / "server") as server:
        yield server


@pytest.fixture
def fresh_database(postgres: PostgresServer) -> Iterator[str]:
    """The URL of an empty database with a role of its own; both are gone after the test."""
    name = f"test-{token_hex(6)}"
    yield postgres.database_url(name)
    postgres.remove_database(name)


def programs_of(version: str) -> Path:
    """Where the programs of one of the two versions lie that everything is tested on."""
    if version == "18":
        return embedded_bin_dir()
    if not DEBIAN_15.is_dir():
        pytest.fail(f"PostgreSQL 15 of Debian is not in {DEBIAN_15}: `make test` installs it")
    return DEBIAN_15


@contextmanager
def server_of(version: str, folder: Path) -> Iterator[PostgresServer]:
    """A server of one version, whatever the environment says."""
    server = EmbeddedPostgres(folder / "data", folder / "socket", programs_of(version))
    try:
        yield PostgresServer(server.start(), folder / "passwords")
    finally:
        server.stop()
