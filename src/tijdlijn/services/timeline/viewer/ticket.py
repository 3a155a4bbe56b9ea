"""The viewer's ticket as its browser shows it: a cookie of the viewer's own host.

It is `SameSite=Lax`, not `Strict`: the step from the page comes from another site, and a second window of the
same patient must find the cookie of the first there, or it would take it away.
"""

from dataclasses import dataclass

from starlette.requests import Request

from tijdlijn.runtime.tracing import current_trace_id
from tijdlijn.services.timeline.images.ticket import Places
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.viewer.openings import Openings, Shown

COOKIE = "tijdlijn_viewer_images"


@dataclass(frozen=True, slots=True)
class ViewerGate:
    """The viewer's side of `Gate`."""

    openings: Openings

    async def shown(self, request: Request) -> Shown:
        """Give what this browser may read now; what is logged from here on stands under its session's
        kenmerk.

        Raises:
            AccessDenied: nothing.
        """
        shown = await self.openings.shown(request.cookies.get(COOKIE))
        current_trace_id.set(shown.session.trace_id)
        return shown

    async def ticketed(self, request: Request) -> tuple[Session, Places]:
        """As `Gate`."""
        shown = await self.shown(request)
        return shown.session, shown.places


def set_cookie(value: str) -> str:
    """Give the `Set-Cookie` field. The browser drops it when it closes; what it opens ends much sooner."""
    return f"{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax"
