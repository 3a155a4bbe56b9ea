"""What the page asks about marks: set one, take one away, and give those of this patient."""

from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.services.timeline.marks.marking import Marked, Marking
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.subject import SubjectKeys
from tijdlijn.serving.outcome import operation_outcome

_MAX_KEY_CHARACTERS = 4096


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /marks`: `about` as for `POST /concerns`; `marked` false takes the own mark away."""

    about: str
    marked: bool
    shared: bool = False


class MarkFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One mark; what is marked is the row of this session's page that has `marked_as` among its own."""

    marked_as: str
    by: str
    role: str
    situation: str | None
    marked_at: str
    ends_at: str
    shared: bool
    own: bool


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of both calls: every mark that this user may see on this patient, the latest first."""

    marks: list[MarkFacts]


@dataclass(frozen=True, slots=True)
class MarkCalls:
    """The calls, with what they need."""

    calls: PageCalls
    keys: SubjectKeys
    marking: Marking

    def routes(self) -> list[BaseRoute]:
        """Give the routes of these calls."""
        return [Route("/marks", self.change, methods=["POST"]), Route("/marks", self.look, methods=["GET"])]

    async def change(self, request: Request) -> Response:
        """`POST /marks`: set or take the user's own mark."""
        self.calls.check_origin(request)
        asked = await _asked(request)
        session = await self.calls.session_of_page(request)
        if session is None:
            return _over()
        subject = self.keys.open(session, asked.about)
        if asked.marked:
            await self.marking.put(session, subject, is_shared=asked.shared)
        else:
            await self.marking.take(session, subject)
        return await self._marks(session)

    async def look(self, request: Request) -> Response:
        """`GET /marks`: every mark that this user may see on this patient."""
        session = await self.calls.session_of_page(request)
        return _over() if session is None else await self._marks(session)

    async def _marks(self, session: Session) -> Response:
        marks = [self._facts(session, one) for one in await self.marking.of(session)]
        return Response(msgspec.json.encode(Marks(marks=marks)), media_type="application/json")

    def _facts(self, session: Session, marked: Marked) -> MarkFacts:
        mark = marked.mark
        return MarkFacts(
            marked_as=self.keys.marked_as(session, marked.subject),
            by=mark.by_name,
            role=mark.by_role,
            situation=mark.situation,
            marked_at=mark.marked_at.isoformat(),
            ends_at=mark.ends_at.isoformat(),
            shared=mark.is_shared,
            own=marked.is_own,
        )


async def _asked(request: Request) -> _Asked:
    try:
        asked = msgspec.json.decode(await request.body(), type=_Asked)
    except msgspec.MsgspecError as error:
        raise InputInvalid("the body is not what POST /marks takes") from error
    if len(asked.about) > _MAX_KEY_CHARACTERS:
        raise InputInvalid("the key is too long")
    return asked


def _over() -> Response:
    return operation_outcome(401, "login", "this page's session is over")
