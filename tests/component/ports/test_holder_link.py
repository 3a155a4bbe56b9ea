"""The suite of `ports.HolderLink`: a real gateway over MHD, mutual TLS and PostgreSQL, and the community of
the test kit.

Two custodians stand behind one route in both. What follows the suite is MHD's own: a scripted holder that
answers in pages, in pieces, or in ways that no holder should.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route as Path
from starlette.routing import Router

from tests.lib.certificates import ca
from tests.lib.gateway import (
    ALSO_HOLDING,
    ASKING,
    DOCTOR,
    HOLDING,
    NOW,
    OPEN,
    PERSON,
    REFUSED,
    STRANGE,
    TEXT,
    UNKNOWN,
    Holder,
    local_id,
    report,
    running_holder,
    study,
)
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.connectors.mhd import DIALECT, MAX_PAGES, MhdLink
from tijdlijn.domain.access import Asker, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.errors import (
    AccessDenied,
    PeerAnswerInvalid,
    PeerError,
    PeerRefused,
    PeerTimedOut,
    PeerUnreachable,
)
from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import Rendition, Report, SourceEntry, Study
from tijdlijn.ports import HolderLink
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.fakes.holder_link import CommunityLink, Member
from tijdlijn.testing.fakes.study_source import InMemoryStudySource
from tijdlijn.testing.listening import listening
from tijdlijn.wire.fhir.bundle import searchset
from tijdlijn.wire.fhir.document_reference import Holder as WrittenAs
from tijdlijn.wire.fhir.document_reference import study_to_document_reference
from tijdlijn.wire.fhir.operation_outcome import partial_notice
from tijdlijn.wire.jose.keys import SigningKey

__all__ = ["ca"]

AT_HOLDING = (study(OPEN, 1), study(OPEN, 2), study(OPEN, 3), report(OPEN))
AT_ALSO_HOLDING = (study(OPEN, 7),)
FHIR = "application/fhir+json"


@dataclass
class Linked:
    """A link, and a route with two custodians behind it; `HOLDING` has three studies and a report of `OPEN`,
    `ALSO_HOLDING` one study of which not all is certain.
    """

    link: HolderLink
    route: Route
    question: Callable[[Bsn], Question]

    async def found(
        self, patient: Bsn, *custodians: Ura
    ) -> tuple[dict[Ura, list[Study | Report]], dict[Ura, Outcome]]:
        """Everything that comes, by custodian; an entry after its custodian's outcome fails the test."""
        route = replace(self.route, custodians=custodians or self.route.custodians)
        entries: dict[Ura, list[Study | Report]] = {}
        outcomes: dict[Ura, Outcome] = {}
        async for answer in self.link.find(route, self.question(patient)):
            assert answer.custodian not in outcomes
            assert answer.route_id == route.route_id
            if isinstance(answer, SourceEntry):
                entries.setdefault(answer.custodian, []).append(answer.content)
            else:
                outcomes[answer.custodian] = answer
        return entries, outcomes

    async def forms(self) -> tuple[Rendition, ...]:
        """The forms of the report of `OPEN`, as the link gives them."""
        entries, _ = await self.found(OPEN, HOLDING)
        (found,) = (content for content in entries[HOLDING] if isinstance(content, Report))
        return found.renditions

    async def read(self, patient: Bsn, form: Rendition, custodian: Ura = HOLDING) -> tuple[str, bytes]:
        """Media type and bytes of a document."""
        route = replace(self.route, custodians=(custodian,))
        async with self.link.document(route, self.question(patient), form) as document:
            return document.media_type, b"".join([chunk async for chunk in document.chunks])


@asynccontextmanager
async def over_mhd(database_url: str, ca: DevelopmentCa) -> AsyncIterator[Linked]:
    """A gateway that serves both custodians."""
    async with running_holder(database_url, ca) as holder:
        await give_to_both(holder)
        credentials = InstitutionCredentials(holder.keys[ASKING], holder.clock)
        link = MhdLink(holder.client, BearerTokens(holder.client, credentials, holder.clock), holder.clock)
        route = Route("mhd", "generic-functions", DIALECT, holder.url, (HOLDING, ALSO_HOLDING))
        yield Linked(link, route, lambda patient: question(patient, holder.asker(patient)))


async def give_to_both(holder: Holder) -> None:
    consent = LocalConsent(ConsentChoice.GIVEN, NOW - timedelta(days=30))
    await holder.consents.record(ALSO_HOLDING, holder.references.patient(OPEN), consent)
    also = InMemoryStudySource([(local_id(OPEN), one) for one in AT_ALSO_HOLDING], gap="a file is damaged")
    reports = replace(holder.reports, held=[])
    before = holder.custodians[ALSO_HOLDING]
    holder.custodians[ALSO_HOLDING] = replace(before, studies=also, reports=reports)


def as_community() -> Linked:
    """The same two custodians behind one route of the test kit."""
    members = {
        HOLDING: Member({OPEN: AT_HOLDING}),
        ALSO_HOLDING: Member(
            {OPEN: AT_ALSO_HOLDING}, answers=OutcomeKind.PARTIAL, reason="a file is damaged"
        ),
    }
    locators = [form.locator for form in report(OPEN).renditions]
    link = CommunityLink(members, FixedClock(NOW), dict(zip(locators, (TEXT, b"%PDF-1.7"), strict=True)))
    route = Route("community", "xds-region", "community", "", (HOLDING, ALSO_HOLDING))
    return Linked(link, route, lambda patient: question(patient, SOMEBODY))


SOMEBODY = Asker(DOCTOR, ASKING, Purpose.TREATMENT, "")


def question(patient: Bsn, asker: Asker) -> Question:
    """A question of a launch of its own: each patient has one trace."""
    return Question(patient, asker, TraceId(sha256(patient.digits.encode()).hexdigest()[:32]), PERSON)


@pytest.fixture(params=["mhd", "community"])
async def linked(request: pytest.FixtureRequest, ca: DevelopmentCa) -> AsyncIterator[Linked]:
    async with AsyncExitStack() as stack:
        if request.param == "community":
            yield as_community()
        else:
            database_url = request.getfixturevalue("fresh_database")
            yield await stack.enter_async_context(over_mhd(database_url, ca))


def named(contents: list[Study | Report]) -> list[str]:
    return sorted(one.study_uid.value if isinstance(one, Study) else one.report_id for one in contents)


@pytest.mark.requirement("A51", "A52", "T2.3.community", "T2.3.search")
@pytest.mark.hazard("H1")
async def test_every_custodian_gives_its_entries_and_then_one_outcome(linked: Linked) -> None:
    entries, outcomes = await linked.found(OPEN)

    assert named(entries[HOLDING]) == named(list(AT_HOLDING))
    assert named(entries[ALSO_HOLDING]) == named(list(AT_ALSO_HOLDING))
    assert outcomes.keys() == {HOLDING, ALSO_HOLDING}


@pytest.mark.requirement("A44", "B22", "T2.3.community")
@pytest.mark.hazard("H1")
async def test_one_custodian_that_lacks_something_says_so_and_the_other_is_whole(linked: Linked) -> None:
    entries, outcomes = await linked.found(OPEN)

    assert outcomes[HOLDING].kind is OutcomeKind.ANSWERED
    assert (outcomes[ALSO_HOLDING].kind, outcomes[ALSO_HOLDING].retryable) == (OutcomeKind.PARTIAL, True)
    assert "damaged" in str(outcomes[ALSO_HOLDING].reason)
    assert len(entries[ALSO_HOLDING]) == 1


@pytest.mark.requirement("A44", "B22")
@pytest.mark.hazard("H1")
async def test_a_custodian_that_the_route_does_not_serve_is_a_failure_of_its_own(linked: Linked) -> None:
    entries, outcomes = await linked.found(OPEN, HOLDING, STRANGE)

    assert outcomes.keys() == {HOLDING, STRANGE}
    assert outcomes[HOLDING].kind is OutcomeKind.ANSWERED
    assert outcomes[STRANGE].kind in (OutcomeKind.REFUSED, OutcomeKind.MALFORMED)
    assert entries.keys() == {HOLDING}


@pytest.mark.requirement("B9", "B22")
@pytest.mark.hazard("H1", "H4")
async def test_a_patient_of_whom_nothing_is_held_is_answered_with_nothing(linked: Linked) -> None:
    entries, outcomes = await linked.found(UNKNOWN, HOLDING)

    assert entries == {}
    assert (outcomes[HOLDING].kind, outcomes[HOLDING].reason) == (OutcomeKind.ANSWERED, None)


@pytest.mark.requirement("B25", "T2.3.one-patient")
@pytest.mark.hazard("H3")
async def test_nothing_of_another_patient_comes_along(linked: Linked) -> None:
    entries, _ = await linked.found(OPEN)
    others, _ = await linked.found(REFUSED)

    assert others == {}
    assert {name[-7:-3] for name in named([one for one in entries[HOLDING] if isinstance(one, Study)])} == {
        OPEN.digits[-4:]
    }


@pytest.mark.requirement("A51", "T2.3.community")
async def test_only_custodians_of_the_route_are_asked(linked: Linked) -> None:
    entries, outcomes = await linked.found(OPEN, ALSO_HOLDING)

    assert entries.keys() == outcomes.keys() == {ALSO_HOLDING}


@pytest.mark.requirement("A8", "A51", "T2.3.document", "T2.3.community")
async def test_a_document_is_read_in_every_form_that_was_listed(linked: Linked) -> None:
    text, pdf = await linked.forms()

    media_type, content = await linked.read(OPEN, text)
    assert (media_type.partition(";")[0], content) == ("text/plain", TEXT)
    assert await linked.read(OPEN, pdf) == ("application/pdf", b"%PDF-1.7")


@pytest.mark.requirement("A24", "B23", "T2.3.document")
@pytest.mark.hazard("H3", "H4", "H6")
async def test_another_patients_document_and_one_that_never_was_are_denied_alike(linked: Linked) -> None:
    text, _ = await linked.forms()
    never = replace(text, locator=text.locator[:-4] + "0000")

    with pytest.raises(AccessDenied) as theirs:
        await linked.read(REFUSED, text)
    with pytest.raises(AccessDenied) as nobodys:
        await linked.read(OPEN, never)

    assert str(theirs.value) == str(nobodys.value)


@pytest.mark.requirement("A46", "B24")
async def test_whoever_stops_early_waits_for_nobody(linked: Linked) -> None:
    async with asyncio.timeout(5):
        async with aclosing(linked.link.find(linked.route, linked.question(OPEN))) as answers:
            first = await anext(answers)
            assert isinstance(first, SourceEntry)

    assert named((await linked.found(OPEN))[0][HOLDING]) == named(list(AT_HOLDING))


# ---- MHD alone: a holder that follows a script

Answer = Callable[[Request], Awaitable[Response]]


@dataclass
class Script:
    """A holder that answers searches and documents with what stands here, in order; the last one stays."""

    searches: list[Answer]
    documents: list[Answer] = field(default_factory=list)
    tokens: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

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

    def written(self, number: int, *, patient: Bsn = OPEN, custodian: Ura = HOLDING) -> bytes:
        """One entry of this holder."""
        as_holder = WrittenAs(custodian, "V6", f"{self.url}/fhir")
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


@pytest.mark.requirement("A51", "T2.3.search")
@pytest.mark.hazard("H1")
async def test_all_pages_are_read_to_the_end_with_one_token() -> None:
    script = Script([])
    script.searches = [
        script.page(1, 2, following="/fhir/DocumentReference?_page=b"),
        script.page(3, following="/fhir/DocumentReference?_page=c"),
        script.page(4, 5),
    ]

    count, outcome = await ending(script)

    assert (count, outcome.kind) == (5, OutcomeKind.ANSWERED)
    assert [method for method, _, _, _ in script.pages] == ["POST", "GET", "GET"]
    assert len({headers["authorization"] for _, _, headers, _ in script.pages}) == 1


@pytest.mark.requirement("B3", "A68", "T2.3.search", "T2.3.one-patient")
@pytest.mark.hazard("H5")
async def test_the_number_stands_in_the_body_alone_and_the_trace_goes_along() -> None:
    script = Script([])
    script.searches = [script.page(1)]

    await ending(script)

    for _, path, headers, body in script.asked:
        assert OPEN.digits not in path + str(headers)
        assert headers["traceparent"].split("-")[1] == question(OPEN, SOMEBODY).trace_id
        assert path == "/token" or OPEN.digits in parse_qs(body.decode())["patient.identifier"][0]
    assert [OPEN.digits in body.decode() for _, path, _, body in script.asked if path == "/token"] == [False]


@pytest.mark.requirement("T2.6.nonsense-holder")
@pytest.mark.hazard("H1")
async def test_pages_without_end_end() -> None:
    script = Script([])

    async def another(request: Request) -> Response:
        return await script.page(following=f"/fhir/DocumentReference?_page={len(script.asked)}")(request)

    script.searches = [another]
    _, outcome = await ending(script)

    assert outcome.kind is OutcomeKind.MALFORMED
    assert len(script.pages) == MAX_PAGES


@pytest.mark.requirement("B39", "T2.6.nonsense-holder")
@pytest.mark.parametrize(
    "following",
    [
        "http://127.0.0.1:1/fhir/DocumentReference?_page=b",
        "//elsewhere.example/fhir/DocumentReference",
        "file:///etc/passwd",
        "/fhir/DocumentReference?_page=a",
    ],
    ids=["another port", "another host", "a file", "in a circle"],
)
async def test_a_next_page_elsewhere_or_in_a_circle_is_not_followed(following: str) -> None:
    script = Script([])
    script.searches = [script.page(1, following=following), script.page(2, following=following)]

    count, outcome = await ending(script)

    assert outcome.kind is OutcomeKind.MALFORMED
    assert count == len(script.pages) <= 2


@pytest.mark.requirement("A57", "B25", "T2.6.nonsense-holder")
@pytest.mark.hazard("H3", "H1")
@pytest.mark.parametrize("whose", ["another patient", "another custodian", "nobody"])
async def test_an_entry_that_cannot_be_used_is_left_out_and_said(whose: str) -> None:
    for has_usable, kind in ((True, OutcomeKind.PARTIAL), (False, OutcomeKind.MALFORMED)):
        script = Script([])

        async def answer(
            request: Request, script: Script = script, has_usable: bool = has_usable
        ) -> Response:
            wrong = {
                "another patient": script.written(1, patient=UNKNOWN),
                "another custodian": script.written(1, custodian=STRANGE),
                "nobody": b'{"resourceType":"DocumentReference","id":"x","status":"current"}',
            }[whose]
            return await script.page(*([2] if has_usable else []), wrong)(request)

        script.searches = [answer]
        count, outcome = await ending(script)

        assert (count, outcome.kind) == (int(has_usable), kind)
        assert outcome.reason == "1 entries could not be used"


@pytest.mark.requirement("A44", "B22")
@pytest.mark.hazard("H1")
async def test_what_a_holder_says_it_lacks_makes_its_outcome_partial() -> None:
    script = Script([])

    async def answer(_request: Request) -> Response:
        notice = partial_notice("images: the archive is away", HOLDING)
        body = searchset([script.written(1)], base_url=f"{script.url}/fhir", outcomes=[notice])
        return Response(body, media_type=FHIR)

    script.searches = [answer]
    count, outcome = await ending(script)

    assert (count, outcome.kind) == (1, OutcomeKind.PARTIAL)
    assert outcome.reason == "images: the archive is away"


@pytest.mark.requirement("A65", "B22", "B51", "T2.3.token")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize("where", ["token", "search"])
@pytest.mark.parametrize(
    ("code", "kind", "retryable"),
    [
        (400, OutcomeKind.REFUSED, False),
        (401, OutcomeKind.REFUSED, False),
        (403, OutcomeKind.REFUSED, False),
        (404, OutcomeKind.MALFORMED, True),
        (302, OutcomeKind.MALFORMED, True),
        (204, OutcomeKind.MALFORMED, True),
        (429, OutcomeKind.UNREACHABLE, True),
        (500, OutcomeKind.UNREACHABLE, True),
        (503, OutcomeKind.UNREACHABLE, True),
    ],
)
async def test_every_status_has_its_outcome(
    where: str, code: int, kind: OutcomeKind, retryable: bool
) -> None:
    script = Script([status(code)])
    if where == "token":
        script.tokens = [status(code)]

    count, outcome = await ending(script)

    assert (count, outcome.kind, outcome.retryable) == (0, kind, retryable)
    assert str(code) in str(outcome.reason)


@pytest.mark.requirement("A44", "B24", "T2.3.deadline")
@pytest.mark.hazard("H1")
async def test_a_holder_that_says_nothing_and_one_that_breaks_off_are_told_apart() -> None:
    _, silent = await ending(Script([never]), deadline_s=0.2)
    _, broken = await ending(Script([cut_off]))

    assert (silent.kind, broken.kind) == (OutcomeKind.TIMED_OUT, OutcomeKind.UNREACHABLE)


@pytest.mark.requirement("A44", "B22")
@pytest.mark.hazard("H1")
async def test_what_came_before_a_failing_page_stays_and_the_outcome_is_the_failures() -> None:
    script = Script([])
    script.searches = [script.page(1, 2, following="/fhir/DocumentReference?_page=b"), status(500)]

    count, outcome = await ending(script)

    assert (count, outcome.kind) == (2, OutcomeKind.UNREACHABLE)


@pytest.mark.requirement("A33", "B21", "B23", "T2.3.token")
@pytest.mark.hazard("H6", "H4")
async def test_a_token_that_was_ended_is_replaced_once() -> None:
    script = Script([])
    script.searches = [status(401), script.page()]

    count, outcome = await ending(script)

    assert (count, outcome.kind) == (0, OutcomeKind.ANSWERED)
    first, second = (headers["authorization"] for _, _, headers, _ in script.pages)
    assert first != second


@pytest.mark.requirement("B21", "T2.3.token")
@pytest.mark.hazard("H1")
async def test_a_token_that_ends_between_two_pages_is_a_failure_that_can_be_asked_again() -> None:
    script = Script([])
    script.searches = [script.page(1, following="/fhir/DocumentReference?_page=b"), status(401)]

    _, outcome = await ending(script)

    assert (outcome.kind, outcome.retryable) == (OutcomeKind.UNREACHABLE, True)


@pytest.mark.requirement("A46", "B24")
async def test_whoever_stops_early_cancels_the_request_under_way() -> None:
    asked, hung_up = asyncio.Event(), asyncio.Event()

    async def waiting(request: Request) -> Response:
        asked.set()
        await never(request)
        hung_up.set()
        return Response()

    script = Script([])
    script.searches = [script.page(1, following="/fhir/DocumentReference?_page=b"), waiting]
    async with scripted(script) as linked:
        async with aclosing(linked.link.find(linked.route, linked.question(OPEN))) as answers:
            assert isinstance(await anext(answers), SourceEntry)
            rest = asyncio.ensure_future(anext(answers))
            await asked.wait()
            rest.cancel()
            await asyncio.wait({rest})
        async with asyncio.timeout(5):
            await hung_up.wait()


TEXT_FORM = "text/plain"


def text(content: bytes, media_type: str = TEXT_FORM) -> Answer:
    async def answer(_request: Request) -> Response:
        return Response(content, media_type=media_type)

    return answer


@pytest.mark.requirement("A24", "B23", "B39", "T2.3.document")
@pytest.mark.hazard("H6", "H4")
@pytest.mark.parametrize(
    ("documents", "error"),
    [
        ([status(404)], AccessDenied),
        ([status(403)], AccessDenied),
        ([status(410)], AccessDenied),
        ([status(401)], PeerRefused),
        ([status(429)], PeerUnreachable),
        ([status(503)], PeerUnreachable),
        ([status(302, {"Location": "https://elsewhere.example"})], PeerAnswerInvalid),
        ([text(b"<html>", "text/html")], PeerAnswerInvalid),
        ([never], PeerTimedOut),
        ([status(401), status(404)], AccessDenied),
    ],
    ids=["404", "403", "410", "401", "429", "503", "302", "another kind", "silent", "withdrawn"],
)
async def test_a_document_that_is_not_given_ends_in_its_own_error(
    documents: list[Answer], error: type[PeerError | AccessDenied]
) -> None:
    script = Script([], documents=list(documents))
    async with scripted(script, deadline_s=0.5) as linked:
        with pytest.raises(error):
            await linked.read(OPEN, Rendition(TEXT_FORM, f"{script.url}/fhir/Binary/1"))


@pytest.mark.requirement("T2.3.document")
async def test_a_document_is_read_with_a_fresh_token_when_the_first_was_ended() -> None:
    script = Script([], documents=[status(401), text(TEXT)])
    async with scripted(script) as linked:
        media_type, content = await linked.read(OPEN, Rendition(TEXT_FORM, f"{script.url}/fhir/Binary/1"))

    assert (media_type.partition(";")[0], content) == (TEXT_FORM, TEXT)


@pytest.mark.requirement("T2.3.document")
@pytest.mark.hazard("H1")
async def test_a_document_that_breaks_off_is_never_taken_for_a_whole_one() -> None:
    async def half(_request: Request) -> Response:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"Conclusie: geen"
            raise ConnectionError

        return StreamingResponse(chunks(), media_type=TEXT_FORM)

    script = Script([], documents=[half])
    async with scripted(script) as linked:
        with pytest.raises(PeerUnreachable):
            await linked.read(OPEN, Rendition(TEXT_FORM, f"{script.url}/fhir/Binary/1"))


@pytest.mark.requirement("B39", "B42")
@pytest.mark.hazard("H6")
@pytest.mark.parametrize("locator", ["https://elsewhere.example/fhir/Binary/1", "/fhir/Binary/1", ""])
async def test_a_document_elsewhere_is_never_asked_for(locator: str) -> None:
    script = Script([], documents=[text(TEXT)])
    async with scripted(script) as linked:
        with pytest.raises(PeerAnswerInvalid):
            await linked.read(OPEN, Rendition(TEXT_FORM, locator))

    assert script.asked == []
