"""The registrations of the index: pseudonym → custodians.

Every statement carries the pseudonym, the partition key, so it touches one partition and its primary key
only (architecture.md §7). Callers give the connection: an act and its record stand in one transaction.
"""

from datetime import datetime

from tijdlijn.store.pool import Connection
from tijdlijn.store.sql import load_queries

_SQL = load_queries("tijdlijn.store.index")


async def registrations_of(
    connection: Connection, pseudonym: bytes, code: str
) -> tuple[tuple[str, datetime], ...]:
    """Give the URA and moment of registration of every custodian of this pseudonym, ordered by URA."""
    cursor = await connection.execute(_SQL["registrations_of"], {"pseudonym": pseudonym, "code": code})
    return tuple((row["custodian"], row["registered_at"]) for row in await cursor.fetchall())


async def register(
    connection: Connection, pseudonym: bytes, custodian: str, code: str
) -> tuple[bool, datetime]:
    """Make one row of this registration, however often and however many at once; give whether it is new and
    since when it stands.
    """
    key = {"pseudonym": pseudonym, "custodian": custodian, "code": code}
    while True:
        if made := await (await connection.execute(_SQL["register"], key)).fetchone():
            return True, made["registered_at"]
        if stands := await (await connection.execute(_SQL["registration"], key)).fetchone():
            return False, stands["registered_at"]


async def withdraw(connection: Connection, pseudonym: bytes, custodian: str, code: str) -> bool:
    """End a registration; give whether it was there."""
    key = {"pseudonym": pseudonym, "custodian": custodian, "code": code}
    return (await connection.execute(_SQL["withdraw"], key)).rowcount == 1
