"""What the page asks for once it is open: the stream of the timeline, and reports.

Every call carries the page's own context: a page that was opened for another patient than the browser's
session is closed, never answered (B57). Calls that change nothing at the source still count as access, and
are on record before their first byte.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.events import ClosedEvent, encode_line
from tijdlijn.services.timeline.journeys import Journeys
from tijdlijn.services.timeline.open import OpenReport
from tijdlijn.services.timeline.page_calls import PageCalls, bearer
from tijdlijn.services.timeline.responder import Responder
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.stream import Reading, TimelineStream
from tijdlijn.serving.attended import attended
from tijdlijn.serving.forms import read_form
from tijdlijn.serving.outcome import FHIR_JSON, operation_outcome
from tijdlijn.serving.streaming import ClosedStream
from tijdlijn.wire.fhir.search_form import is_strict, read_search

NDJSON = "application/x-ndjson"
MAX_HOLDERS = 200


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /timeline`; `holders` names custodians to ask again."""

    holders: list[str] = []


@dataclass(frozen=True, slots=True)
class Api:
    """The calls of an open page."""

    calls: PageCalls
    journeys: Journeys
    stream: TimelineStream
    reports: OpenReport
    record: AccessRecord
    responder: Responder

    def routes(self) -> list[BaseRoute]:
        """Give the routes of this room."""
        return [
            Route("/timeline", self.timeline, methods=["POST"]),
            Route("/reports/{key}", self.report),
            Route("/fhir/DocumentReference/_search", self.search, methods=["POST"]),
            Route("/fhir/DocumentReference", self.refuse_get),
        ]

    async def timeline(self, request: Request) -> Response:
        """`POST /timeline`: the whole stream, or that of some holders asked again (architecture.md §8f)."""
        self.calls.check_origin(request)
        holders = await _holders(request)
        session = await self.calls.session(request)
        if session is None:
            return _closed(ClosedEvent(reason="session-ended"))
        if not self.calls.is_of(session, request):
            return _closed(ClosedEvent(reason="patient-switched"))
        record_id = await self.record.searching(session)
        lines = self._lines(session, record_id, request.state.stopping, holders)
        return ClosedStream(lines, media_type=NDJSON, headers=_UNBUFFERED)

    async def _lines(
        self, session: Session, record_id: int, stopping: asyncio.Event, holders: frozenset[Ura]
    ) -> AsyncGenerator[bytes, None]:
        known = self.journeys.of(session) if holders else None
        if known:
            reading = Reading(record_id, stopping, until="late")
            async with aclosing(self.stream.lines(session, known.again(holders), reading)) as lines:
                async for line in lines:
                    yield line
            return
        journey = await self.journeys.begin(session)
        reading = Reading(record_id, stopping, until="open")
        with self.journeys.under_way(session, journey):
            async with aclosing(self.stream.lines(session, journey.timeline(holders), reading)) as lines:
                async for line in lines:
                    yield line

    async def search(self, request: Request) -> Response:
        """`POST /fhir/DocumentReference/_search`: the same question for a program, answered whole."""
        session = await self.calls.session(request) if bearer(request) else None
        if session is None:
            return _unauthorized()
        form = read_search(await read_form(request), strict=is_strict(request.headers.getlist("prefer")))
        if not self.responder.is_of(session, form):
            await self.record.refused(session, "search", "another patient than the session's")
            return operation_outcome(403, "forbidden", "the session is of another patient")
        record_id = await self.record.searching(session)
        stopping: asyncio.Event = request.state.stopping
        body = await attended(request, self.responder.answer(session, form, record_id, stopping))
        if body is None:
            return (
                operation_outcome(503, "transient", "this process stops: ask again")
                if stopping.is_set()
                else _unauthorized()
            )
        return Response(body, media_type=FHIR_JSON)

    async def refuse_get(self, _request: Request) -> Response:
        """`GET /fhir/DocumentReference`: a number in a URL ends up in logs (B3)."""
        return operation_outcome(
            405, "not-supported", "search by POST DocumentReference/_search", headers={"Allow": "POST"}
        )

    async def report(self, request: Request) -> Response:
        """`GET /reports/{key}?form=n`: one form of one report, as its holder gives it now."""
        session = await self.calls.session(request)
        question = session.question() if session else None
        if session is None or question is None:
            raise AccessDenied("no session")
        key = request.path_params["key"]
        place = self.reports.keys.open(session, key)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.record.reading(session, key))
            document = await stack.enter_async_context(self.reports.open(question, place, _form(request)))
            holding = stack.pop_all()
        return ClosedStream(
            document.chunks,
            holding=holding,
            media_type=document.media_type,
            headers={"Content-Disposition": "inline", "Content-Security-Policy": "sandbox"},
        )


_UNBUFFERED = {"X-Accel-Buffering": "no"}


def _unauthorized() -> Response:
    challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return operation_outcome(401, "login", "the token of a running session is needed", headers=challenge)


def _closed(event: ClosedEvent) -> Response:
    return Response(encode_line(event), media_type=NDJSON)


async def _holders(request: Request) -> frozenset[Ura]:
    try:
        asked = msgspec.json.decode(await request.body() or b"{}", type=_Asked)
    except msgspec.MsgspecError as error:
        raise InputInvalid("the body is not what POST /timeline takes") from error
    if len(asked.holders) > MAX_HOLDERS:
        raise InputInvalid("more holders than there are institutions")
    return frozenset(map(Ura, asked.holders))


def _form(request: Request) -> int:
    text = request.query_params.get("form", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise InputInvalid("form is a small number")
    return int(text)
