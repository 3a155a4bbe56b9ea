"""Step 4, fan out: all routes at once, each under its own deadline, every outcome a value.

A route that is late is cut off at its deadline and its silent custodians are `TimedOut`; what it gave
before stays. No route waits for another (B24).
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import SourceEntry
from tijdlijn.ports import HolderLink
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.merged import merged


@dataclass(frozen=True, slots=True)
class FanOut:
    """Asks holders over the link of each route's dialect."""

    links: Mapping[str, HolderLink]
    clock: Clock

    async def ask(
        self, routes: tuple[Route, ...], question: Question
    ) -> AsyncGenerator[SourceEntry | Outcome, None]:
        """Yield entries and outcomes of all routes as they come: at least one outcome for each custodian of
        each route.
        """
        async with aclosing(merged(*(self._ask_one(route, question) for route in routes))) as answers:
            async for answer in answers:
                yield answer

    async def _ask_one(self, route: Route, question: Question) -> AsyncGenerator[SourceEntry | Outcome, None]:
        asked_at = self.clock.now()
        silent = set(route.custodians)
        link = self.links.get(route.dialect)
        if link is None:
            for outcome in self._ended(route, silent, OutcomeKind.NOT_ASKED, asked_at, "dialect not spoken"):
                yield outcome
            return
        deadline = asyncio.get_running_loop().time() + route.deadline_s
        async with aclosing(link.find(route, question)) as answers:
            try:
                async with asyncio.timeout_at(deadline) as waiting:
                    async for answer in answers:
                        if isinstance(answer, Outcome):
                            silent.discard(answer.custodian)
                        # Only waiting counts: around a `yield` it could strike in the reader's code.
                        waiting.reschedule(None)
                        yield answer
                        waiting.reschedule(deadline)
                    return
            except TimeoutError:
                if not waiting.expired():
                    raise
        reason = f"no whole answer within {route.deadline_s:g} s"
        for outcome in self._ended(route, silent, OutcomeKind.TIMED_OUT, asked_at, reason):
            yield outcome

    def _ended(
        self, route: Route, custodians: set[Ura], kind: OutcomeKind, asked_at: datetime, reason: str
    ) -> list[Outcome]:
        took_ms = round((self.clock.now() - asked_at).total_seconds() * 1000)
        return [Outcome(ura, route.route_id, kind, asked_at, took_ms, reason) for ura in sorted(custodians)]
