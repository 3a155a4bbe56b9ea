"""A holder over MHD that answers by a script: in pages, in pieces, or in ways that no holder should."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route as Path
from starlette.routing import Router

from tests.lib.gateway import HOLDING, NOW, OPEN, study
from tests.lib.holder_links import SOMEBODY, Linked, question
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.outcome import Outcome
from tijdlijn.domain.routes import Route
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.listening import listening
from tijdlijn.wire.fhir.bundle import searchset
from tijdlijn.wire.fhir.document_reference import Holder as WrittenAs
from tijdlijn.wire.fhir.document_reference import study_to_document_reference
from tijdlijn.wire.jose.keys import SigningKey

FHIR = "application/fhir+json"
Answer = Callable[[Request], Awaitable[Response]]


@dataclass
class Script:
    """A holder that answers searches and documents with what stands here, in order; the last one stays."""

    searches: list[Answer]
    documents: list[Answer] = field(default_factory=list)
    tokens: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    custodian: Ura = HOLDING

    def app(self) -> Router:
        return Router(
            [
                Path("/token", self._token, methods=["POST"]),
                Path("/fhir/DocumentReference/_search", self._search, methods=["POST"]),
                Path("/fhir/DocumentReference", self._search),
                Path("/fhir/Binary/{id}", self._document),
            ]
        )

    async def _token(self, request: Request) -> Response:
        if self.tokens:
            return await self._next(self.tokens, request)
        number = sum(path == "/token" for _, path, _, _ in self.asked)
        await self._note(request)
        return JSONResponse({"access_token": f"token{number:038}", "token_type": "Bearer", "expires_in": 300})

    async def _search(self, request: Request) -> Response:
        return await self._next(self.searches, request)

    async def _document(self, request: Request) -> Response:
        return await self._next(self.documents, request)

    async def _next(self, answers: list[Answer], request: Request) -> Response:
        await self._note(request)
        return await (answers.pop(0) if len(answers) > 1 else answers[0])(request)

    async def _note(self, request: Request) -> None:
        self.asked.append(
            (request.method, str(request.url.path), dict(request.headers), await request.body())
        )

    @property
    def pages(self) -> list[tuple[str, str, dict[str, str], bytes]]:
        """The searches that came in."""
        return [one for one in self.asked if one[1].startswith("/fhir/DocumentReference")]

    def written(self, number: int, *, patient: Bsn = OPEN, custodian: Ura | None = None) -> bytes:
        """One entry of this holder."""
        as_holder = WrittenAs(custodian or self.custodian, "V6", f"{self.url}/fhir")
        return study_to_document_reference(study(patient, number), holder=as_holder, patient=patient)

    def page(self, *entries: int | bytes, following: str | None = None) -> Answer:
        """A page of entries by number, or as they are; `following` is the address of the next."""

        async def answer(_request: Request) -> Response:
            raw = [entry if isinstance(entry, bytes) else self.written(entry) for entry in entries]
            url = f"{self.url}{following}" if following and following.startswith("/") else following
            return Response(searchset(raw, base_url=f"{self.url}/fhir", next_url=url), media_type=FHIR)

        return answer


def status(code: int, headers: dict[str, str] | None = None) -> Answer:
    async def answer(_request: Request) -> Response:
        return Response(b"", code, headers=headers)

    return answer


async def cut_off(_request: Request) -> Response:
    async def half() -> AsyncIterator[bytes]:
        yield b'{"resourceType":'
        raise ConnectionError

    return StreamingResponse(half(), media_type=FHIR)


async def never(request: Request) -> Response:
    """Answer nothing until the asker has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        continue
    return Response()


@asynccontextmanager
async def scripted(script: Script, *, deadline_s: float = 5.0) -> AsyncIterator[Linked]:
    """Run a scripted holder and link to it."""
    clock = FixedClock(NOW)
    async with HttpClient.open(None) as http, listening(script.app()) as port:
        script.url = f"http://127.0.0.1:{port}"
        tokens = BearerTokens(http, InstitutionCredentials(SigningKey.generate(), clock), clock)
        route = Route("mhd", "generic-functions", DIALECT, script.url, (HOLDING,), deadline_s=deadline_s)
        yield Linked(MhdLink(http, tokens, clock), route, lambda patient: question(patient, SOMEBODY))


async def ending(script: Script, *, deadline_s: float = 5.0) -> tuple[int, Outcome]:
    """How many entries came of a script, and how it ended."""
    async with scripted(script, deadline_s=deadline_s) as linked:
        entries, outcomes = await linked.found(OPEN)
    assert outcomes.keys() == {HOLDING}
    return len(entries.get(HOLDING, [])), outcomes[HOLDING]


TEXT_FORM = "text/plain"


def text(content: bytes, media_type: str = TEXT_FORM) -> Answer:
    async def answer(_request: Request) -> Response:
        return Response(content, media_type=media_type)

    return answer
