"""The queue of what readers elsewhere say is wrong.

A concern and its record are one transaction: what was acknowledged is in the queue and on record.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from tijdlijn.domain.concern import Concern, ConcernKind, ConcernState, Handling, QueuedConcern
from tijdlijn.domain.identifiers import StudyInstanceUID, TraceId, Ura
from tijdlijn.store.gateway.token_store import NewToken
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordEntry, RecordStore
from tijdlijn.store.sql import load_queries

_SQL = load_queries("tijdlijn.store.gateway")


@dataclass(frozen=True, slots=True)
class _Row:
    institution: str
    concern_id: UUID
    custodian: str
    patient_ref: bytes
    kind: str
    told: str
    study_uid: str | None
    report_id: str | None
    user_id: str
    role_code: str
    trace_id: str
    received_at: datetime
    state: str
    answer: str | None
    changed_at: datetime

    def queued(self) -> QueuedConcern:
        study_uid = StudyInstanceUID(self.study_uid) if self.study_uid else None
        return QueuedConcern(
            Concern(self.concern_id, ConcernKind(self.kind), self.told, study_uid, self.report_id),
            Handling(ConcernState(self.state), self.changed_at, self.answer),
            Ura(self.institution),
            self.user_id,
            TraceId(self.trace_id),
            bytes(self.patient_ref),
            self.received_at,
        )


@dataclass(frozen=True, slots=True)
class ConcernStore:
    """The table of concerns. Every method raises as `Database.transaction`."""

    database: Database
    record: RecordStore

    async def add(self, token: NewToken, concern: Concern, act: RecordEntry, now: datetime) -> None:
        """Put a concern of whoever holds this token into the queue, with its record; the same one again
        changes nothing but is on record too.
        """
        parameters = _key(token, concern.concern_id) | {
            "kind": concern.kind.value,
            "told": concern.text,
            "study_uid": concern.study_uid and concern.study_uid.value,
            "report_id": concern.report_id,
            "user_id": token.user_id,
            "role_code": token.role_code,
            "trace_id": token.trace_id,
            "now": now,
        }
        async with self.database.transaction() as connection:
            await self.record.open(act, connection=connection)
            await connection.execute(_SQL["add_concern"], parameters)

    async def find(self, token: NewToken, concern_id: UUID) -> QueuedConcern | None:
        """Give a concern that the token's institution told about the token's patient."""
        row = await self.database.fetch_one(_Row, _SQL["concern"], _key(token, concern_id))
        return row.queued() if row else None

    async def waiting(self) -> list[QueuedConcern]:
        """Give what is still to be settled, oldest first."""
        rows = await self.database.fetch_all(_Row, _SQL["open_concerns"], {})
        return [row.queued() for row in rows]

    async def handle(self, concern_id: UUID, handling: Handling, act: RecordEntry) -> list[QueuedConcern]:
        """Note what was done about a concern, with its record; give those that this changed: none when it is
        unknown or settled already, and nothing is on record then.
        """
        parameters = {
            "concern_id": concern_id,
            "state": handling.state.value,
            "answer": handling.answer,
            "now": handling.changed_at,
        }
        async with self.database.transaction() as connection:
            cursor = connection.cursor(row_factory=class_row(_Row))
            await cursor.execute(_SQL["handle_concern"], parameters)
            changed = [row.queued() for row in await cursor.fetchall()]
            if changed:
                await self.record.open(act, connection=connection)
        return changed


def _key(token: NewToken, concern_id: UUID) -> dict[str, object]:
    return {
        "institution": token.institution.value,
        "concern_id": concern_id,
        "custodian": token.custodian.value,
        "patient_ref": token.patient_ref,
    }
