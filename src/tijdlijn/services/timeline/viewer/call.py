"""`POST /viewer`: the page hands the current study and chosen priors to the full viewer.

The answer is an address at the viewer's own host with a code in it that is good once, for a minute, in this
browser. No key, no UID and no ticket stands in it. What a holder does not give is left out and said; without
the current study there is nothing to hand over, because a prior would then pass for it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.errors import AccessDenied, InputInvalid, OtherPersonAnswered, PeerError
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.services.timeline.images.keys import ImageKeys, ImagePlace
from tijdlijn.services.timeline.images.viewing import Viewings
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.viewer.openings import CODE_LIFETIME, MAX_STUDIES, Opened, Openings
from tijdlijn.services.timeline.web.words import language_of
from tijdlijn.serving.outcome import operation_outcome

State = Literal["open", "not-given", "unreachable", "other-copy"]


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /viewer`: keys of images; `current` is null where no study is the current one."""

    current: str | None
    priors: list[str]


class HandedStudy(msgspec.Struct, frozen=True, kw_only=True):
    """One study that was asked for; `unreachable` says that asking again may help, `other-copy` that a copy
    of the same study, of another institution, stands in its place.
    """

    key: str
    state: State


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """The answer, in the order of the keys; `address` is null if there is nothing to open."""

    studies: list[HandedStudy]
    address: str | None
    expires_in_s: int


@dataclass(frozen=True, slots=True)
class HandToViewer:
    """The call, with what it needs. `viewer_url` is the viewer's own origin."""

    calls: PageCalls
    keys: ImageKeys
    viewings: Viewings
    openings: Openings
    viewer_url: str

    def routes(self) -> list[BaseRoute]:
        """Give the route of this call."""
        return [Route("/viewer", self.answer, methods=["POST"])]

    async def answer(self, request: Request) -> Response:
        """Ask each holder whether it gives its study, and hand over those that are given."""
        self.calls.check_origin(request)
        asked = await _asked(request)
        session = await self.calls.session(request)
        if session is None or not self.calls.is_of(session, request):
            return operation_outcome(401, "login", "this page's session is over")
        keys = [*([asked.current] if asked.current else []), *asked.priors]
        places = [self.keys.open(session, key) for key in keys]
        states = await asyncio.gather(*(self._state(session, place) for place in places))
        states = _one_copy_each(places, states)
        given = [place for place, state in zip(places, states, strict=True) if state == "open"]
        starts = bool(given) and (asked.current is None or states[0] == "open")
        address = await self._address(request, session, given, asked) if starts else None
        answer = Handed(
            studies=[HandedStudy(key=key, state=state) for key, state in zip(keys, states, strict=True)],
            address=address,
            expires_in_s=int(CODE_LIFETIME.total_seconds()),
        )
        return Response(msgspec.json.encode(answer), media_type="application/json")

    async def _state(self, session: Session, place: ImagePlace) -> State:
        try:
            viewing = await self.viewings.open(session, place)
            await viewing.manifest()
        except (AccessDenied, OtherPersonAnswered):
            return "not-given"
        except PeerError:
            return "unreachable"
        return "open"

    async def _address(
        self, request: Request, session: Session, given: Sequence[ImagePlace], asked: _Asked
    ) -> str:
        browser = request.headers.get("user-agent", "")
        opened = Opened(tuple(given), has_current=asked.current is not None)
        code = await self.openings.offer(session, opened, browser)
        query = {"code": code, "lng": language_of(request)}
        return f"{self.viewer_url}/open?{urlencode(query)}"


def _one_copy_each(places: Sequence[ImagePlace], states: Sequence[State]) -> list[State]:
    """Leave a second copy out: the viewer knows studies by their UID alone and would mix the two."""
    given: set[StudyInstanceUID] = set()
    left: list[State] = []
    for place, state in zip(places, states, strict=True):
        left.append("other-copy" if state == "open" and place.study_uid in given else state)
        if state == "open":
            given.add(place.study_uid)
    return left


async def _asked(request: Request) -> _Asked:
    try:
        asked = msgspec.json.decode(await request.body(), type=_Asked)
    except msgspec.MsgspecError as error:
        raise InputInvalid("the body is not what POST /viewer takes") from error
    if not 0 < len(asked.priors) + (asked.current is not None) <= MAX_STUDIES:
        raise InputInvalid(f"from one to {MAX_STUDIES} studies")
    return asked
