"""What the EPD shows to its user: the patients of the stories, one record with the timeline in it, and the
authorisation step.

No consent screen: who is logged in at the EPD and opens a record has said enough (SMART App Launch 2.2.0
§2.0.9, EHR launch).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.runtime.config.kinds import EpdClient
from tijdlijn.testing.epd.launches import Launches
from tijdlijn.testing.world.model import Story, World

_TEMPLATES = Environment(
    loader=PackageLoader("tijdlijn.testing.epd", "templates"), autoescape=True, undefined=StrictUndefined
)


@dataclass(frozen=True, slots=True)
class EpdPages:
    """The browser side of the EPD. `client` is the timeline as it is registered here."""

    world: World
    institution_name: str
    issuer: str
    client: EpdClient
    launches: Launches

    def routes(self) -> list[BaseRoute]:
        """Give the routes of the browser listener."""
        return [
            Route("/", self.patients),
            Route("/record/{story}", self.record),
            Route("/launch/{story}", self.launch),
            Route("/authorize", self.authorize),
            Route("/epd.css", self.style),
        ]

    async def patients(self, _request: Request) -> Response:
        """The list of patients: one for each story."""
        return self._rendered("patients.html", stories=self.world.stories)

    async def record(self, request: Request) -> Response:
        """One patient's record, with the timeline in a frame."""
        story = self._story(request)
        return self._rendered("record.html", story=story, frame=f"/launch/{story.key}")

    async def launch(self, request: Request) -> Response:
        """Launch the timeline for this story's patient: the click in the record."""
        launch = self.launches.prepare(self._story(request))
        query = urlencode({"iss": self.issuer, "launch": launch})
        return RedirectResponse(f"{self.client.launch_url}?{query}", 302)

    async def authorize(self, request: Request) -> Response:
        """Send the browser back with a code, if client, address, audience and challenge are as they must be.

        Raises:
            InputInvalid: they are not; the browser is not sent anywhere then. Standard: RFC 6749 §4.1.2.1.
        """
        asked: Mapping[str, str] = request.query_params
        wanted = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.client.redirect_uri,
            "aud": self.issuer,
            "code_challenge_method": "S256",
        }
        if any(asked.get(name) != value for name, value in wanted.items()) or not asked.get("code_challenge"):
            raise InputInvalid("not a client, address, audience or challenge that is known here")
        code = self.launches.authorize(
            asked.get("launch", ""), asked["client_id"], asked["redirect_uri"], asked["code_challenge"]
        )
        query = urlencode({"code": code, "state": asked.get("state", "")})
        return RedirectResponse(f"{self.client.redirect_uri}?{query}", 302)

    async def style(self, _request: Request) -> Response:
        """The EPD's own plain style."""
        return Response(_TEMPLATES.get_template("epd.css").render(), media_type="text/css")

    def _story(self, request: Request) -> Story:
        try:
            return self.world.story(request.path_params["story"])
        except KeyError as error:
            raise AccessDenied("no such story") from error

    def _rendered(self, template: str, **values: object) -> Response:
        html = _TEMPLATES.get_template(template).render(institution=self.institution_name, **values)
        return HTMLResponse(html)
