"""What every call of the page that is more than a look must show: that it is our own page that asks, in the
session for which it was opened.

A program shows the session's secret as a bearer token instead (architecture.md §8f): no page of somebody else
can make a browser send that, and it is of one session by itself.
"""

import secrets
from dataclasses import dataclass

from starlette.requests import Request

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.runtime.tracing import current_trace_id
from tijdlijn.services.timeline.doors import SESSION_COOKIE
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.sessions import Sessions

CONTEXT_HEADER = "X-Tijdlijn-Context"


@dataclass(frozen=True, slots=True)
class PageCalls:
    """Checks calls. `origin` is the only origin from which they are accepted."""

    origin: str
    sessions: Sessions

    def check_origin(self, request: Request) -> None:
        """Only our own page may post: its script sets a header that no form can, from its own origin. Or a
        program, by its bearer token.

        Raises:
            AccessDenied: another page.
        """
        if bearer(request) is not None:
            return
        if request.headers.get("x-tijdlijn") != "1" or request.headers.get("origin") != self.origin:
            raise AccessDenied("not from our own page")

    async def session(self, request: Request) -> Session | None:
        """Give the session of a browser or program; what is logged from here on stands under its kenmerk
        (A68).
        """
        session = await self.sessions.current(bearer(request) or request.cookies.get(SESSION_COOKIE))
        if session is not None:
            current_trace_id.set(session.trace_id)
        return session

    async def session_of_page(self, request: Request) -> Session | None:
        """Give the browser's session if the page that asks was opened in it; `None` is answered 401."""
        session = await self.session(request)
        return session if session is not None and self.is_of(session, request) else None

    @staticmethod
    def is_of(session: Session, request: Request) -> bool:
        """Whether the page was opened in this session, and not for the patient before (B57)."""
        if bearer(request) is not None:
            return True
        carried = request.headers.get(CONTEXT_HEADER, "")
        return secrets.compare_digest(carried.encode(), session.context_id.encode())


def bearer(request: Request) -> str | None:
    """Give the token that a program shows, if it shows one. Standard: RFC 6750 §2.1."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
