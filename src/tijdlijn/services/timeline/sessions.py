"""Sessions as the timeline keeps them: sealed in its database, found by the browser's cookie, ended by the
next launch.

A user has one patient open at a time. A new launch ends the session before it in that browser, and every
session of another patient that the same user has anywhere: an EPD's frame and a window of its own keep their
cookies apart (`Partitioned`), so the browser alone would not do. Every page of an ended session closes (A67,
B57).
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec

from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.session import Session
from tijdlijn.store.timeline.session_store import SessionOwner, SessionStore, StoredSession

_OWNER = b"timeline session"


@dataclass(slots=True)
class Sessions:
    """The running sessions of this deployable, and word of those that end."""

    store: SessionStore
    record: AccessRecord
    sealer: Sealer
    clock: Clock
    _watchers: dict[str, set[asyncio.Future[str]]] = field(default_factory=lambda: defaultdict(set))

    async def start(self, session: Session, replacing: str | None) -> str:
        """Begin a session and give its cookie; end the one before it in this browser, and those that this
        user has of other patients in any browser or frame. All of it on record, in one transaction.

        Raises:
            PeerError: the database did not take it; there is no session then.
        """
        cookie, owner = secrets.token_urlsafe(32), self._owner(session)
        sealed = self.sealer.seal(msgspec.msgpack.encode(session), _OWNER)
        async with self.store.database.transaction() as connection:
            await self.store.forget_ended(connection, self.clock.now())
            if replacing:
                await self.store.end(connection, replacing, "patient-switched")
            await self.store.end_other_patients(connection, owner, "patient-switched")
            await self.record.launched(session, connection)
            stored = StoredSession(session.context_id, sealed)
            await self.store.start(connection, cookie, stored, owner, session.ends_at)
        return cookie

    def _owner(self, session: Session) -> SessionOwner:
        """A patient without a BSN is nobody else's equal: such a session stands for itself."""
        user = f"{session.asker.institution}|{session.asker.professional.user_id}"
        patient = session.bsn.digits if session.bsn else session.context_id
        return SessionOwner(
            self.sealer.reference(user.encode(), "session user"),
            self.sealer.reference(patient.encode(), "session patient"),
        )

    async def current(self, cookie: str | None) -> Session | None:
        """Give the running session of a cookie; none for a cookie that is absent, unknown or over."""
        stored = await self.store.get(cookie, self.clock.now()) if cookie else None
        return self.unsealed(stored.sealed) if stored else None

    def unsealed(self, sealed: str) -> Session:
        """Read a session as it lies in the database."""
        return msgspec.msgpack.decode(self.sealer.open(sealed, _OWNER), type=Session)

    @asynccontextmanager
    async def watch(self, session: Session) -> AsyncIterator[asyncio.Future[str]]:
        """Give a future that gets the reason when this session ends before its time."""
        ending: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._watchers[session.context_id].add(ending)
        try:
            yield ending
        finally:
            self._watchers[session.context_id].discard(ending)
            if not self._watchers[session.context_id]:
                del self._watchers[session.context_id]

    async def tell_endings(self) -> None:
        """Pass on, for as long as the process lives, which sessions ended.

        Raises:
            PeerError: notices may have been missed; every open page has been told that its session ended.
        """
        try:
            async with self.store.endings() as endings:
                async for context_id, reason in endings:
                    self._tell(context_id, reason)
        finally:
            for context_id in list(self._watchers):
                self._tell(context_id, "session-ended")

    def _tell(self, context_id: str, reason: str) -> None:
        for ending in self._watchers.get(context_id, ()):
            if not ending.done():
                ending.set_result(reason)
