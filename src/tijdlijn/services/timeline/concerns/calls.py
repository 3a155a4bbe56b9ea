"""What the page asks about concerns: tell one, and look at those that were told.

Both only from our own page, in the session for which it was opened.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.concern import MAX_TEXT_CHARACTERS, ConcernKind
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.services.timeline.concerns.told import Telling, Told
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.subject import SubjectKeys
from tijdlijn.serving.outcome import operation_outcome

_MAX_KEY_CHARACTERS = 4096


class _Told(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /concerns`: `about` is the key of a study's images or of a report, or an `about`."""

    about: str
    kind: ConcernKind
    text: str = ""


class ConcernFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One concern. `subject` is the name of what it is about on this session's rows; `state` is `waiting`
    while the holder could not be reached.
    """

    concern_id: str
    subject: str
    custodian: str
    kind: str
    text: str
    told_at: str
    state: Literal["waiting", "received", "in-progress", "corrected", "no-fault"]
    changed_at: str | None
    answer: str | None


class Concerns(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: what this user told about this patient, newest first."""

    concerns: list[ConcernFacts]


@dataclass(frozen=True, slots=True)
class ConcernCalls:
    """The calls, with what they need."""

    calls: PageCalls
    keys: SubjectKeys
    telling: Telling

    def routes(self) -> list[BaseRoute]:
        """Give the routes of these calls."""
        return [
            Route("/concerns", self.tell, methods=["POST"]),
            Route("/concerns", self.look, methods=["GET"]),
        ]

    async def tell(self, request: Request) -> Response:
        """`POST /concerns`: tell a holder; the answer is the concern, which waits if it could not be told."""
        self.calls.check_origin(request)
        asked = await _asked(request)
        session = await self.calls.session_of_page(request)
        if session is None:
            return _over()
        subject = self.keys.open(session, asked.about)
        told = await self.telling.tell(session, subject, asked.kind, asked.text.strip())
        return _json(self._facts(session, told))

    async def look(self, request: Request) -> Response:
        """`GET /concerns`: what this user told about this patient, and what the holders did by now."""
        session = await self.calls.session_of_page(request)
        if session is None:
            return _over()
        told = await self.telling.of(session)
        return _json(Concerns(concerns=[self._facts(session, one) for one in told]))

    def _facts(self, session: Session, told: Told) -> ConcernFacts:
        handling = told.handling
        return ConcernFacts(
            concern_id=str(told.concern_id),
            subject=self.keys.reference(session, told.subject),
            custodian=told.subject.custodian,
            kind=told.kind.value,
            text=told.text,
            told_at=told.told_at.isoformat(),
            state=handling.state.value if handling else "waiting",
            changed_at=handling.changed_at.isoformat() if handling else None,
            answer=handling.answer if handling else None,
        )


async def _asked(request: Request) -> _Told:
    try:
        asked = msgspec.json.decode(await request.body(), type=_Told)
    except msgspec.MsgspecError as error:
        raise InputInvalid("the body is not what POST /concerns takes") from error
    if len(asked.text) > MAX_TEXT_CHARACTERS or len(asked.about) > _MAX_KEY_CHARACTERS:
        raise InputInvalid("the text or the key is too long")
    return asked


def _json(answer: Concerns | ConcernFacts) -> Response:
    return Response(msgspec.json.encode(answer), media_type="application/json")


def _over() -> Response:
    return operation_outcome(401, "login", "this page's session is over")
