"""A question to several holders, over real sockets: late, hanging, in pages, dropped, and over warm lines."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.lib.certificates import client_tls, server_tls
from tests.lib.scripted_holder import Answer, Script, never
from tests.lib.timeline_desk import ASKING, complete, outcomes, timeline_desk, until_complete
from tijdlijn.domain.identifiers import Ura
from tijdlijn.services.timeline.events import EntryEvent
from tijdlijn.services.timeline.patience import Patience
from tijdlijn.testing.development_ca import DevelopmentCa

FIRST, SECOND = Ura("90000102"), Ura("90000103")
FURTHER = "/fhir/DocumentReference?_page=b"


@dataclass
class Gate:
    """An answer that waits until the test lets it go, or its asker has gone."""

    answer: Callable[[], Answer]
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, request: Request) -> Response:
        await request.body()
        self.asked.set()
        gone = asyncio.ensure_future(never(request))
        waiting = asyncio.ensure_future(self.opened.wait())
        await asyncio.wait({gone, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            self.hung_up.set()
        gone.cancel()
        waiting.cancel()
        return await self.answer()(request)


def own() -> Script:
    """A gateway of the own institution with one study."""
    script = Script([])
    script.searches = [script.page(9)]
    return script


def gated(*pages: Answer | int) -> tuple[Script, Gate]:
    """A holder with one study, which waits."""
    script = Script([])
    gate = Gate(lambda: script.page(1))
    script.searches = [gate]
    return script, gate


@pytest.mark.requirement("B24", "T4.1.late")
@pytest.mark.hazard("H1")
async def test_what_comes_after_the_deadline_joins_the_open_page_with_a_new_count(
    fresh_database: str,
) -> None:
    late, gate = gated()
    patience = Patience(route_s=0.3, whole_s=5.0, late_s=30.0)
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: late}, patience=patience) as desk:
        page = await desk.visit()
        async with aclosing(page.stream()) as events:
            first = await until_complete(events)
            assert outcomes(first)[FIRST].kind == "TimedOut"
            assert outcomes(first)[FIRST].retryable
            assert (complete(first).complete, complete(first).answered, complete(first).asked) == (
                False,
                1,
                2,
            )

            gate.opened.set()
            then = await until_complete(events)

        assert [type(event).__name__ for event in then] == ["EntryEvent", "OutcomeEvent", "CompleteEvent"]
        assert outcomes(then)[FIRST].kind == "Answered"
        assert outcomes(then)[FIRST].rows == 1
        assert (complete(then).complete, complete(then).answered, complete(then).asked) == (True, 2, 2)


@pytest.mark.requirement("A44", "B24", "T4.1.whole-deadline")
@pytest.mark.hazard("H1")
async def test_the_whole_question_ends_before_a_route_with_more_time_and_what_that_gave_stays(
    fresh_database: str,
) -> None:
    slow, quick = Script([]), Script([])
    slow.searches = [slow.page(1, following=FURTHER), never]
    quick.searches = [quick.page(2)]
    holders = {ASKING: own(), FIRST: slow, SECOND: quick}
    patience = Patience(route_s=10.0, whole_s=0.5, late_s=30.0)
    async with timeline_desk(fresh_database, holders, patience=patience) as desk:
        told = await (await desk.visit()).read()

    cut = outcomes(told)[FIRST]
    assert (cut.kind, cut.retryable, cut.rows) == ("TimedOut", True, 1)
    assert cut.reason == "no whole answer before the whole question was over"
    assert {outcomes(told)[ura].kind for ura in (ASKING, SECOND)} == {"Answered"}
    assert len([event for event in told if isinstance(event, EntryEvent)]) == 3
    assert not complete(told).complete


@pytest.mark.requirement("B24", "T4.1.late-end")
async def test_after_the_longest_wait_the_request_is_dropped_and_the_page_stays_open(
    fresh_database: str,
) -> None:
    hanging, gate = gated()
    patience = Patience(route_s=0.2, whole_s=0.3, late_s=0.6)
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: hanging}, patience=patience) as desk:
        events = (await desk.visit()).stream()
        told = await until_complete(events)
        await asyncio.wait_for(gate.hung_up.wait(), 5)
        later = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        assert not later.done()
        later.cancel()
        await asyncio.wait({later})
        await events.aclose()

    assert outcomes(told)[FIRST].kind == "TimedOut"


@pytest.mark.requirement("A46", "T4.1.cancelled")
async def test_every_holder_sees_its_connection_go_when_the_page_closes(fresh_database: str) -> None:
    hanging = {ura: gated() for ura in (ASKING, FIRST, SECOND)}
    gates = [gate for _, gate in hanging.values()]
    async with timeline_desk(fresh_database, {ura: script for ura, (script, _) in hanging.items()}) as desk:
        events = (await desk.visit()).stream()
        await anext(events)
        for gate in gates:
            await asyncio.wait_for(gate.asked.wait(), 5)
        assert not any(gate.hung_up.is_set() for gate in gates)

        await events.aclose()

        for gate in gates:
            await asyncio.wait_for(gate.hung_up.wait(), 5)


@pytest.mark.requirement("B24", "T4.1.cancelled")
async def test_a_program_that_leaves_at_complete_leaves_no_request_behind(fresh_database: str) -> None:
    hanging, gate = gated()
    patience = Patience(route_s=0.3, whole_s=1.0, late_s=30.0)
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: hanging}, patience=patience) as desk:
        told = await (await desk.visit()).read()
        await asyncio.wait_for(gate.hung_up.wait(), 5)

    assert outcomes(told)[FIRST].kind == "TimedOut"


@pytest.mark.requirement("A44", "T2.4.retry", "T4.1.late")
@pytest.mark.hazard("H1")
async def test_a_holder_asked_again_may_be_late_again_and_its_answer_ends_that_stream(
    fresh_database: str,
) -> None:
    script = Script([])
    first, second = Gate(lambda: script.page(1)), Gate(lambda: script.page(2))
    script.searches = [first, second]
    patience = Patience(route_s=0.3, whole_s=5.0, late_s=30.0)
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: script}, patience=patience) as desk:
        page = await desk.visit()
        async with aclosing(page.stream()) as whole:
            await until_complete(whole)
            async with aclosing(page.stream(FIRST)) as again:
                assert outcomes(await until_complete(again))[FIRST].kind == "TimedOut"
                # What the first question still brings is passed over: the second one counts.
                first.opened.set()
                second.opened.set()
                then = [event async for event in again]

    rows = [event for event in then if isinstance(event, EntryEvent)]
    assert len(rows) == 1
    assert outcomes(then)[FIRST].kind == "Answered"
    assert complete(then).complete


@pytest.mark.requirement("A51", "T4.1.pages")
@pytest.mark.hazard("H1")
async def test_three_pages_are_one_answer_and_pages_in_a_circle_are_an_unreadable_one(
    fresh_database: str,
) -> None:
    whole, circling = Script([]), Script([])
    whole.searches = [
        whole.page(1, 2, following=FURTHER),
        whole.page(3, following="/fhir/DocumentReference?_page=c"),
        whole.page(4),
    ]
    circling.searches = [circling.page(11, following=FURTHER), circling.page(12, following=FURTHER)]
    async with timeline_desk(fresh_database, {ASKING: own(), FIRST: whole, SECOND: circling}) as desk:
        told = await (await desk.visit()).read()

    assert (outcomes(told)[FIRST].kind, outcomes(told)[FIRST].rows) == ("Answered", 4)
    assert (outcomes(told)[SECOND].kind, outcomes(told)[SECOND].rows) == ("Malformed", 2)
    assert [method for method, _, _, _ in circling.pages] == ["POST", "GET"]
    assert not complete(told).complete


@pytest.mark.requirement("T4.1.warm")
async def test_a_second_question_goes_over_the_connections_of_the_first(
    fresh_database: str, ca: DevelopmentCa
) -> None:
    scripts = {ASKING: own(), FIRST: own(), SECOND: own()}
    handshakes: list[str] = []
    server = server_tls(ca)

    def seen(_socket: ssl.SSLObject | ssl.SSLSocket, name: str | None, _context: ssl.SSLContext) -> None:
        handshakes.append(name or "")

    server.sni_callback = seen
    async with timeline_desk(fresh_database, scripts, tls=(server, client_tls(ca))) as desk:
        first = await (await desk.visit()).read()
        assert len(handshakes) == 3
        second = await (await desk.visit()).read()

    assert complete(first).complete
    assert complete(second).complete
    assert len(handshakes) == 3
