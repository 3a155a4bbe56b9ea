"""What the full viewer may read: handed over by a code, held by a cookie, bound to one session.

The page and the viewer have no cookie in common: the page may live in a frame of the EPD, whose cookies are
kept apart, and the viewer has a host name of its own. So the page gets a code, for one minute and one use,
and only for the browser that asked, as far as that says who it is. A code that comes twice, or from
elsewhere, may have been stolen: it is burned together with whatever it opened (as RFC 6749 §4.1.2 wants of
authorisation codes).

The cookie holds a random secret. What it may read stands in the database and goes with its session; a window
that is open has it renewed, at most five minutes at a time.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.images.keys import ImagePlace, SealedPlace
from tijdlijn.services.timeline.images.ticket import LIFETIME, Places
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.store.timeline.viewer_store import Offer, Presented, StoredOpening, ViewerStore

CODE_LIFETIME = timedelta(seconds=60)
MAX_STUDIES = 4
"""The current study and three priors: what fits beside each other."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The studies of one window, in the order in which they were chosen: the current one first, if there is a
    current one.
    """

    places: tuple[ImagePlace, ...]
    has_current: bool

    @property
    def uids(self) -> list[StudyInstanceUID]:
        """The studies; each is there once."""
        return [place.study_uid for place in self.places]


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    studies: list[SealedPlace]
    has_current: bool


class OtherCopyOpen(AccessDenied):
    """Another window shows a copy of the same study from another institution; nothing was opened."""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a code opened, and the cookie to set."""

    cookie: str
    opened: Opened


@dataclass(frozen=True, slots=True)
class Shown:
    """What one cookie may read: each of its openings, by their hash."""

    session: Session
    openings: Mapping[bytes, Opened]

    @property
    def places(self) -> Places:
        """All of it, each place once."""
        return list(dict.fromkeys(place for opened in self.openings.values() for place in opened.places))

    def of(self, studies: Collection[StudyInstanceUID]) -> "Shown":
        """The openings of one window: those of which it shows every study."""
        kept = {code: opened for code, opened in self.openings.items() if set(opened.uids) <= set(studies)}
        return Shown(self.session, kept)


@dataclass(frozen=True, slots=True)
class Openings:
    """Offers, redeems, reads and renews."""

    store: ViewerStore
    sessions: Sessions
    record: AccessRecord
    sealer: Sealer
    clock: Clock

    async def offer(self, session: Session, opened: Opened, browser: str) -> str:
        """Give the code under which this browser may open these studies.

        Raises:
            PeerError: the database did not take it.
        """
        code, now = secrets.token_urlsafe(32), self.clock.now()
        studies = [SealedPlace.of(place) for place in opened.places]
        sealed = msgspec.msgpack.encode(_Sealed(studies, opened.has_current))
        offer = Offer(
            code,
            session.context_id,
            self._browser_ref(browser),
            self.sealer.seal(sealed, _owner(session.context_id)),
            min(now + CODE_LIFETIME, session.ends_at),
        )
        await self.store.add(offer, now)
        return code

    async def redeem(self, code: str, browser: str, cookie: str | None) -> Redeemed:
        """Take a code, on record; `cookie` is what the browser has already, and keeps for the same session.

        Raises: AccessDenied: unknown, over, of another browser, or used before; it is burned. OtherCopyOpen:
            it would mix with what another window shows. PeerError: it could not be put on record. Nothing was
            opened.
        """
        now, fresh = self.clock.now(), secrets.token_urlsafe(32)
        presented = Presented(code, self._browser_ref(browser), cookie, fresh)
        async with self.store.database.transaction() as connection:
            opening = await self.store.redeem(connection, presented, now + LIFETIME, now)
            if opening is not None:
                session, opened = self._read(opening)
                if cookie and opening.is_under(cookie):
                    await self._check_copies(cookie, opened, now)
                for place in opened.places:
                    await self.record.opening_viewer(session, place.custodian, place.study_uid, connection)
        if opening is None:
            await self.burn(code)
            raise AccessDenied("this code opens nothing")
        kept = cookie if cookie and opening.is_under(cookie) else fresh
        return Redeemed(kept, opened)

    async def shown(self, cookie: str | None) -> Shown:
        """Give what a cookie may read now.

        Raises:
            AccessDenied: nothing: none, unknown, over, or its session has ended.
        """
        found = await self.store.of_cookie(cookie, self.clock.now()) if cookie else []
        if not found:
            raise AccessDenied("no ticket of the viewer")
        # A cookie is never shared by sessions: any of them tells.
        session, _ = self._read(found[0])
        return Shown(session, {one.code_hash: self._read(one)[1] for one in found})

    async def renew(self, shown: Shown) -> bool:
        """Let what one window shows go on; false if it was over meanwhile."""
        now = self.clock.now()
        until = min(now + LIFETIME, shown.session.ends_at)
        return await self.store.renew(list(shown.openings), until, now) > 0

    async def burn(self, code: str) -> None:
        """Forget a code, and whatever it opened."""
        await self.store.burn(code)

    async def _check_copies(self, cookie: str, opened: Opened, now: datetime) -> None:
        """Refuse what would show a study from two institutions under one cookie."""
        for other in await self.store.of_cookie(cookie, now):
            _, shown = self._read(other)
            if {p for p in opened.places if p.study_uid in shown.uids} - set(shown.places):
                raise OtherCopyOpen("another copy of this study is open")

    def _read(self, opening: StoredOpening) -> tuple[Session, Opened]:
        session = self.sessions.unsealed(opening.session_sealed)
        sealed = msgspec.msgpack.decode(
            self.sealer.open(opening.sealed, _owner(opening.context_id)), type=_Sealed
        )
        return session, Opened(tuple(one.place() for one in sealed.studies), sealed.has_current)

    def _browser_ref(self, browser: str) -> bytes:
        return self.sealer.reference(browser.encode(), "viewer browser")


def _owner(context_id: str) -> bytes:
    return f"{context_id}|viewer".encode()
