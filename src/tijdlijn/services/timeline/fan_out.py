"""Step 4, fan out: all routes at once, each under its own deadline and all under one, every outcome a value.

A route that is late is cut off in words, not in fact: its silent custodians are `TimedOut`, what it gave
stays, and for as long as somebody reads on and patience lasts its answer may still come (B24). Whoever needs
it no longer closes the generator, and with it every request. No route waits for another.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import SourceEntry
from tijdlijn.ports import HolderLink
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.merged import merged
from tijdlijn.services.timeline.patience import Patience

WHOLE_QUESTION_OVER = "no whole answer before the whole question was over"


@dataclass(frozen=True, slots=True)
class Settled:
    """Everybody who was asked has an outcome; whatever follows is late."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One question's patience, on the event loop's clock."""

    patience: Patience
    began: float

    @property
    def whole_at(self) -> float:
        """When the whole question is over."""
        return self.began + self.patience.whole_s

    @property
    def late_at(self) -> float:
        """When nothing is waited for any more."""
        return self.began + self.patience.late_s

    def deadline_of(self, route: Route, asked: float) -> float:
        """When this route, asked at a moment, is late."""
        return min(asked + min(route.deadline_s, self.patience.route_s), self.whole_at)


@dataclass(frozen=True, slots=True)
class _Late:
    """These routes are past their deadline."""

    routes: tuple[Route, ...]


Answer = SourceEntry | Outcome | Settled


@dataclass(frozen=True, slots=True)
class FanOut:
    """Asks holders over the link of each route's dialect."""

    links: Mapping[str, HolderLink]
    clock: Clock

    def begin(self, patience: Patience) -> Waiting:
        """Begin to wait, now."""
        return Waiting(patience, asyncio.get_running_loop().time())

    async def ask(
        self, routes: tuple[Route, ...], question: Question, waiting: Waiting
    ) -> AsyncGenerator[Answer, None]:
        """Yield entries and outcomes of all routes as they come, at least one outcome for each custodian of
        each route, and one `Settled` as soon as each has one.

        After that come late entries, and outcomes that take the place of a `TimedOut`, until all routes have
        answered or nothing is waited for any more.
        """
        asked = asyncio.get_running_loop().time()
        everybody = {(route.route_id, ura) for route in routes for ura in route.custodians}
        known = _Known(self.clock, self.clock.now(), everybody, set(everybody))
        for outcome in known.not_spoken(route for route in routes if route.dialect not in self.links):
            yield outcome
        is_settled = not known.owed
        if is_settled:
            yield Settled()
        if not known.open:
            return
        async with aclosing(merged(*self._streams(routes, question, waiting, asked))) as answers:
            async for answer in answers:
                if answer is None:
                    return
                if isinstance(answer, _Late):
                    for outcome in known.late(answer.routes, waiting, asked):
                        yield outcome
                else:
                    known.heard(answer)
                    yield answer
                if not is_settled and not known.owed:
                    is_settled = True
                    yield Settled()
                if not known.open:
                    return

    def _streams(
        self, routes: tuple[Route, ...], question: Question, waiting: Waiting, asked: float
    ) -> list[AsyncGenerator[SourceEntry | Outcome | _Late | None, None]]:
        deadlines: defaultdict[float, list[Route]] = defaultdict(list)
        for route in routes:
            deadlines[waiting.deadline_of(route, asked)].append(route)
        return [
            _lateness(deadlines, waiting.late_at),
            *(
                # The link's own limits must not end before nothing is waited for any more.
                self.links[route.dialect].find(replace(route, deadline_s=waiting.patience.late_s), question)
                for route in routes
                if route.dialect in self.links
            ),
        ]


@dataclass(frozen=True, slots=True)
class _Known:
    """Who still owes an outcome, and whose answer is still out."""

    clock: Clock
    asked_at: datetime
    owed: set[tuple[str, Ura]]
    open: set[tuple[str, Ura]]

    def heard(self, answer: SourceEntry | Outcome) -> None:
        if isinstance(answer, Outcome):
            self.owed.discard((answer.route_id, answer.custodian))
            self.open.discard((answer.route_id, answer.custodian))

    def not_spoken(self, routes: Iterable[Route]) -> list[Outcome]:
        outcomes = [
            outcome
            for route in routes
            for outcome in self._of_silent(route, OutcomeKind.NOT_ASKED, "dialect not spoken")
        ]
        for outcome in outcomes:
            self.heard(outcome)
        return outcomes

    def late(self, routes: Iterable[Route], waiting: Waiting, asked: float) -> list[Outcome]:
        outcomes = []
        for route in routes:
            waited_s = waiting.deadline_of(route, asked) - asked
            is_own = waited_s >= min(route.deadline_s, waiting.patience.route_s)
            reason = f"no whole answer within {waited_s:g} s" if is_own else WHOLE_QUESTION_OVER
            outcomes += self._of_silent(route, OutcomeKind.TIMED_OUT, reason)
        self.owed.difference_update((outcome.route_id, outcome.custodian) for outcome in outcomes)
        return outcomes

    def _of_silent(self, route: Route, kind: OutcomeKind, reason: str) -> list[Outcome]:
        took_ms = round((self.clock.now() - self.asked_at).total_seconds() * 1000)
        silent = sorted(ura for ura in route.custodians if (route.route_id, ura) in self.owed)
        return [Outcome(ura, route.route_id, kind, self.asked_at, took_ms, reason) for ura in silent]


async def _lateness(
    deadlines: Mapping[float, list[Route]], late_at: float
) -> AsyncGenerator[_Late | None, None]:
    """Say at each deadline whose it was, and `None` when nothing is waited for any more."""
    loop = asyncio.get_running_loop()
    for deadline in sorted(deadlines):
        await asyncio.sleep(deadline - loop.time())
        yield _Late(tuple(deadlines[deadline]))
    await asyncio.sleep(late_at - loop.time())
    yield None
