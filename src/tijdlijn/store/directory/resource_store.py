"""The resources of the address book as a log of versions.

`publish` compares what should stand with what stands: unchanged makes no version, vanished makes a deleted
one. All of it is one transaction, so a reader sees the old book or the new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tijdlijn.store.pool import Connection
from tijdlijn.store.sql import load_queries

_SQL = load_queries("tijdlijn.store.directory")

NEWEST = 2**63 - 1
"""Above every sequence number: where reading a history begins."""


@dataclass(frozen=True, slots=True)
class ResourceVersion:
    """One version of one resource; `content` is its JSON without `meta`, or `None` where it was deleted.

    `sequence` is its place in the log.
    """

    sequence: int
    resource_id: str
    version: int
    changed_at: datetime
    content: bytes | None


async def publish(
    connection: Connection, contents: Mapping[tuple[str, str], bytes], changed_at: datetime
) -> int:
    """Make the book say exactly `contents` ((type, id) → JSON) and give how many versions that took."""
    await connection.execute(_SQL["lock_for_publishing"])
    rows = await (await connection.execute(_SQL["current_of_all_types"])).fetchall()
    standing = {(row["resource_type"], row["resource_id"]): row for row in rows}
    wanted: dict[tuple[str, str], bytes | None] = {
        key: contents.get(key) for key in sorted({*standing, *contents})
    }
    changes = 0
    for (resource_type, resource_id), content in wanted.items():
        row = standing.get((resource_type, resource_id))
        if row is not None and row["content"] == content:
            continue
        key = {"resource_type": resource_type, "resource_id": resource_id}
        await connection.execute(_SQL["supersede"], key)
        version = row["version"] + 1 if row is not None else 1
        append = {**key, "version": version, "changed_at": changed_at, "content": content}
        await connection.execute(_SQL["append"], append)
        changes += 1
    return changes


async def current(
    connection: Connection, resource_type: str, after: str, limit: int
) -> tuple[ResourceVersion, ...]:
    """Give what stands now, ordered by id, at most `limit` and only ids greater than `after`."""
    arguments = {"resource_type": resource_type, "after": after, "limit": limit}
    return await _versions(connection, "current", arguments)


async def history(
    connection: Connection, resource_type: str, since: datetime, before: int, limit: int
) -> tuple[ResourceVersion, ...]:
    """Give the versions made at or after `since`, newest first, at most `limit` and only of a sequence
    smaller than `before`.
    """
    arguments = {"resource_type": resource_type, "since": since, "before": before, "limit": limit}
    return await _versions(connection, "history", arguments)


async def _versions(
    connection: Connection, query: str, arguments: Mapping[str, object]
) -> tuple[ResourceVersion, ...]:
    rows = await (await connection.execute(_SQL[query], arguments)).fetchall()
    return tuple(ResourceVersion(**row) for row in rows)
