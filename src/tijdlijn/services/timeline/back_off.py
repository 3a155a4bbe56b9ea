"""Holders that gave no answer several times in a row are not waited for until it is time to look again.

That time is at most a minute away, and then one instance asks for all (architecture.md §7: what one instance
learns, all know). Whoever was left alone is said to be not asked, and since when it does not answer; asking
it by name asks it. In acute care, and where somebody insists, nobody is left alone.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from tijdlijn.domain.errors import PeerError
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.routes import Route
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.events import BACK_OFF_UNKNOWN, emit
from tijdlijn.services.timeline.fan_out import WHOLE_QUESTION_OVER
from tijdlijn.store.timeline.back_off_store import BackOffStore, Failing, Place

LEFT_ALONE = "left alone for up to a minute, since it gave no answer several times"
LOOKING_S = 0.5
"""What a question may lose to it at most."""
PROBING = timedelta(seconds=20)
"""How long one instance has for its look; longer than a route's usual deadline."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """Whom to ask, what is told of those who are not asked, and who failed when last asked."""

    routes: tuple[Route, ...]
    not_asked: tuple[Outcome, ...] = ()
    failing: set[Place] = field(default_factory=set)


class Sparing(Protocol):
    """Whoever knows which holders to leave alone for a while."""

    async def sift(self, routes: tuple[Route, ...], insisted: Collection[Ura]) -> Sifted:
        """Take out who is left alone now; never one of `insisted`."""
        ...

    async def note(self, sifted: Sifted, outcomes: Iterable[Outcome]) -> None:
        """Learn how questions to these ended."""
        ...


@dataclass(frozen=True, slots=True)
class BackOff:
    """`Sparing` that all instances share. A database that does not answer costs nobody a question: then all
    are asked.
    """

    store: BackOffStore
    clock: Clock

    async def sift(self, routes: tuple[Route, ...], insisted: Collection[Ura]) -> Sifted:
        """Take out who is left alone now; never one of `insisted`."""
        places = {
            Place(ura, route.route_id): ura not in insisted for route in routes for ura in route.custodians
        }
        if not places:
            return Sifted(routes)
        failing = await self._look(places)
        if not failing:
            return Sifted(routes)
        spared = {one.place: one for one in failing if one.is_spared}
        asked = (
            replace(
                route, custodians=tuple(u for u in route.custodians if Place(u, route.route_id) not in spared)
            )
            for route in routes
        )
        return Sifted(
            tuple(route for route in asked if route.custodians) if spared else routes,
            tuple(self._left_alone(spared[place]) for place in sorted(spared)),
            {one.place for one in failing},
        )

    async def note(self, sifted: Sifted, outcomes: Iterable[Outcome]) -> None:
        """Learn how questions to these ended. Who answered, whatever it was, is waited for again."""
        answered: set[Place] = set()
        failed: dict[Place, datetime] = {}
        for outcome in outcomes:
            place = Place(outcome.custodian, outcome.route_id)
            if _gave_no_answer(outcome):
                failed[place] = outcome.asked_at
            elif place in sifted.failing:
                answered.add(place)
        sifted.failing.update(failed)
        if not failed and not answered:
            return
        try:
            await self.store.note(failed, answered, self.clock.now())
        except PeerError as error:
            emit(BACK_OFF_UNKNOWN, peer=error.peer, reason=error.reason)

    async def _look(self, places: Mapping[Place, bool]) -> tuple[Failing, ...]:
        try:
            async with asyncio.timeout(LOOKING_S) as deadline:
                return await self.store.look(places, self.clock.now(), PROBING)
        except PeerError as error:
            emit(BACK_OFF_UNKNOWN, peer=error.peer, reason=error.reason)
        except TimeoutError:
            if not deadline.expired():
                raise
            emit(BACK_OFF_UNKNOWN, peer="database", reason="no answer in time")
        return ()

    def _left_alone(self, failing: Failing) -> Outcome:
        place, now = failing.place, self.clock.now()
        return Outcome(
            place.custodian, place.route_id, OutcomeKind.NOT_ASKED, now, 0, LEFT_ALONE, since=failing.since
        )


def _gave_no_answer(outcome: Outcome) -> bool:
    """Whether it is the holder's own: a question that was over before the holder's time was up is not."""
    if outcome.kind is OutcomeKind.TIMED_OUT:
        return outcome.reason != WHOLE_QUESTION_OVER
    return outcome.kind is OutcomeKind.UNREACHABLE
