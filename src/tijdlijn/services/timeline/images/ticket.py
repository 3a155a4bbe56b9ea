"""The ticket: which studies a browser may read under `/dw`, for at most five minutes.

It is a cookie, because OHIF and Cornerstone send no header of ours with an image and no token may stand in an
address. It is sealed for one session, holds the places of its studies, and so needs no table; the session
must still be running whenever it is shown. A study that is not in it does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.images.keys import ImagePlace, SealedPlace
from tijdlijn.services.timeline.session import Session

COOKIE = "tijdlijn_timeline_images"
LIFETIME = timedelta(minutes=5)
MAX_STUDIES = 12
Places = Sequence[ImagePlace]
"""What a ticket opens. Copies of one study at two hospitals have one UID, and each a place of its own."""


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    expires_at: float
    studies: list[SealedPlace]


@dataclass(frozen=True, slots=True)
class Tickets:
    """Makes and reads tickets."""

    sealer: Sealer
    clock: Clock

    def issue(self, session: Session, asked: Places, before: Places) -> tuple[str, int]:
        """Give a ticket for these studies, and for those of the ticket before it while there is room; with
        the seconds for which it is good.
        """
        places = list(dict.fromkeys([*asked, *before]))
        now = self.clock.now()
        expires_at = min(now + LIFETIME, session.ends_at)
        studies = [SealedPlace.of(place) for place in places[:MAX_STUDIES]]
        sealed = msgspec.msgpack.encode(_Sealed(expires_at.timestamp(), studies))
        return self.sealer.seal(sealed, _owner(session)), int((expires_at - now).total_seconds())

    def read(self, session: Session, ticket: str | None) -> Places:
        """Give the studies of a ticket.

        Raises:
            AccessDenied: none, changed, of another session, or over; these are not told apart.
        """
        try:
            opened = self.sealer.open(ticket or "", _owner(session))
            sealed = msgspec.msgpack.decode(opened, type=_Sealed)
        except (InputInvalid, msgspec.MsgspecError) as error:
            raise AccessDenied("no ticket of this session") from error
        if sealed.expires_at <= self.clock.now().timestamp():
            raise AccessDenied("the ticket is over")
        return [study.place() for study in sealed.studies]


def set_cookie(ticket: str, lasts_s: int) -> str:
    """Give the `Set-Cookie` field; it works in a frame of the EPD too (architecture.md §8c).

    Its path is that of everything here, so that the call that renews it hears what it holds.
    """
    return f"{COOKIE}={ticket}; Path=/; Max-Age={lasts_s}; Secure; HttpOnly; SameSite=None; Partitioned"


def _owner(session: Session) -> bytes:
    return f"{session.context_id}|ticket".encode()
