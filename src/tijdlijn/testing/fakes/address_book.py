"""An `AddressBook` without a network: what it is given is what stands in it.

It passes the suite of its port (`tests/component/ports/test_address_book.py`).
"""

from collections.abc import Iterable
from dataclasses import replace

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Institution, Route


class InMemoryAddressBook:
    """Answers from the institutions and routes it was made with; an institution is connected if a route
    reaches it.
    """

    def __init__(self, institutions: Iterable[Institution], routes: Iterable[Route]) -> None:
        self._routes = tuple(routes)
        reached = {custodian for route in self._routes for custodian in route.custodians}
        self._institutions = {
            institution.ura: replace(institution, is_connected=institution.ura in reached)
            for institution in sorted(institutions, key=lambda institution: institution.ura)
        }

    async def institutions(self) -> tuple[Institution, ...]:
        """Give all, ordered by URA."""
        return tuple(self._institutions.values())

    async def institution(self, ura: Ura) -> Institution | None:
        """Give one, or `None`."""
        return self._institutions.get(ura)

    async def routes_to(self, custodians: frozenset[Ura]) -> tuple[Route, ...]:
        """Give the routes that reach any of `custodians`, narrowed to these."""
        narrowed = (
            replace(route, custodians=tuple(ura for ura in route.custodians if ura in custodians))
            for route in self._routes
        )
        return tuple(route for route in narrowed if route.custodians)
