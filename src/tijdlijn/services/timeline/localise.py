"""Step 3, localise: who holds imaging of this patient, and over which routes are they reached.

An index that does not answer is never an empty list: the result says `unavailable` and since when, own
studies stay, and the page says what is missing (architecture.md §5, B22).
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tijdlijn.domain.errors import PeerError
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.ports import AddressBook, Localiser
from tijdlijn.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class Localised:
    """The index's answer, or that it gave none. `routes` reach the `custodians` that have one;
    `unreachable` have none today.
    """

    state: Literal["answered", "unavailable"]
    custodians: frozenset[Ura] = frozenset()
    routes: tuple[Route, ...] = ()
    unreachable: frozenset[Ura] = frozenset()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Localise:
    """Asks index and directory. The own institution is left out: it is asked at once and without them
    (architecture.md §2, step 3).
    """

    localiser: Localiser
    addresses: AddressBook
    clock: Clock

    async def elsewhere(self, question: Question, until: float) -> Localised:
        """Give every other institution that the index marks findable for this question, with the routes to
        it. An index that has not answered by `until`, on the event loop's clock, is unavailable.
        """
        asker = question.asker
        try:
            async with asyncio.timeout_at(until) as deadline:
                found = await self.localiser.localise(
                    question.patient, asker.institution, asker.professional.user_id, asker.purpose
                )
                return await self._reached(found - {asker.institution})
        except PeerError:
            return Localised("unavailable", since=self.clock.now())
        except TimeoutError:
            if not deadline.expired():
                raise
            return Localised("unavailable", since=self.clock.now())

    async def _reached(self, custodians: frozenset[Ura]) -> Localised:
        routes = await self.addresses.routes_to(custodians)
        reached = frozenset(ura for route in routes for ura in route.custodians)
        return Localised("answered", custodians, routes, custodians - reached)
