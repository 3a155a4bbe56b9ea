"""The way back to a holder: over which route, and by which link, something on the list is read.

A place is remembered by custodian and route id; the route itself is looked up when it is needed, so that one
that the directory withdrew is not used any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Route
from tijdlijn.ports import AddressBook, HolderLink


@dataclass(frozen=True, slots=True)
class Reach:
    """Finds routes by custodian and id. `own_route` leads to the own institution, without the directory."""

    links: Mapping[str, HolderLink]
    own_route: Route
    addresses: AddressBook

    async def to(self, custodian: Ura, route_id: str) -> tuple[Route, HolderLink]:
        """Give the route, to this custodian alone, and its link.

        Raises:
            AccessDenied: there is no such route any more. PeerUnreachable: as `AddressBook.routes_to`.
        """
        for route in (self.own_route, *await self._elsewhere(custodian)):
            is_meant = route.route_id == route_id and custodian in route.custodians
            if is_meant and route.dialect in self.links:
                return replace(route, custodians=(custodian,)), self.links[route.dialect]
        raise AccessDenied("no route to this holder")

    async def _elsewhere(self, custodian: Ura) -> tuple[Route, ...]:
        if custodian in self.own_route.custodians:
            return ()
        return await self.addresses.routes_to(frozenset({custodian}))
