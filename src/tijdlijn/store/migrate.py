"""Bringing a database up to date while processes of the previous release still use it.

A package's `migrations/` holds `0001_pre_what.sql`, `0002_post_what.sql`, … A `pre` migration leaves the
previous release working and is applied by the first process of the new one that starts. A `post` migration
takes away what only the previous release needed: it waits until it is asked for, or until a later `pre`
shows that the previous release is gone. What was applied never changes afterwards.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import LiteralString

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.store.pool import Connection, Database
from tijdlijn.store.sql import load_queries

_FILE_NAME = re.compile(r"(?P<number>[0-9]{4})_(?P<kind>pre|post)_[a-z0-9_]+\.sql")
_QUERIES = load_queries(__package__)


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of one package's part of the schema."""

    package: str
    number: int
    kind: str
    file_name: str
    statements: LiteralString
    checksum: str


async def migrate(database: Database, packages: Sequence[str], *, finish: bool = False) -> None:
    """Apply what each package's migrations lack in this database, all or nothing; processes may start at
    once, one does the work and the others wait for it.

    A package that is new here gets all its migrations. With `finish`, trailing `post` migrations too: only
    once no process of the previous release is left.

    Raises:
        ConfigurationInvalid: names or numbers are wrong, or an applied migration has changed; nothing was
        applied. PeerTimedOut: a lock was not had in time, nothing was applied, a retry may help.
        PeerUnreachable: as for `Database.transaction`.
    """
    faults: list[str] = []
    wanted = {package: read_migrations(package, faults) for package in packages}
    if faults:
        raise ConfigurationInvalid(faults)
    async with database.transaction() as connection:
        await connection.execute(_QUERIES["wait_long_for_others"])
        await connection.execute(_QUERIES["lock_schema"])
        await connection.execute(_QUERIES["create_ledger"])
        await connection.execute(_QUERIES["wait_shortly_for_tables"])
        for package, migrations in wanted.items():
            applied = await _applied_checksums(connection, package)
            faults += [
                f"{package}: {step.file_name} was changed after it was applied"
                for step in migrations
                if applied.get(step.number, step.checksum) != step.checksum
            ]
            for step in outstanding(migrations, frozenset(applied), finish=finish):
                await _apply(connection, step)
        if faults:
            raise ConfigurationInvalid(faults)


def outstanding(migrations: Sequence[Migration], applied: frozenset[int], *, finish: bool) -> list[Migration]:
    """Give what is to be applied now, in order."""
    lacking = [step for step in migrations if step.number not in applied]
    if finish or not applied:
        return lacking
    last_pre = max((step.number for step in lacking if step.kind == "pre"), default=0)
    return [step for step in lacking if step.number <= last_pre]


def read_migrations(package: str, faults: list[str]) -> list[Migration]:
    """Read a package's migrations in order; what is wrong with them is added to `faults`."""
    migrations: list[Migration] = []
    folder = files(package).joinpath("migrations")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".sql"):
            continue
        match = _FILE_NAME.fullmatch(file.name)
        if match is None:
            faults.append(f"{package}: {file.name} is not named 0001_pre_what.sql or 0001_post_what.sql")
            continue
        content = file.read_bytes()
        migrations.append(
            Migration(
                package=package,
                number=int(match["number"]),
                kind=match["kind"],
                file_name=file.name,
                statements=content.decode("utf-8"),
                checksum=hashlib.sha256(content).hexdigest(),
            )
        )
    if [step.number for step in migrations] != list(range(1, len(migrations) + 1)):
        faults.append(f"{package}: migrations are not numbered 0001, 0002, … without gap or double")
    return migrations


async def _applied_checksums(connection: Connection, package: str) -> dict[int, str]:
    cursor = await connection.execute(_QUERIES["applied"], {"package": package})
    return {row["number"]: row["checksum"] async for row in cursor}


async def _apply(connection: Connection, step: Migration) -> None:
    await connection.execute(step.statements, prepare=False)
    await connection.execute(
        _QUERIES["record_applied"],
        {
            "package": step.package,
            "number": step.number,
            "file_name": step.file_name,
            "checksum": step.checksum,
        },
    )
