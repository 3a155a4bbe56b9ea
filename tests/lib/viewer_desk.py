"""The full viewer's host beside a timeline's image room: the page's call that hands over, the step in, and
what the viewer asks. Its files are a few of the test's own; OHIF itself is a matter of the end-to-end tests.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from types import MappingProxyType

from tests.lib.image_desk import ORIGIN, Desk, DeskBrowser
from tijdlijn.runtime.background import in_background
from tijdlijn.runtime.http_client import HttpResponse
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.viewer.app import ViewerHost
from tijdlijn.services.timeline.viewer.call import HandToViewer
from tijdlijn.services.timeline.viewer.files import ViewerFiles
from tijdlijn.services.timeline.viewer.openings import Openings
from tijdlijn.services.timeline.viewer.ticket import COOKIE
from tijdlijn.serving.browser import browser_app
from tijdlijn.store.timeline.viewer_store import ViewerStore
from tijdlijn.testing.listening import listening

VIEWER = "http://viewer.localhost"
CHROMIUM, FIREFOX = "Mozilla/5.0 Chrome/156.0.0.0", "Mozilla/5.0 Firefox/150.0"
STEP: Mapping[str, str] = MappingProxyType(
    {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site"}
)
"""What a browser says when a page led it here."""

FILES = {
    "index.html": b"<!doctype html><script>one()</script><div id=root></div><script>two()</script>",
    "app.bundle.0123456789abcdef0123.js": b"run()" * 400,
    "app.bundle.0123456789abcdef0123.js.gz": b"gzipped",
    "app.bundle.0123456789abcdef0123.js.br": b"brotlied",
    "app-config.js": b"configure()",
    "app.bundle.css": b"body{}",
    ".tijdlijn-sources": b"hidden",
}


@dataclass
class ViewerDesk:
    """The running host, and the page's call beside it."""

    desk: Desk
    page_port: int
    port: int

    async def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        host: str = "viewer.localhost",
    ) -> HttpResponse:
        """Ask the viewer's host once, whatever comes."""
        url = f"http://{host}:{self.port}{path}"
        return await self.desk.http.request("viewer", method, url, headers=dict(headers or {}), body=body)


@dataclass
class ViewerBrowser:
    """A browser with a page and its viewer, which have no cookie in common."""

    at: ViewerDesk
    page: DeskBrowser
    agent: str = CHROMIUM
    cookies: dict[str, str] = field(default_factory=dict)

    async def hand(
        self, current: str | None, *priors: str, keys: Sequence[str] | None = None
    ) -> HttpResponse:
        """`POST /viewer` for these studies; with `keys` for exactly these priors."""
        asked = {
            "current": self.page.key(current) if current else None,
            "priors": list(keys) if keys is not None else [self.page.key(prior) for prior in priors],
        }
        headers = {
            "Origin": ORIGIN,
            "X-Tijdlijn": "1",
            "X-Tijdlijn-Context": self.page.session.context_id,
            "User-Agent": self.agent,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.page.cookies.items()),
        }
        url = f"http://timeline.localhost:{self.at.page_port}/viewer"
        return await self.at.desk.http.request(
            "timeline", "POST", url, headers=headers, body=json.dumps(asked).encode()
        )

    async def address(self, current: str | None, *priors: str) -> str:
        """The path, with its code, at which the viewer opens these studies."""
        answer = await self.hand(current, *priors)
        assert answer.status == 200, answer.body
        address = json.loads(answer.body)["address"]
        assert address.startswith(f"{VIEWER}/open?")
        return str(address.removeprefix(VIEWER))

    async def step(self, path: str, headers: Mapping[str, str] = STEP) -> HttpResponse:
        """Go to an address of the viewer, and keep the cookie that comes."""
        answer = await self.get(path, {"Accept": "text/html", **headers})
        if "set-cookie" in answer.headers:
            self.cookies[COOKIE] = SimpleCookie(answer.headers["set-cookie"])[COOKIE].value
        return answer

    async def opened(self, current: str | None, *priors: str) -> "ViewerBrowser":
        """Open studies in the viewer."""
        answer = await self.step(await self.address(current, *priors))
        assert answer.status == 303, answer.body
        return self

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
        """Ask the viewer's host for something."""
        return await self.at.ask("GET", path, headers={**self._own, **(headers or {})})

    async def stay(self, *studies: str, origin: str = VIEWER) -> HttpResponse:
        """What an open window asks all the time."""
        headers = {**self._own, "Origin": origin, "X-Tijdlijn": "1"}
        return await self.at.ask(
            "POST", "/stay", headers=headers, body=json.dumps({"studies": studies}).encode()
        )

    @property
    def _own(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"User-Agent": self.agent, **({"Cookie": cookies} if cookies else {})}


@asynccontextmanager
async def viewer_desk(
    desk: Desk, folder: Path, *, hold_s: float = 0, files: Mapping[str, bytes] = FILES
) -> AsyncIterator[ViewerDesk]:
    """Run the host beside the room of `desk`; its files lie in `folder`."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    record = desk.sessions.record
    openings = Openings(ViewerStore(desk.database), desk.sessions, record, Sealer(b"s" * 32), desk.clock)
    calls = PageCalls(ORIGIN, desk.sessions)
    handing = HandToViewer(calls, desk.keys, desk.viewings, openings, VIEWER)
    page = browser_app(routes=handing.routes(), hosts=frozenset({"timeline.localhost"}))
    host = ViewerHost(VIEWER, openings, desk.viewings, desk.decoder, ViewerFiles.read(folder), hold_s)
    async with (
        in_background(desk.sessions.tell_endings()),
        listening(page) as page_port,
        listening(host.app()) as port,
    ):
        yield ViewerDesk(desk, page_port, port)
