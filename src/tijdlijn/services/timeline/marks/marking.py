"""Sets marks, takes them away, and gives those that a user may see."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.mark import LASTS, Mark
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.subject import Subject
from tijdlijn.store.timeline.mark_store import MarkOwner, MarkStore, StoredMark

_OWNER = b"mark"


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    subject: Subject
    by_name: str
    by_role: str
    situation: str | None
    marked_at: datetime
    ends_at: datetime
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """What was marked, and how; `is_own` says that the asking user did."""

    subject: Subject
    mark: Mark
    is_own: bool


@dataclass(frozen=True, slots=True)
class Marking:
    """The marks of one deployable. A patient without a BSN has none: there is nobody to keep them with.

    Raises:
        AccessDenied: the session's patient has no BSN.
    """

    store: MarkStore
    sealer: Sealer
    clock: Clock

    async def put(self, session: Session, subject: Subject, *, is_shared: bool) -> None:
        """Mark something for as long as marks last, or say anew whether the team sees it."""
        now, professional = self.clock.now(), session.asker.professional
        ends_at = now + LASTS
        sealed = _Sealed(
            subject,
            professional.name,
            professional.role_name,
            session.situation,
            now,
            ends_at,
            is_shared,
        )
        await self.store.put(
            self._owner(session),
            self._reference(subject),
            is_shared=is_shared,
            sealed=self.sealer.seal(msgspec.msgpack.encode(sealed), _OWNER),
            ends_at=ends_at,
            now=now,
        )

    async def take(self, session: Session, subject: Subject) -> None:
        """Take the user's own mark away."""
        await self.store.take(self._owner(session), self._reference(subject))

    async def of(self, session: Session) -> list[Marked]:
        """Give the user's own marks on this patient and those that the team shares, the latest first."""
        if session.bsn is None:
            return []
        return [self._opened(one) for one in await self.store.of(self._owner(session), self.clock.now())]

    def _opened(self, stored: StoredMark) -> Marked:
        sealed = msgspec.msgpack.decode(self.sealer.open(stored.sealed, _OWNER), type=_Sealed)
        mark = Mark(
            sealed.by_name,
            sealed.by_role,
            sealed.situation,
            sealed.marked_at,
            sealed.ends_at,
            sealed.is_shared,
        )
        return Marked(sealed.subject, mark, stored.is_own)

    def _reference(self, subject: Subject) -> bytes:
        """The same for every copy of a study: the mark is on the study, wherever it lies."""
        whole = f"{subject.study_uid}|{subject.report_id}"
        return self.sealer.reference(whole.encode(), "mark subject")

    def _owner(self, session: Session) -> MarkOwner:
        if session.bsn is None:
            raise AccessDenied("a patient without a BSN has no marks")
        asker = session.asker
        user = f"{asker.institution}|{asker.professional.user_id}"
        return MarkOwner(
            self.sealer.reference(user.encode(), "mark user"),
            self.sealer.reference(str(asker.institution).encode(), "mark team"),
            self.sealer.reference(session.bsn.digits.encode(), "mark patient"),
        )
