"""Bringing a database up to date, while others use it."""

import asyncio
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tijdlijn.domain.errors import ConfigurationInvalid, PeerTimedOut
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database

PACKAGE = "package_with_migrations"


@dataclass(frozen=True)
class Applied:
    file_name: str


class Package:
    """A package on disk whose migrations can be rewritten between two starts."""

    def __init__(self, folder: Path) -> None:
        self._migrations = folder / PACKAGE / "migrations"
        self._migrations.mkdir(parents=True)
        (folder / PACKAGE / "__init__.py").touch()

    def hold(self, migrations: Mapping[str, str]) -> None:
        for file in self._migrations.iterdir():
            file.unlink()
        for name, statements in migrations.items():
            (self._migrations / name).write_text(statements)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """An importable package without migrations."""
    monkeypatch.syspath_prepend(tmp_path)
    yield Package(tmp_path)
    sys.modules.pop(PACKAGE, None)


async def _applied(database: Database) -> list[str]:
    rows = await database.fetch_all(
        Applied, "SELECT file_name FROM schema_migration ORDER BY package, number"
    )
    return [row.file_name for row in rows]


CREATE = {"0001_pre_create.sql": "CREATE TABLE thing (old text); INSERT INTO thing VALUES ('100%');"}
WIDEN = CREATE | {"0002_pre_widen.sql": "ALTER TABLE thing ADD COLUMN new text;"}
NARROW = WIDEN | {"0003_post_narrow.sql": "ALTER TABLE thing DROP COLUMN old;"}
NEXT = NARROW | {"0004_pre_more.sql": "CREATE TABLE more ();"}


async def test_what_lacks_is_applied_in_order_and_once(database: Database, package: Package) -> None:
    package.hold(CREATE)
    await migrate(database, [PACKAGE])
    await migrate(database, [PACKAGE])
    assert await _applied(database) == ["0001_pre_create.sql"]
    package.hold(WIDEN)
    await migrate(database, [PACKAGE])
    assert await _applied(database) == ["0001_pre_create.sql", "0002_pre_widen.sql"]


async def test_several_packages_keep_their_own_numbers(database: Database, package: Package) -> None:
    package.hold(CREATE)
    await migrate(database, ["tijdlijn.store.record", PACKAGE])
    assert await _applied(database) == ["0001_pre_create.sql", "0001_pre_record.sql"]


async def test_a_post_migration_waits_until_the_previous_release_is_gone(
    database: Database, package: Package
) -> None:
    package.hold(CREATE)
    await migrate(database, [PACKAGE])
    package.hold(NARROW)
    await migrate(database, [PACKAGE])
    assert (await _applied(database))[-1] == "0002_pre_widen.sql"
    await migrate(database, [PACKAGE], finish=True)
    assert (await _applied(database))[-1] == "0003_post_narrow.sql"


async def test_a_later_release_does_what_waited(database: Database, package: Package) -> None:
    package.hold(WIDEN)
    await migrate(database, [PACKAGE])
    package.hold(NEXT)
    await migrate(database, [PACKAGE])
    assert await _applied(database) == list(NEXT)


async def test_an_empty_database_gets_everything(database: Database, package: Package) -> None:
    package.hold(NARROW)
    await migrate(database, [PACKAGE])
    assert await _applied(database) == list(NARROW)


async def test_a_previous_release_starts_on_a_newer_database(database: Database, package: Package) -> None:
    package.hold(WIDEN)
    await migrate(database, [PACKAGE])
    package.hold(CREATE)
    await migrate(database, [PACKAGE])
    assert await _applied(database) == list(WIDEN)


async def test_a_changed_migration_is_refused_and_nothing_is_applied(
    database: Database, package: Package
) -> None:
    package.hold(CREATE)
    await migrate(database, [PACKAGE])
    package.hold(WIDEN | {"0001_pre_create.sql": "CREATE TABLE thing (other text);"})
    with pytest.raises(ConfigurationInvalid, match=r"0001_pre_create\.sql was changed after"):
        await migrate(database, [PACKAGE])
    assert await _applied(database) == ["0001_pre_create.sql"]


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (["0001_create.sql"], "is not named"),
        (["1_pre_create.sql"], "is not named"),
        (["0002_pre_create.sql"], "not numbered"),
        (["0001_pre_create.sql", "0003_pre_more.sql"], "not numbered"),
        (["0001_pre_create.sql", "0001_pre_more.sql"], "not numbered"),
    ],
)
async def test_a_wrong_name_or_number_is_refused(
    names: list[str], fault: str, database: Database, package: Package
) -> None:
    package.hold({name: f"CREATE TABLE t{index} ();" for index, name in enumerate(names)})
    with pytest.raises(ConfigurationInvalid, match=fault):
        await migrate(database, [PACKAGE])


async def test_a_migration_that_fails_leaves_nothing(database: Database, package: Package) -> None:
    package.hold(WIDEN | {"0003_pre_wrong.sql": "CREATE TABLE thing ();"})
    with pytest.raises(psycopg.errors.DuplicateTable):
        await migrate(database, [PACKAGE])
    package.hold(CREATE)
    await migrate(database, [PACKAGE])
    assert await _applied(database) == ["0001_pre_create.sql"]


async def test_processes_may_start_at_once(database: Database, fresh_database: str, package: Package) -> None:
    package.hold(CREATE | {"0002_pre_slow.sql": "SELECT pg_sleep(0.2);"})
    async with Database.open(fresh_database) as other:
        await asyncio.gather(*(migrate(each, [PACKAGE]) for each in (database, other, database, other)))
    assert await _applied(database) == ["0001_pre_create.sql", "0002_pre_slow.sql"]


async def test_a_table_in_use_is_given_up_soon(database: Database, package: Package) -> None:
    package.hold(CREATE)
    await migrate(database, [PACKAGE])
    package.hold(
        CREATE | {"0002_pre_widen.sql": "SET LOCAL lock_timeout = '50ms'; ALTER TABLE thing ADD n int;"}
    )
    async with database.transaction() as reader:
        await reader.execute("SELECT * FROM thing")
        with pytest.raises(PeerTimedOut):
            await migrate(database, [PACKAGE])
    await migrate(database, [PACKAGE])
