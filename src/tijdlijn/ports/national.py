"""The national services as an asker sees them: which institutions hold images of a patient, and how to reach
them.
"""

from typing import Protocol

from tijdlijn.domain.access import Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Institution, Route


class Localiser(Protocol):
    """The national index, reached through the pseudonym service: which institutions hold imaging of this
    patient.
    """

    async def localise(self, patient: Bsn, asker: Ura, user_id: str, purpose: Purpose) -> frozenset[Ura]:
        """Give every custodian that the index marks findable for this question; the empty set is an answer,
        not a failure.

        The index learns no BSN and the pseudonym service neither patient nor outcome. A fresh random trace
        id is used towards each, so that their logs cannot be joined with the asker's. May be asked again at
        any time; nothing is cached.

        Raises:
            PeerUnreachable, PeerTimedOut: the caller must say "not localised", never "nowhere"; a retry may
            help. PeerRefused, PeerAnswerInvalid: as above; a retry does not help.
        """
        ...

    async def register(self, patient: Bsn, custodian: Ura) -> str:
        """Make this custodian findable for this patient and give the registration's id; idempotent.

        Raises:
            PeerError: as for `localise`; nothing was registered, or the same registration can be repeated
            safely.
        """
        ...

    async def withdraw(self, registration_id: str) -> None:
        """End a registration of one's own; one that is already gone is no error.

        Raises:
            PeerError: as for `localise`; may be repeated safely.
        """
        ...


class AddressBook(Protocol):
    """The national directory, answered from a local replica so that it works on while the directory is
    down.
    """

    async def institutions(self) -> tuple[Institution, ...]:
        """Give every known institution, ordered by URA, connected or not.

        Raises:
            PeerUnreachable: there is no replica yet and the directory does not answer.
        """
        ...

    async def institution(self, ura: Ura) -> Institution | None:
        """Give one institution, or `None` when the directory does not know it. Raises as `institutions`."""
        ...

    async def routes_to(self, custodians: frozenset[Ura]) -> tuple[Route, ...]:
        """Give the routes in use today that together reach `custodians`, each custodian over at least one
        route if it has any.

        A route lists only custodians that were asked for. A custodian without a route is in none of them;
        the caller says so. Raises as `institutions`.
        """
        ...
