"""MHD's own: a search at a holder that answers in pages, in pieces, or in ways that no holder should."""

import asyncio
from contextlib import aclosing
from urllib.parse import parse_qs

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.lib.gateway import HOLDING, OPEN, STRANGE, UNKNOWN
from tests.lib.holder_links import SOMEBODY, question
from tests.lib.scripted_holder import FHIR, Script, cut_off, ending, never, scripted, status
from tijdlijn.connectors.mhd import MAX_PAGES
from tijdlijn.domain.outcome import OutcomeKind
from tijdlijn.domain.study import SourceEntry
from tijdlijn.wire.fhir.bundle import searchset
from tijdlijn.wire.fhir.operation_outcome import partial_notice


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
