"""What users of this timeline told holders to be wrong, kept so that they see what became of it.

Who told it and about whom are keyed hashes, all else is sealed. A row stands before its holder is asked, so
that what a user told is not lost when the holder cannot be reached.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tijdlijn.domain.concern import ConcernState
from tijdlijn.store.pool import Connection, Database
from tijdlijn.store.sql import load_queries
from tijdlijn.store.timeline.session_store import SessionOwner

_QUERIES = load_queries("tijdlijn.store.timeline")
KEPT_AFTER_SETTLED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class StoredConcern:
    """One concern as it lies there; `state` is absent until the holder has it."""

    concern_id: UUID
    sealed: str
    told_at: datetime
    state: str | None
    sealed_answer: str | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConcernStore:
    """The table of concerns. Raises as `Database.transaction`."""

    database: Database

    async def add(
        self, connection: Connection, owner: SessionOwner, concern_id: UUID, sealed: str, now: datetime
    ) -> None:
        """Keep a concern, with the caller's transaction; what was settled long ago is forgotten."""
        await connection.execute(
            _QUERIES["forget_settled_concerns"],
            {
                "settled": [state.value for state in ConcernState if state.is_final],
                "before": now - KEPT_AFTER_SETTLED,
            },
        )
        await connection.execute(
            _QUERIES["add_own_concern"],
            _owned_by(owner) | {"concern_id": concern_id, "sealed": sealed, "told_at": now},
        )

    async def of(self, owner: SessionOwner) -> list[StoredConcern]:
        """Give what this user told of this patient, newest first."""
        return await self.database.fetch_all(StoredConcern, _QUERIES["own_concerns"], _owned_by(owner))

    async def note(
        self, concern_id: UUID, state: ConcernState, sealed_answer: str | None, changed_at: datetime
    ) -> None:
        """Note what the holder did."""
        await self.database.execute(
            _QUERIES["note_handling"],
            {
                "concern_id": concern_id,
                "state": state.value,
                "sealed_answer": sealed_answer,
                "changed_at": changed_at,
            },
        )

    async def forget(self, concern_id: UUID) -> None:
        """Drop a concern that its holder does not take."""
        await self.database.execute(_QUERIES["forget_own_concern"], {"concern_id": concern_id})


def _owned_by(owner: SessionOwner) -> dict[str, object]:
    return {"user_ref": owner.user_ref, "patient_ref": owner.patient_ref}
