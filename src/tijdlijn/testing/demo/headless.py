"""The launch without a browser: what a click in the EPD does, followed step by step, and the stream that
comes out.

The terminal and programs get the same stream as the page (architecture.md §8f).
"""

import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TextIO
from urllib.parse import urljoin, urlsplit

from tijdlijn.domain.errors import PeerAnswerInvalid, PeerRefused
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.services.timeline.events import AnyEvent, ClosedEvent, CompleteEvent, decode_line, encode_line
from tijdlijn.testing.demo.terminal import timeline_text

MAX_REDIRECTS = 8
PEER = "demo"
_COOKIE = re.compile(r"(tijdlijn_[a-z_]+)=([^;,]*)")
_CONTEXT = re.compile(r'context="([A-Za-z0-9_-]+)"')


@dataclass(slots=True)
class HeadlessBrowser:
    """Follows redirects and keeps cookies, as far as a launch needs."""

    http: HttpClient
    _cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    async def get(self, url: str) -> tuple[str, HttpResponse]:
        """Fetch a page, redirects followed; gives its final address too.

        Raises:
            PeerRefused: the page says that something was not accepted.
            PeerAnswerInvalid: redirects without end.
        """
        for _ in range(MAX_REDIRECTS):
            answer = await self.http.request(PEER, "GET", url, headers=self._headers(url))
            self._keep(url, answer)
            if answer.status not in (302, 303, 307):
                if answer.status != 200:
                    raise PeerRefused(PEER, f"the launch was not accepted ({answer.status})")
                return url, answer
            url = urljoin(url, answer.headers.get("location", ""))
        raise PeerAnswerInvalid(PEER, "redirects without end")

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> HttpResponse:
        """Post and give the answer.

        Raises:
            PeerRefused: it was not accepted.
        """
        answer = await self.http.request(
            PEER, "POST", url, headers={**self._headers(url), **headers}, body=body, timeout_s=60.0
        )
        if answer.status != 200:
            raise PeerRefused(PEER, f"the question was not accepted ({answer.status})")
        self._keep(url, answer)
        return answer

    async def lines(self, url: str, headers: dict[str, str], body: bytes) -> AsyncIterator[bytes]:
        """Post and give the lines of the answer as they come.

        Raises:
            PeerRefused: it was not accepted.
        """
        async with self.http.stream(
            PEER, "POST", url, headers={**self._headers(url), **headers}, body=body, timeout_s=60.0
        ) as answer:
            if answer.status != 200:
                raise PeerRefused(PEER, f"the question was not accepted ({answer.status})")
            rest = b""
            async for chunk in answer.chunks:
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    yield line

    def _headers(self, url: str) -> dict[str, str]:
        cookies = self._cookies.get(_host(url), {})
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}

    def _keep(self, url: str, answer: HttpResponse) -> None:
        for name, value in _COOKIE.findall(answer.headers.get("set-cookie", "")):
            self._cookies.setdefault(_host(url), {})[name] = value


async def timeline_events(http: HttpClient, epd: str, story: str) -> AsyncIterator[AnyEvent]:
    """Launch a story's patient and yield the events of the timeline up to and including `complete`.

    Raises:
        PeerError: the demo does not answer, or turned the launch away.
    """
    browser = HeadlessBrowser(http)
    page, shell = await browser.get(f"{epd}/launch/{story}")
    context = _CONTEXT.search(shell.body.decode())
    if context is None:
        raise PeerAnswerInvalid(PEER, "the page carries no context")
    origin = f"{urlsplit(page).scheme}://{urlsplit(page).netloc}"
    headers = {
        "Content-Type": "application/json",
        "Origin": origin,
        "X-Tijdlijn": "1",
        "X-Tijdlijn-Context": context.group(1),
    }
    async for line in browser.lines(f"{origin}/timeline", headers, b"{}"):
        event = decode_line(line)
        if event is not None:
            yield event
        if isinstance(event, CompleteEvent | ClosedEvent):
            return


async def print_timeline(epd: str, story: str, *, as_json: bool, screen: TextIO = sys.stdout) -> bool:
    """Print a story's timeline, as a table or as its events one a line; give whether it is complete.

    Raises as `timeline_events`.
    """
    events: list[AnyEvent] = []
    async with HttpClient.open(None) as http:
        async for event in timeline_events(http, epd, story):
            events.append(event)
            if as_json:
                screen.write(encode_line(event).decode())
    if not as_json:
        screen.write(f"{timeline_text(events)}\n")
    return any(isinstance(event, CompleteEvent) and event.complete for event in events)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
