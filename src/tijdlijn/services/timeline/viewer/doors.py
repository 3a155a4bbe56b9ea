"""The pages of the viewer's host: the step in with a code, OHIF's page, and a word where there is nothing to
show.

Of all addresses only that of OHIF's page names studies (architecture.md §8c), since OHIF reads them there. It
is served only for studies that this browser has open.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.services.timeline.viewer.files import ViewerFiles
from tijdlijn.services.timeline.viewer.openings import Opened, Openings, OtherCopyOpen
from tijdlijn.services.timeline.viewer.ticket import COOKIE, ViewerGate, set_cookie
from tijdlijn.services.timeline.viewer.words import MESSAGES, OVER
from tijdlijn.services.timeline.web.words import Language
from tijdlijn.serving.error_page import STYLE_PATH, answer_style

PAGE_PATH = "/compare"
_FROM_A_PAGE = frozenset({"cross-site", "same-site"})


@dataclass(frozen=True)
class ViewerDoors:
    """The pages, with what they need."""

    openings: Openings
    gate: ViewerGate
    files: ViewerFiles

    def routes(self) -> list[BaseRoute]:
        """Give the routes of this room; that of the files stands last, because it takes every address."""
        return [
            Route("/open", self.open),
            Route(PAGE_PATH, self.page),
            Route("/closed", self.closed),
            Route(STYLE_PATH, answer_style),
            Route("/{path:path}", self.files.answer),
        ]

    async def open(self, request: Request) -> Response:
        """`GET /open?code`: the code becomes a ticket, and the browser gets an address without it."""
        if not self.files.is_installed:
            return self._message(request, "not-installed", 404)
        code = request.query_params.get("code", "")
        try:
            if not _is_a_step_from_a_page(request):
                await self.openings.burn(code)
                raise AccessDenied("not a step from a page")
            redeemed = await self.openings.redeem(
                code, request.headers.get("user-agent", ""), request.cookies.get(COOKIE)
            )
        except OtherCopyOpen:
            return self._message(request, "other-copy", 403)
        except AccessDenied:
            return self._message(request, "code-refused", 403)
        location = _address(redeemed.opened, _language(request))
        return RedirectResponse(location, 303, headers={"Set-Cookie": set_cookie(redeemed.cookie)})

    async def page(self, request: Request) -> Response:
        """`GET /compare?StudyInstanceUIDs`: OHIF, for studies that this browser has open.

        OHIF calls the first study of its address the current one, so that the address is taken only as one of
        the openings has it; one in another order is led to that.
        """
        if not self.files.is_installed:
            return self._message(request, "not-installed", 404)
        query = request.query_params
        asked = [uid for text in query.getlist("StudyInstanceUIDs") for uid in text.split(",") if uid]
        try:
            openings = list((await self.gate.shown(request)).openings.values())
        except AccessDenied:
            openings = []
        same = [one for one in openings if {uid.value for uid in one.uids} == set(asked)]
        language = _language(request)
        if any(_is_as(query, one) for one in same):
            return self.files.answer_page()
        if same:
            return RedirectResponse(_address(same[-1], language), 303)
        return self._message(request, "not-open", 403)

    async def closed(self, request: Request) -> Response:
        """`GET /closed?why`: what stands in place of the images when they may no longer be shown."""
        return self._message(request, request.query_params.get("why", OVER), 200)

    def _message(self, request: Request, name: str, status: int) -> Response:
        language = _language(request)
        messages = MESSAGES[language]
        html = self._templates.get_template("message.html").render(
            lang=language, message=messages.get(name, messages[OVER]), style=STYLE_PATH
        )
        return HTMLResponse(html, status)

    @cached_property
    def _templates(self) -> Environment:
        loader = PackageLoader(__package__, "templates")
        return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


def _address(opened: Opened, language: Language) -> str:
    """Where OHIF reads which studies it shows, and whether the first is the current one."""
    query = {"StudyInstanceUIDs": ",".join(uid.value for uid in opened.uids), "lng": language}
    if not opened.has_current:
        query["current"] = "none"
    return f"{PAGE_PATH}?{urlencode(query, safe=',')}"


def _is_as(query: QueryParams, opened: Opened) -> bool:
    """Whether an address says what was opened, each part once: OHIF would read the first of two."""
    studies = ",".join(uid.value for uid in opened.uids)
    current = [] if opened.has_current else ["none"]
    return query.getlist("StudyInstanceUIDs") == [studies] and query.getlist("current") == current


def _language(request: Request) -> Language:
    """The language in which the page spoke; it stands in the address, for here is none of its cookies."""
    return "en" if request.query_params.get("lng") == "en" else "nl"


def _is_a_step_from_a_page(request: Request) -> bool:
    """Whether the browser says that a page led here: not an address that was pasted, bookmarked or fetched
    ahead.

    Every current browser says so; one that does not is refused. Standard: W3C Fetch Metadata Request Headers.
    """
    headers = request.headers
    return (
        headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
        and headers.get("sec-fetch-site") in _FROM_A_PAGE
        and "sec-purpose" not in headers
    )
