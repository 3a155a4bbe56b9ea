"""A holder that answers nonsense is said to have done so, and hurts no other."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from tests.federation.test_stories import ANEURYSM
from tests.lib.asking import DELFSHAVEN, FEIJENOORD, FRYSLAN, RIJNMOND, ZUID
from tests.lib.browsing import Browser, Told
from tests.lib.demo_world import DemoWorld
from tests.lib.nonsense import Answering, in_place_of
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import StudyInstanceUID, Ura
from tijdlijn.domain.study import Study
from tijdlijn.wire.fhir.bundle import searchset
from tijdlijn.wire.fhir.document_reference import Holder, study_to_document_reference

TimelineOf = Callable[[str], Awaitable[Told]]
SLUG = "mc-delfshaven"
OTHERS = dict.fromkeys((FRYSLAN, RIJNMOND, ZUID, FEIJENOORD), "Answered")
REST = [row for row in ANEURYSM if row[1] != "Medisch Centrum Delfshaven"]
SOMEBODY_ELSE = Bsn("999900006")
FHIR = "application/fhir+json"


@pytest.fixture(scope="module")
def world(demo_world: DemoWorld) -> Iterator[DemoWorld]:
    """The demo without one gateway, in whose place the tests answer."""
    with demo_world.without(SLUG):
        yield demo_world


@pytest.fixture
def entry_of(world: DemoWorld) -> Callable[..., bytes]:
    """A well-formed entry, right in all but what is given."""

    def entry(*, custodian: str = DELFSHAVEN, patient: Bsn | None = None) -> bytes:
        holder = Holder(Ura(custodian), "V6", f"{world.url(SLUG)}/fhir")
        study = Study(StudyInstanceUID("2.25.1"), description="Untergeschoben")
        about = patient or world.world.story("aneurysma").patient.bsn
        return study_to_document_reference(study, holder=holder, patient=about)

    return entry


def answering(body: bytes, status: int = 200) -> Answering:
    async def answer(_request: Request) -> Response:
        return Response(body, status, media_type=FHIR)

    return answer


async def page_in_html(_request: Request) -> Response:
    return HTMLResponse("<html><body>Onderhoud</body></html>")


async def without_end(_request: Request) -> Response:
    async def spaces() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 65536
            await asyncio.sleep(0)

    return StreamingResponse(spaces(), media_type=FHIR)


async def cut_off(_request: Request) -> Response:
    async def half() -> AsyncIterator[bytes]:
        yield b'{"resourceType":"Bundle","type":"searchset","ent'
        raise ConnectionError

    return StreamingResponse(half(), media_type=FHIR)


async def elsewhere(_request: Request) -> Response:
    url = "https://elsewhere.example/fhir/DocumentReference?_page=2"
    return Response(searchset([], base_url="https://elsewhere.example/fhir", next_url=url), media_type=FHIR)


@pytest.mark.requirement("A44", "B22", "B39", "T2.6.nonsense-holder")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    ("search", "kind", "retryable"),
    [
        (answering(b"\x00\xff nonsense"), "Malformed", True),
        (answering(b'{"resourceType":"Patient"}'), "Malformed", True),
        (answering(b"[" * 100_000), "Malformed", True),
        (page_in_html, "Malformed", True),
        (without_end, "Malformed", True),
        (elsewhere, "Malformed", True),
        (answering(b"", 302), "Malformed", True),
        (cut_off, "Unreachable", True),
        (answering(b"", 500), "Unreachable", True),
        (answering(b"", 429), "Unreachable", True),
        (answering(b"", 403), "Refused", False),
    ],
    ids=[
        "garbage",
        "another resource",
        "deep nesting",
        "a page in html",
        "without end",
        "next page elsewhere",
        "redirect",
        "cut off",
        "its own failure",
        "slow down",
        "turned away",
    ],
)
async def test_a_holder_that_answers_nonsense_is_said_so_and_hurts_no_other(
    world: DemoWorld, timeline_of: TimelineOf, search: Answering, kind: str, retryable: bool
) -> None:
    async with in_place_of(world, SLUG, search):
        told = await timeline_of("aneurysma")

    assert told.kinds == {**OTHERS, DELFSHAVEN: kind}
    outcome = told.outcomes[DELFSHAVEN]
    assert (outcome.name, outcome.retryable) == ("MC Delfshaven", retryable)
    assert told.shown == REST
    assert not told.complete.complete


@pytest.mark.requirement("B25", "T2.3.one-patient", "T2.6.nonsense-holder")
@pytest.mark.hazard("H3")
async def test_rows_of_another_patient_never_reach_the_page(
    world: DemoWorld, timeline_of: TimelineOf, entry_of: Callable[..., bytes]
) -> None:
    theirs = searchset([entry_of(patient=SOMEBODY_ELSE)], base_url=f"{world.url(SLUG)}/fhir")
    async with in_place_of(world, SLUG, answering(theirs)):
        told = await timeline_of("aneurysma")

    assert told.kinds == {**OTHERS, DELFSHAVEN: "Malformed"}
    assert "Untergeschoben" not in repr(told.events)
    assert SOMEBODY_ELSE.digits not in repr(told.events)


@pytest.mark.requirement("B22", "T2.6.nonsense-holder")
@pytest.mark.hazard("H3")
async def test_rows_in_another_hospitals_name_never_reach_the_page(
    world: DemoWorld, timeline_of: TimelineOf, entry_of: Callable[..., bytes]
) -> None:
    body = searchset([entry_of(custodian=RIJNMOND)], base_url=f"{world.url(SLUG)}/fhir")
    async with in_place_of(world, SLUG, answering(body)):
        told = await timeline_of("aneurysma")

    assert told.kinds == {**OTHERS, DELFSHAVEN: "Malformed"}
    assert told.shown == REST


@pytest.mark.requirement("B22", "T2.6.nonsense-holder")
@pytest.mark.hazard("H1")
async def test_what_is_usable_beside_nonsense_stands_and_the_outcome_says_that_more_is_missing(
    world: DemoWorld, timeline_of: TimelineOf, entry_of: Callable[..., bytes]
) -> None:
    body = searchset([entry_of(), entry_of(patient=SOMEBODY_ELSE)], base_url=f"{world.url(SLUG)}/fhir")
    async with in_place_of(world, SLUG, answering(body)):
        told = await timeline_of("aneurysma")

    assert told.kinds == {**OTHERS, DELFSHAVEN: "Partial"}
    assert len(told.rows) == len(REST) + 1


@pytest.mark.requirement("A44", "T2.6.nonsense-holder")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"access_token": 7}, "Malformed"),
        ({"access_token": "a\r\nX-Other: b", "token_type": "Bearer", "expires_in": 300}, "Malformed"),
        ({"access_token": "é" * 40, "token_type": "Bearer", "expires_in": 300}, "Malformed"),
        ({"access_token": "t" * 43, "token_type": "DPoP", "expires_in": 300}, "Malformed"),
        ({"access_token": "t" * 43, "token_type": "Bearer", "expires_in": -1}, "Malformed"),
        ({"access_token": "t" * 43, "token_type": "Bearer", "expires_in": 10**30}, "Answered"),
        ({"access_token": "t" * 43, "token_type": "Bearer", "expires_in": 0}, "Answered"),
    ],
    ids=["a number", "a header in it", "not ascii", "another kind", "below zero", "for ever", "ended"],
)
async def test_a_token_that_is_none_is_the_holders_nonsense_alone(
    world: DemoWorld, timeline_of: TimelineOf, answer: dict[str, object], kind: str
) -> None:
    async def exchange(_request: Request) -> Response:
        return JSONResponse(answer)

    empty = searchset([], base_url=f"{world.url(SLUG)}/fhir", total=0)
    async with in_place_of(world, SLUG, answering(empty), exchange=exchange):
        told = await timeline_of("aneurysma")

    assert told.kinds == {**OTHERS, DELFSHAVEN: kind}
    assert told.shown == REST


@pytest.mark.requirement("T2.6.nonsense-holder")
@pytest.mark.hazard("H1")
async def test_a_report_that_becomes_nonsense_is_a_definite_error(world: DemoWorld, browser: Browser) -> None:
    page = await browser.launch("aneurysma")
    told = await page.read()
    (report,) = told.row("Skeletscintigrafie").reports
    with world.without("ziekenhuis-feijenoord"):
        answer = await page.report(report)

    assert answer.status == 503
    assert b"Traceback" not in answer.body
