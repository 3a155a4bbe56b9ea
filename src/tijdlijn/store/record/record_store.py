"""The record of every access: who asked, for whom, why, on which ground, and how it ended.

It is opened before the first byte leaves; no record, no answer. Rows are only added (a closing is a row of
its own), so that the record can be chained and trusted. It holds no patient's number, only a keyed HMAC of
it, and joins the asker's and the holder's record by one trace id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import DictRow, class_row
from psycopg.types.json import Jsonb

from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.store.pool import Connection, Database
from tijdlijn.store.sql import load_queries

UNDER_WAY = "under-way"
"""The outcome of an opening that will be closed; only such an act is swept when nobody closes it."""

CUT_OFF = "cut-off"
"""The outcome of an act that nobody closed; its counts are what is known: "at least n"."""

_QUERIES = load_queries(__package__)


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """One act, as it is put on record.

    `action` and `outcome` are words of the service (`search`, `permit`, …), `actor_user` and `actor_role` as
    the EPD gave them. `patient_ref` is a keyed HMAC of 16–64 bytes, never a number. `object_ref` says what
    was opened (a study, a report, a log), `access_point` over which way. What is not known is absent.

    Standard: NEN 7513:2018, content of a logged event.
    """

    action: str
    outcome: str
    trace_id: TraceId
    actor_user: str | None = None
    actor_role: str | None = None
    actor_institution: Ura | None = None
    patient_ref: bytes | None = None
    object_ref: str | None = None
    purpose: str | None = None
    ground: str | None = None
    access_point: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """How an act ended; `counts` in the service's own words (`studies`, `bytes`), at least these if cut
    off.
    """

    closed_at: datetime
    outcome: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """An act on record; `closing` is absent while it is under way, and for an act that was final at once."""

    record_id: int
    recorded_at: datetime
    entry: RecordEntry
    closing: Closing | None


@dataclass(frozen=True, slots=True)
class _Opened:
    record_id: int


class RecordStore:
    """The record in the deployable's own database. Every method raises as `Database.transaction`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, entry: RecordEntry, *, connection: Connection | None = None) -> int:
        """Put an act on record and give its number; on disk before this returns, unless the caller's
        `connection` is given: then with the caller's transaction.

        After an error nothing may be answered: the act may not be on record.
        """
        if connection is None:
            (opened,) = await self._database.fetch_all(_Opened, _QUERIES["open"], _parameters(entry))
        else:
            cursor = connection.cursor(row_factory=class_row(_Opened))
            await cursor.execute(_QUERIES["open"], _parameters(entry))
            (opened,) = await cursor.fetchall()
        return opened.record_id

    async def progress(
        self, record_id: int, counts: Mapping[str, int], *, connection: Connection | None = None
    ) -> None:
        """Keep the counts so far of an act that is under way, with the caller's transaction if its
        `connection` is given; it is not swept for as long as this is repeated in time.
        """
        parameters = {"record_id": record_id, "counts": Jsonb(dict(counts))}
        await self._execute(_QUERIES["progress"], parameters, connection)

    async def close(
        self,
        record_id: int,
        outcome: str,
        counts: Mapping[str, int],
        *,
        connection: Connection | None = None,
    ) -> None:
        """Add how an act ended, with the caller's transaction if its `connection` is given. Repeating is
        harmless: the first closing stands, but wins over a sweep.
        """
        parameters = {"record_id": record_id, "outcome": outcome, "counts": Jsonb(dict(counts))}
        await self._execute(_QUERIES["close"], parameters, connection)

    async def sweep(self, untouched_since: datetime) -> int:
        """Close as cut off every act under way that had no sign of life since then; give how many."""
        return await self._database.execute(
            _QUERIES["sweep"], {"untouched_since": untouched_since, "outcome": CUT_OFF}
        )

    async def search(  # noqa: PLR0913 - one keyword for each condition
        self,
        *,
        date_from: datetime | None = None,
        date_to: datetime | None = None,
        trace_id: TraceId | None = None,
        patient_ref: bytes | None = None,
        limit: int,
        offset: int = 0,
    ) -> list[StoredRecord]:
        """Give what is on record, newest first, from `date_from` until just before `date_to`; every
        condition that is absent leaves all.
        """
        conditions = {
            "date_from": date_from,
            "date_to": date_to,
            "trace_id": trace_id,
            "patient_ref": patient_ref,
            "limit": limit,
            "offset": offset,
        }
        async with self._database.transaction() as connection:
            # Planned anew each time: which index helps depends on which conditions are given.
            cursor = await connection.execute(_QUERIES["search"], conditions, prepare=False)
            return [_stored_record(row) async for row in cursor]

    async def _execute(
        self, query: LiteralString, parameters: Mapping[str, object], connection: Connection | None
    ) -> None:
        if connection is None:
            await self._database.execute(query, parameters)
        else:
            await connection.execute(query, parameters)


def _parameters(entry: RecordEntry) -> dict[str, object]:
    return {
        "action": entry.action,
        "outcome": entry.outcome,
        "trace_id": entry.trace_id,
        "actor_user": entry.actor_user,
        "actor_role": entry.actor_role,
        "actor_institution": entry.actor_institution and entry.actor_institution.value,
        "patient_ref": entry.patient_ref,
        "object_ref": entry.object_ref,
        "purpose": entry.purpose,
        "ground": entry.ground,
        "access_point": entry.access_point,
        "under_way": UNDER_WAY,
    }


def _stored_record(row: DictRow) -> StoredRecord:
    closed = row["closed_at"] is not None
    institution = row["actor_institution"]
    return StoredRecord(
        record_id=row["record_id"],
        recorded_at=row["recorded_at"],
        entry=RecordEntry(
            action=row["action"],
            outcome=row["outcome"],
            trace_id=TraceId(row["trace_id"]),
            actor_user=row["actor_user"],
            actor_role=row["actor_role"],
            actor_institution=None if institution is None else Ura(institution),
            patient_ref=row["patient_ref"],
            object_ref=row["object_ref"],
            purpose=row["purpose"],
            ground=row["ground"],
            access_point=row["access_point"],
        ),
        closing=Closing(row["closed_at"], row["closing_outcome"], row["counts"]) if closed else None,
    )
