"""Holders that gave no answer lately: left alone for a while by all instances, on real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from tests.lib.scripted_holder import Script, status
from tests.lib.timeline_desk import (
    ASKING,
    NOW,
    TimelineDesk,
    complete,
    outcomes,
    timeline_desk,
    until_complete,
)
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.routes import Route
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.config.patience import ACUTE, PatienceTable
from tijdlijn.services.timeline.back_off import BackOff, Sifted
from tijdlijn.services.timeline.fan_out import WHOLE_QUESTION_OVER
from tijdlijn.services.timeline.patience import Patiences
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.timeline.back_off_store import LONGEST_S, REPEATED, BackOffStore

DEAD, LIVING = Ura("90000102"), Ura("90000103")
ROUTES = tuple(
    Route(f"mhd-{ura}", "generic-functions", "mhd-bbs", "https://holder.example", (ura,))
    for ura in (DEAD, LIVING)
)


@dataclass(frozen=True)
class Waits:
    """Until when the one holder in the table is left alone."""

    retry_at: datetime


@dataclass
class Instances:
    """Two instances of one timeline, on one database and at one time."""

    clock: FixedClock
    one: BackOff
    other: BackOff
    database: Database

    async def failing(self, kind: OutcomeKind = OutcomeKind.UNREACHABLE, reason: str | None = None) -> None:
        """One question, after which the first holder has not answered and the second has."""
        asked_at = self.clock.now()
        sifted = await self.one.sift(ROUTES, {DEAD, LIVING})
        self.clock.advance(1)
        await self.one.note(sifted, [outcome_of(DEAD, kind, asked_at, reason)])

    async def asked(self, instance: BackOff) -> tuple[set[Ura], Sifted]:
        """Whom an instance would ask now."""
        sifted = await instance.sift(ROUTES, frozenset())
        return {ura for route in sifted.routes for ura in route.custodians}, sifted


def outcome_of(ura: Ura, kind: OutcomeKind, asked_at: datetime = NOW, reason: str | None = None) -> Outcome:
    return Outcome(ura, f"mhd-{ura}", kind, asked_at, 10, reason)


@pytest.fixture
async def instances(fresh_database: str) -> AsyncIterator[Instances]:
    clock = FixedClock(NOW)
    async with Database.open(fresh_database) as first, Database.open(fresh_database) as second:
        await migrate(first, ["tijdlijn.store.timeline"])
        yield Instances(
            clock, BackOff(BackOffStore(first), clock), BackOff(BackOffStore(second), clock), first
        )


@pytest.mark.requirement("T4.1.back-off", "T4.1.back-off-said")
@pytest.mark.hazard("H1")
async def test_after_repeated_failures_every_instance_leaves_the_holder_alone_and_says_since_when(
    instances: Instances,
) -> None:
    for _ in range(REPEATED - 1):
        await instances.failing()
    assert (await instances.asked(instances.other))[0] == {DEAD, LIVING}

    await instances.failing(OutcomeKind.TIMED_OUT, "no whole answer within 6 s")

    for instance in (instances.one, instances.other):
        asked, sifted = await instances.asked(instance)
        assert asked == {LIVING}
        (told,) = sifted.not_asked
        assert (told.custodian, told.kind, told.since) == (DEAD, OutcomeKind.NOT_ASKED, NOW)
        assert told.retryable
        assert not told.is_complete


@pytest.mark.requirement("T4.1.back-off")
async def test_when_it_is_due_one_instance_looks_and_the_others_wait(instances: Instances) -> None:
    for _ in range(REPEATED):
        await instances.failing()
    instances.clock.advance(LONGEST_S)

    asked = await asyncio.gather(*(instances.asked(one) for one in [instances.one, instances.other] * 4))

    assert [DEAD in custodians for custodians, _ in asked].count(True) == 1
    assert all(LIVING in custodians for custodians, _ in asked)


@pytest.mark.requirement("T4.1.back-off")
async def test_the_wait_grows_and_is_never_longer_than_a_minute(instances: Instances) -> None:
    waits = []
    for number in range(10):
        await instances.failing()
        if number + 1 >= REPEATED:
            row = await instances.database.fetch_one(Waits, "SELECT retry_at FROM holder_back_off")
            assert row is not None
            waits.append((row.retry_at - instances.clock.now()) / timedelta(seconds=1))
    assert all(0.75 * most <= wait <= most for wait, most in zip(waits, (5, 10, 20, 40), strict=False))
    assert 45 <= waits[4] <= 60
    assert max(waits) <= 60


@pytest.mark.requirement("T4.1.back-off")
@pytest.mark.parametrize("kind", [OutcomeKind.ANSWERED, OutcomeKind.PARTIAL, OutcomeKind.MALFORMED])
async def test_an_answer_clears_it_whatever_it_was(instances: Instances, kind: OutcomeKind) -> None:
    for _ in range(REPEATED):
        await instances.failing()
    sifted = await instances.other.sift(ROUTES, {DEAD})
    await instances.other.note(sifted, [outcome_of(DEAD, kind)])

    assert (await instances.asked(instances.one))[0] == {DEAD, LIVING}
    await instances.failing()
    assert (await instances.asked(instances.one))[0] == {DEAD, LIVING}


@pytest.mark.requirement("T4.1.back-off", "T4.1.late")
async def test_a_late_answer_clears_the_failure_of_its_own_question(instances: Instances) -> None:
    for _ in range(REPEATED - 1):
        await instances.failing()
    asked_at = instances.clock.now()
    sifted = await instances.one.sift(ROUTES, frozenset())
    await instances.one.note(sifted, [outcome_of(DEAD, OutcomeKind.TIMED_OUT, asked_at)])
    await instances.one.note(sifted, [outcome_of(DEAD, OutcomeKind.ANSWERED, asked_at)])

    assert (await instances.asked(instances.other))[0] == {DEAD, LIVING}


@pytest.mark.requirement("T4.1.back-off")
async def test_questions_under_way_together_count_as_one_failure(instances: Instances) -> None:
    asked_at = instances.clock.now()
    together = [await instances.one.sift(ROUTES, frozenset()) for _ in range(REPEATED + 1)]
    instances.clock.advance(6)
    for sifted in together:
        await instances.one.note(sifted, [outcome_of(DEAD, OutcomeKind.TIMED_OUT, asked_at)])

    assert (await instances.asked(instances.other))[0] == {DEAD, LIVING}


@pytest.mark.requirement("T4.1.back-off")
async def test_what_is_not_the_holders_own_and_what_is_long_ago_does_not_count(instances: Instances) -> None:
    for _ in range(REPEATED + 1):
        await instances.failing(OutcomeKind.TIMED_OUT, WHOLE_QUESTION_OVER)
        await instances.failing(OutcomeKind.NOT_ASKED)
    assert (await instances.asked(instances.one))[0] == {DEAD, LIVING}

    for _ in range(REPEATED):
        await instances.failing()
    instances.clock.advance(16 * 60)
    asked, sifted = await instances.asked(instances.one)
    assert asked == {DEAD, LIVING}
    assert not sifted.failing


@pytest.mark.requirement("T4.1.back-off")
@pytest.mark.hazard("H1")
async def test_a_table_that_does_not_answer_costs_nobody_a_question(instances: Instances) -> None:
    for _ in range(REPEATED):
        await instances.failing()
    async with instances.database.transaction() as connection:
        await connection.execute("LOCK TABLE holder_back_off")
        asked, sifted = await instances.asked(instances.other)

    assert asked == {DEAD, LIVING}
    assert not sifted.not_asked


@pytest.mark.requirement("T4.1.back-off-never", "T4.1.back-off-said", "T2.4.retry")
@pytest.mark.hazard("H1")
async def test_a_page_says_who_was_left_alone_and_asks_it_when_the_user_insists(fresh_database: str) -> None:
    async with dead_and_living(fresh_database) as (desk, dead):
        page = await desk.visit("Poliklinisch consult")
        for _ in range(REPEATED):
            assert outcomes(await page.read())[DEAD].kind == "Unreachable"
            desk.clock.advance(1)
        asked = len(dead.pages)

        told = await page.read()
        left = outcomes(told)[DEAD]
        assert (left.kind, left.retryable, left.since) == ("NotAsked", True, NOW.isoformat())
        assert left.name is not None
        assert (complete(told).complete, complete(told).answered, complete(told).asked) == (False, 1, 2)
        assert len(dead.pages) == asked

        dead.searches = [dead.page(2)]
        async with aclosing(page.stream()) as open_page:
            await until_complete(open_page)
            assert outcomes(await page.read(DEAD))[DEAD].kind == "Answered"
        assert complete(await page.read()).complete


@pytest.mark.requirement("T4.1.back-off-never")
@pytest.mark.hazard("H1")
async def test_in_acute_care_a_holder_that_failed_is_asked_every_time(fresh_database: str) -> None:
    async with dead_and_living(fresh_database) as (desk, dead):
        page = await desk.visit("SEH-bezoek")
        for _ in range(REPEATED + 2):
            assert outcomes(await page.read())[DEAD].kind == "Unreachable"
            desk.clock.advance(1)
        assert len(dead.pages) == REPEATED + 2

        other = await (await desk.visit("Poliklinisch consult")).read()
        assert outcomes(other)[DEAD].kind == "NotAsked"


@asynccontextmanager
async def dead_and_living(database_url: str) -> AsyncIterator[tuple[TimelineDesk, Script]]:
    """A timeline with an own gateway that answers, and another that says "not now"."""
    dead, living = Script([status(503)]), Script([])
    living.searches = [living.page(1)]
    situations = Patiences.of_tables((ACUTE,), PatienceTable())
    async with timeline_desk(database_url, {ASKING: living, DEAD: dead}, situations=situations) as desk:
        yield desk, dead
