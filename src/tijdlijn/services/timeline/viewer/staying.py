"""`POST /stay`: a window of the viewer stays open, and hears at once when it may not.

Each call meets the decisions of the holders whose studies the window shows, at most a minute old, and renews
the ticket for them. It is then held for a while, so that the end of the session is told the moment it comes.
A window that hears nothing for five minutes closes by itself: its ticket is over as well.
"""

import asyncio
from dataclasses import dataclass
from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerError
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.services.timeline.images.viewing import Viewings
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.viewer.openings import MAX_STUDIES, Shown
from tijdlijn.services.timeline.viewer.ticket import ViewerGate

HOLD_S = 20.0
State = Literal["open", "unsure", "over", "withdrawn"]


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /stay`: the studies that the window shows."""

    studies: list[str]


class Stays(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: `open` and `unsure` (a holder did not answer; not renewed) go on, the others close the
    window.
    """

    state: State


@dataclass(frozen=True, slots=True)
class Staying:
    """The call. `calls` accepts the viewer's own page only; `hold_s` is for how long an answer is held."""

    calls: PageCalls
    gate: ViewerGate
    viewings: Viewings
    hold_s: float = HOLD_S

    def routes(self) -> list[BaseRoute]:
        """Give the route of this call."""
        return [Route("/stay", self.answer, methods=["POST"])]

    async def answer(self, request: Request) -> Response:
        """Say whether the window may stay."""
        self.calls.check_origin(request)
        studies = await _studies(request)
        try:
            shown = (await self.gate.shown(request)).of(studies)
        except AccessDenied:
            return _answer("over")
        if not set(studies) <= {place.study_uid for place in shown.places}:
            return _answer("over")
        async with self.calls.sessions.watch(shown.session) as ending:
            state = await self._decided(shown)
            if state == "withdrawn":
                return _answer(state)
            if state == "open" and not await self.gate.openings.renew(shown):
                return _answer("over")
            stopping = asyncio.ensure_future(request.state.stopping.wait())
            try:
                waiting: set[asyncio.Future[str] | asyncio.Future[Literal[True]]] = {ending, stopping}
                await asyncio.wait(waiting, timeout=self.hold_s, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stopping.cancel()
            return _answer("over" if ending.done() else state)

    async def _decided(self, shown: Shown) -> State:
        """What the holders say now of what the window shows."""
        viewings = [await self.viewings.open(shown.session, place) for place in shown.places]
        answers = await asyncio.gather(*(viewing.confirm() for viewing in viewings), return_exceptions=True)
        failures = [answer for answer in answers if isinstance(answer, BaseException)]
        for failure in failures:
            if not isinstance(failure, AccessDenied | PeerError):
                raise failure
        if any(isinstance(failure, AccessDenied) for failure in failures):
            return "withdrawn"
        return "unsure" if failures else "open"


def _answer(state: State) -> Response:
    return Response(msgspec.json.encode(Stays(state=state)), media_type="application/json")


async def _studies(request: Request) -> list[StudyInstanceUID]:
    try:
        studies = msgspec.json.decode(await request.body(), type=_Asked).studies
    except msgspec.MsgspecError as error:
        raise InputInvalid("the body is not what POST /stay takes") from error
    if not 0 < len(studies) <= MAX_STUDIES:
        raise InputInvalid(f"from one to {MAX_STUDIES} studies")
    return [StudyInstanceUID(study) for study in studies]
