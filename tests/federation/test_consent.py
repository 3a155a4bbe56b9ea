"""What a patient chose at a holder decides what leaves it, and a refusal cannot be told from nothing."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing

import pytest

from tests.federation.test_stories import ANEURYSM
from tests.lib.asking import DELFSHAVEN, FEIJENOORD, FRYSLAN, RIJNMOND, ZUID, Asking, asking_as_the_timeline
from tests.lib.browsing import Browser, Told, told
from tests.lib.demo_world import DemoWorld
from tests.lib.desk import desk_of
from tests.lib.eventually import eventually
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.services.timeline.events import GoneEvent

TimelineOf = Callable[[str], Awaitable[Told]]


@pytest.fixture
async def asking(demo_world: DemoWorld) -> AsyncIterator[Asking]:
    async with asking_as_the_timeline(demo_world) as asking:
        yield asking


def without_date(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "date"}


@pytest.mark.requirement("A34", "B12", "B23", "T2.3.token", "T2.4.deny")
@pytest.mark.hazard("H4", "H6")
async def test_a_refusal_and_a_patient_unknown_there_get_the_same_bytes(
    demo_world: DemoWorld, asking: Asking
) -> None:
    refused, unknown = asking.question("geweigerd"), asking.question("leeg")

    tokens = [await asking.token("umc-rijnmond", question) for question in (refused, unknown)]
    searches = [await asking.found("umc-rijnmond", question) for question in (refused, unknown)]

    assert [answer.status for answer in tokens] == [200, 200]
    shapes = [{name: type(value) for name, value in json.loads(answer.body).items()} for answer in tokens]
    assert shapes[0] == shapes[1]
    assert len({len(answer.body) for answer in tokens}) == 1
    assert without_date(tokens[0].headers) == without_date(tokens[1].headers)
    assert [answer.status for answer in searches] == [200, 200]
    assert searches[0].body == searches[1].body
    assert without_date(searches[0].headers) == without_date(searches[1].headers)
    assert json.loads(searches[0].body)["total"] == 0


@pytest.mark.requirement("A34", "B23", "T2.4.deny")
@pytest.mark.hazard("H4")
async def test_a_refusal_is_an_answer_with_nothing_in_it_and_never_a_failure(asking: Asking) -> None:
    answers = asking.link.find(asking.route("umc-rijnmond"), asking.question("geweigerd"))

    (outcome,) = [answer async for answer in answers]

    assert isinstance(outcome, Outcome)
    assert (outcome.custodian, outcome.kind, outcome.reason) == (Ura(RIJNMOND), OutcomeKind.ANSWERED, None)


@pytest.mark.requirement("A23", "A24", "A34", "B13", "B23", "T2.3.decision", "T2.4.deny")
@pytest.mark.hazard("H4", "H6")
async def test_a_holder_that_stands_at_the_index_and_refuses_this_asker_gives_nothing_and_is_not_told_apart(
    demo_world: DemoWorld, timeline_of: TimelineOf
) -> None:
    async with desk_of(demo_world, "mc-delfshaven", "aneurysma") as desk:
        await desk.refuse("aneurysma", asker=FRYSLAN)
        told = await timeline_of("aneurysma")

        assert await desk.is_findable("aneurysma")

    outcome = told.outcomes[DELFSHAVEN]
    assert (outcome.kind, outcome.rows, outcome.reason, outcome.retryable) == ("Answered", 0, None, False)
    assert told.complete.complete
    assert told.shown == [row for row in ANEURYSM if row[1] != "Medisch Centrum Delfshaven"]
    assert all(copy.custodian != DELFSHAVEN for row in told.rows for copy in row.copies)


@pytest.mark.requirement("A33", "A53", "B10", "B21")
@pytest.mark.hazard("H6", "H4")
async def test_a_withdrawn_consent_acts_on_the_next_request_and_the_index_follows(
    demo_world: DemoWorld, browser: Browser, timeline_of: TimelineOf
) -> None:
    page = await browser.launch("aneurysma")
    async with aclosing(page.stream()) as events, desk_of(demo_world, "mc-delfshaven", "aneurysma") as desk:
        before = await told(events)
        (report,) = before.row("CT abdomen met contrast").reports
        assert (await page.report(report)).status == 200

        await desk.withdraw("aneurysma")

        closed = await page.report(report)
        assert closed.status == 404
        assert b"42 mm" not in closed.body
        again = await page.read(DELFSHAVEN)
        assert again.kinds == {DELFSHAVEN: "Answered"}
        assert again.outcomes[DELFSHAVEN].rows == 0
        (hidden,) = (event for event in again.events if isinstance(event, GoneEvent))
        assert sorted(hidden.keys) == sorted(
            before.row(description).key for description in ("CT abdomen met contrast", "CT hersenen blanco")
        )
        assert Told(before.events + again.events).shown == [
            row for row in ANEURYSM if row[1] != "Medisch Centrum Delfshaven"
        ]

        async def gone() -> bool:
            return not await desk.is_findable("aneurysma")

        await eventually(gone)
        after = await timeline_of("aneurysma")
        assert DELFSHAVEN not in after.kinds
        assert set(after.kinds) == {FRYSLAN, RIJNMOND, ZUID, FEIJENOORD}
        assert after.complete.complete

    assert (await timeline_of("aneurysma")).shown == ANEURYSM


@pytest.mark.requirement("A24", "B42", "T2.3.token")
@pytest.mark.hazard("H6")
async def test_a_token_of_one_holder_opens_nothing_at_another(asking: Asking) -> None:
    question = asking.question("aneurysma")
    token = json.loads((await asking.token("umc-rijnmond", question)).body)["access_token"]

    at_home = await asking.search("umc-rijnmond", question, token)
    elsewhere = await asking.search("mc-delfshaven", question, token)

    assert (at_home.status, elsewhere.status) == (200, 401)
    assert json.loads(elsewhere.body)["resourceType"] == "OperationOutcome"


@pytest.mark.requirement("T2.3.one-patient")
@pytest.mark.hazard("H3", "H6")
async def test_a_search_for_another_patient_than_the_tokens_is_refused(asking: Asking) -> None:
    token = json.loads((await asking.token("umc-rijnmond", asking.question("aneurysma"))).body)
    answer = await asking.search("umc-rijnmond", asking.question("kapot"), token["access_token"])

    assert answer.status == 403
    assert json.loads(answer.body)["resourceType"] == "OperationOutcome"
