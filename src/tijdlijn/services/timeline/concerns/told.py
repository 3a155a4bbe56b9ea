"""What a user tells a holder to be wrong: kept first, told then, and asked after until the holder settled it.

A holder that cannot be reached is told later, under the same id: at the next look at what was told.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from tijdlijn.domain.concern import Concern, ConcernKind, ConcernState, Handling
from tijdlijn.domain.errors import AccessDenied, PeerError
from tijdlijn.domain.question import Question
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.reach import Reach
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.subject import Subject
from tijdlijn.store.timeline.concern_store import ConcernStore, StoredConcern
from tijdlijn.store.timeline.session_store import SessionOwner

_OWNER = b"concern"
ASKED_WITHIN_S = 5.0
"""So long the page waits for what holders did; what is not known by then is as it was known before."""


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    subject: Subject
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A concern as its user sees it: `handling` is absent while the holder does not have it yet."""

    concern_id: UUID
    subject: Subject
    kind: ConcernKind
    text: str
    told_at: datetime
    handling: Handling | None

    @property
    def concern(self) -> Concern:
        """The concern as the holder gets it."""
        return Concern(
            self.concern_id, self.kind, self.text, self.subject.study, report_id=self.subject.report_id
        )


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells holders, and asks them."""

    store: ConcernStore
    record: AccessRecord
    reach: Reach
    sealer: Sealer
    clock: Clock

    async def tell(self, session: Session, subject: Subject, kind: ConcernKind, text: str) -> Told:
        """Keep a concern, on record, and tell its holder.

        Raises:
            InputInvalid: a text that is too long.
            AccessDenied: the session has no patient with a BSN, or the holder takes no such concern; nothing
            is kept.
        """
        question = _question(session)
        told = Told(uuid4(), subject, kind, text, self.clock.now(), None)
        sealed = self._sealed(_Sealed(subject, kind.value, told.concern.text))
        async with self.store.database.transaction() as connection:
            await self.record.telling(session, subject.holder, str(told.concern_id), connection)
            await self.store.add(connection, self._owner(session), told.concern_id, sealed, told.told_at)
        try:
            return await self._told_to_holder(question, told)
        except AccessDenied:
            await self.store.forget(told.concern_id)
            raise

    async def of(self, session: Session) -> Sequence[Told]:
        """Give what this user told of this patient, newest first, with what the holders did by now."""
        if session.bsn is None:
            return ()
        question, stored = _question(session), await self.store.of(self._owner(session))
        return await asyncio.gather(*(self._looked_at(question, self._opened(one)) for one in stored))

    async def _looked_at(self, question: Question, told: Told) -> Told:
        if told.handling is not None and told.handling.state.is_final:
            return told
        try:
            async with asyncio.timeout(ASKED_WITHIN_S):
                if told.handling is None:
                    return await self._told_to_holder(question, told)
                route, link = await self.reach.to(told.subject.holder, told.subject.route_id)
                return await self._noted(told, await link.handling(route, question, told.concern_id))
        except (AccessDenied, PeerError, TimeoutError):
            return told

    async def _told_to_holder(self, question: Question, told: Told) -> Told:
        """Tell it; a holder that cannot be reached now leaves it as it is."""
        try:
            route, link = await self.reach.to(told.subject.holder, told.subject.route_id)
            return await self._noted(told, await link.tell(route, question, told.concern))
        except PeerError:
            return told

    async def _noted(self, told: Told, handling: Handling) -> Told:
        if handling != told.handling:
            answer = self.sealer.seal(handling.answer.encode(), _OWNER) if handling.answer else None
            await self.store.note(told.concern_id, handling.state, answer, handling.changed_at)
        return replace(told, handling=handling)

    def _opened(self, stored: StoredConcern) -> Told:
        sealed = msgspec.msgpack.decode(self.sealer.open(stored.sealed, _OWNER), type=_Sealed)
        handling = None
        if stored.state is not None and stored.changed_at is not None:
            answer = stored.sealed_answer and self.sealer.open(stored.sealed_answer, _OWNER).decode()
            handling = Handling(ConcernState(stored.state), stored.changed_at, answer)
        kind = ConcernKind(sealed.kind)
        return Told(stored.concern_id, sealed.subject, kind, sealed.text, stored.told_at, handling)

    def _sealed(self, value: _Sealed) -> str:
        return self.sealer.seal(msgspec.msgpack.encode(value), _OWNER)

    def _owner(self, session: Session) -> SessionOwner:
        user = f"{session.asker.institution}|{session.asker.professional.user_id}"
        return SessionOwner(
            self.sealer.reference(user.encode(), "concern user"),
            self.sealer.reference(_question(session).patient.digits.encode(), "concern patient"),
        )


def _question(session: Session) -> Question:
    question = session.question()
    if question is None:
        raise AccessDenied("a patient without a BSN is asked about nowhere")
    return question
