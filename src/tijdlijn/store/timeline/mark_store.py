"""Marks as they lie in the database: whose, on whom and on what as keyed hashes, all else sealed."""

from dataclasses import dataclass
from datetime import datetime

from tijdlijn.store.pool import Database
from tijdlijn.store.sql import load_queries

_QUERIES = load_queries("tijdlijn.store.timeline")


@dataclass(frozen=True, slots=True)
class MarkOwner:
    """Who marks, of which institution, and on which patient."""

    user_ref: bytes
    institution_ref: bytes
    patient_ref: bytes


@dataclass(frozen=True, slots=True)
class StoredMark:
    """One mark; `is_own` says that it is the asking user's."""

    is_own: bool
    sealed: str


@dataclass(frozen=True, slots=True)
class MarkStore:
    """The table of marks. Raises as `Database.transaction`."""

    database: Database

    async def put(  # noqa: PLR0913 - one keyword for each column
        self,
        owner: MarkOwner,
        subject_ref: bytes,
        *,
        is_shared: bool,
        sealed: str,
        ends_at: datetime,
        now: datetime,
    ) -> None:
        """Mark something; a mark that stood begins anew. What ended is forgotten."""
        async with self.database.transaction() as connection:
            await connection.execute(_QUERIES["forget_ended_marks"], {"now": now})
            await connection.execute(
                _QUERIES["put_mark"],
                _key(owner, subject_ref)
                | {
                    "institution_ref": owner.institution_ref,
                    "is_shared": is_shared,
                    "sealed": sealed,
                    "ends_at": ends_at,
                },
            )

    async def take(self, owner: MarkOwner, subject_ref: bytes) -> None:
        """Take the owner's own mark away; one that is not there stays away."""
        await self.database.execute(_QUERIES["take_mark"], _key(owner, subject_ref))

    async def of(self, owner: MarkOwner, now: datetime) -> list[StoredMark]:
        """Give the owner's marks and those that the team shares, the latest first."""
        return await self.database.fetch_all(
            StoredMark,
            _QUERIES["marks"],
            {
                "user_ref": owner.user_ref,
                "patient_ref": owner.patient_ref,
                "institution_ref": owner.institution_ref,
                "now": now,
            },
        )


def _key(owner: MarkOwner, subject_ref: bytes) -> dict[str, object]:
    return {"user_ref": owner.user_ref, "patient_ref": owner.patient_ref, "subject_ref": subject_ref}
