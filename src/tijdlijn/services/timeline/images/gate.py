"""Whose ticket a request under `/dw` shows: that of the page, or that of the full viewer on its own host."""

from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.services.timeline.images.ticket import COOKIE, Places, Tickets
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.session import Session


class Gate(Protocol):
    """Finds the session and the studies that a browser may read; each host name has its own."""

    async def ticketed(self, request: Request) -> tuple[Session, Places]:
        """Give both, for a session that runs.

        Raises:
            AccessDenied: no ticket, one that is over, or of another session; these are not told apart.
        """
        ...


@dataclass(frozen=True, slots=True)
class PageGate:
    """The page's: the cookie of its session, and the ticket that was sealed for it."""

    calls: PageCalls
    tickets: Tickets

    async def ticketed(self, request: Request) -> tuple[Session, Places]:
        """As `Gate`."""
        session = await self.calls.session(request)
        if session is None:
            raise AccessDenied("no session")
        return session, self.tickets.read(session, request.cookies.get(COOKIE))
