"""Launches and sessions of a timeline in its own database, so that any of its processes can serve any page.

Secrets come in and are kept only as SHA-256; what is personal comes in sealed. An ended session is told to
all processes by NOTIFY, so that its open pages close.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import DictRow

from tijdlijn.store.pool import Connection, Database
from tijdlijn.store.sql import load_queries

_QUERIES = load_queries("tijdlijn.store.timeline")
_CHANNEL = "session_ended"


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as it lies there: its public name and its sealed content."""

    context_id: str
    sealed: str


@dataclass(frozen=True, slots=True)
class SessionOwner:
    """Whose session it is and of which patient, as keyed hashes; they compare and tell nothing."""

    user_ref: bytes
    patient_ref: bytes


@dataclass(frozen=True, slots=True)
class _SealedLaunch:
    sealed: str


@dataclass(frozen=True, slots=True)
class SessionStore:
    """Keeps launches under way and sessions. Raises as `Database.transaction`."""

    database: Database

    async def add_launch(self, state: str, sealed: str, expires_at: datetime, now: datetime) -> None:
        """Remember a launch until its code comes back; launches that nobody finished are forgotten."""
        async with self.database.transaction() as connection:
            await connection.execute(_QUERIES["forget_expired_launches"], {"now": now})
            await connection.execute(
                _QUERIES["add_launch"],
                {"state_hash": _hash(state), "sealed": sealed, "expires_at": expires_at},
            )

    async def take_launch(self, state: str, now: datetime) -> str | None:
        """Give the launch of this state and forget it; `None` if it is unknown, expired or taken before."""
        taken = await self.database.fetch_one(
            _SealedLaunch, _QUERIES["take_launch"], {"state_hash": _hash(state), "now": now}
        )
        return taken.sealed if taken else None

    async def start(
        self,
        connection: Connection,
        cookie: str,
        session: StoredSession,
        owner: SessionOwner,
        ends_at: datetime,
    ) -> None:
        """Begin a session in the caller's transaction, beside its record."""
        await connection.execute(
            _QUERIES["add_session"],
            {
                "cookie_hash": _hash(cookie),
                "context_id": session.context_id,
                "sealed": session.sealed,
                "user_ref": owner.user_ref,
                "patient_ref": owner.patient_ref,
                "ends_at": ends_at,
            },
        )

    async def forget_ended(self, connection: Connection, now: datetime) -> None:
        """Drop the sessions whose time is over."""
        await connection.execute(_QUERIES["forget_ended_sessions"], {"now": now})

    async def end(self, connection: Connection, cookie: str, reason: str) -> None:
        """End the session of this cookie, if there is one, and tell its open pages why."""
        cursor = await connection.execute(_QUERIES["drop_session"], {"cookie_hash": _hash(cookie)})
        await _tell(connection, await cursor.fetchall(), reason)

    async def end_other_patients(self, connection: Connection, owner: SessionOwner, reason: str) -> None:
        """End every session that this user has of another patient, in whatever browser, and tell why."""
        refs = {"user_ref": owner.user_ref, "patient_ref": owner.patient_ref}
        cursor = await connection.execute(_QUERIES["drop_sessions_of_other_patients"], refs)
        await _tell(connection, await cursor.fetchall(), reason)

    async def get(self, cookie: str, now: datetime) -> StoredSession | None:
        """Give the running session of this cookie."""
        return await self.database.fetch_one(
            StoredSession, _QUERIES["get_session"], {"cookie_hash": _hash(cookie), "now": now}
        )

    def endings(self) -> AbstractAsyncContextManager[AsyncIterator[tuple[str, str]]]:
        """Listen to sessions that end from now on: (context id, reason)."""
        return _endings(self.database)


@asynccontextmanager
async def _endings(database: Database) -> AsyncIterator[AsyncIterator[tuple[str, str]]]:
    async def parsed(notices: AsyncIterator[str]) -> AsyncIterator[tuple[str, str]]:
        async for notice in notices:
            context_id, _, reason = notice.partition(" ")
            yield context_id, reason

    async with database.listen(_CHANNEL) as notices:
        yield parsed(notices)


async def _tell(connection: Connection, ended: list[DictRow], reason: str) -> None:
    for row in ended:
        await connection.execute(_QUERIES["tell_ended"], {"notice": f"{row['context_id']} {reason}"})


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
