"""How a browser comes in: the EPD's launch, the way back from its authorisation server, and the page itself.

Cookies are `SameSite=None; Partitioned` because the page lives in a frame of the EPD (architecture.md §8c).
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.errors import InputInvalid, PeerError
from tijdlijn.services.timeline.launch import Launch
from tijdlijn.services.timeline.patient import OpenPatient
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.services.timeline.web.shell import Shell

SESSION_COOKIE = "tijdlijn_timeline_session"
LAUNCH_COOKIE = "tijdlijn_timeline_launch"
_LAUNCH_S = 300


@dataclass(frozen=True, slots=True)
class Doors:
    """The pages of the browser listener."""

    launch: Launch
    open_patient: OpenPatient
    sessions: Sessions
    shell: Shell

    def routes(self) -> list[BaseRoute]:
        """Give the routes of this room."""
        return [
            Route("/launch", self.begin),
            Route("/callback", self.finish),
            Route("/", self.page),
        ]

    async def begin(self, request: Request) -> Response:
        """`GET /launch?iss&launch`: on to the EPD's authorisation server."""
        try:
            redirect = await self.launch.begin(request.url.query)
        except InputInvalid:
            return self.shell.message(request, "launch-invalid", 400)
        except PeerError:
            return self.shell.message(request, "epd-unreachable", 502)
        response = RedirectResponse(redirect.location, 302)
        _set_cookie(response, LAUNCH_COOKIE, redirect.browser, max_age_s=_LAUNCH_S)
        return response

    async def finish(self, request: Request) -> Response:
        """`GET /callback?code&state`: the code becomes a session, and the browser gets an address without
        either.
        """
        try:
            context = await self.launch.finish(request.url.query, request.cookies.get(LAUNCH_COOKIE))
            session = self.open_patient.session(context)
        except InputInvalid:
            return self.shell.message(request, "launch-expired", 400)
        except PeerError:
            return self.shell.message(request, "epd-unreachable", 502)
        cookie = await self.sessions.start(session, request.cookies.get(SESSION_COOKIE))
        response = RedirectResponse("/", 302)
        _set_cookie(response, SESSION_COOKIE, cookie, max_age_s=None)
        _set_cookie(response, LAUNCH_COOKIE, "", max_age_s=0)
        return response

    async def page(self, request: Request) -> Response:
        """`GET /`: the clinician's page, bound to the session that the browser has now."""
        session = await self.sessions.current(request.cookies.get(SESSION_COOKIE))
        if session is None:
            return self.shell.message(request, "no-session", 401)
        return self.shell.page(request, session.context_id)


def _set_cookie(response: Response, name: str, value: str, *, max_age_s: int | None) -> None:
    """Set a cookie that works in a frame and that no script reads.

    Standard: draft-ietf-httpbis-rfc6265bis (SameSite); CHIPS (`Partitioned`), which starlette's own
    `set_cookie` knows only from Python 3.14.
    """
    lifetime = "" if max_age_s is None else f"; Max-Age={max_age_s}"
    response.headers.append(
        "set-cookie", f"{name}={value}; Path=/{lifetime}; Secure; HttpOnly; SameSite=None; Partitioned"
    )
