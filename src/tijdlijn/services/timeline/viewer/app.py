"""The viewer's listener: its pages and files, its calls, and `/dw` with its own ticket, on its own host
name.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from tijdlijn.services.timeline.images.decoding.decoder import Decoder
from tijdlijn.services.timeline.images.room import ImageRoom
from tijdlijn.services.timeline.images.viewing import Viewings
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.viewer.doors import ViewerDoors
from tijdlijn.services.timeline.viewer.files import ViewerFiles
from tijdlijn.services.timeline.viewer.openings import Openings
from tijdlijn.services.timeline.viewer.policy import ISOLATION
from tijdlijn.services.timeline.viewer.staying import HOLD_S, Staying
from tijdlijn.services.timeline.viewer.ticket import ViewerGate
from tijdlijn.serving.browser import browser_app


@dataclass(frozen=True, slots=True)
class ViewerHost:
    """What stands under the viewer's own origin, `url`."""

    url: str
    openings: Openings
    viewings: Viewings
    decoder: Decoder
    files: ViewerFiles
    hold_s: float = HOLD_S

    def app(self) -> ASGIApp:
        """Make the application. `/dw` is read there and not written: storing (STOW-RS) is a method that it
        lacks.
        """
        gate = ViewerGate(self.openings)
        calls = PageCalls(self.url, self.openings.sessions)
        staying = Staying(calls, gate, self.viewings, self.hold_s)
        return browser_app(
            routes=[
                *ImageRoom(gate, self.viewings, self.decoder, f"{self.url}/dw").routes(),
                *staying.routes(),
                *ViewerDoors(self.openings, gate, self.files).routes(),
            ],
            hosts=frozenset({urlsplit(self.url).hostname or ""}),
            headers=ISOLATION,
        )
