"""The page of a story in the running demo, as a program opens it: a launch, and the timeline to its end."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from benchmarks.demo import Demo
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.services.timeline.events import CompleteEvent, EntryEvent, decode_line
from tijdlijn.testing.demo.headless import HeadlessBrowser

_CONTEXT = re.compile(r'context="([A-Za-z0-9_-]+)"')


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page whose timeline is complete: where it stands, what it sends, and its rows."""

    browser: HeadlessBrowser
    origin: str
    headers: dict[str, str]
    entries: tuple[EntryEvent, ...]

    @property
    def report_paths(self) -> list[str]:
        """The addresses of its reports in their first form."""
        return sorted({self.origin + report.forms[0].path for one in self.entries for report in one.reports})


async def opened_page(running: Demo, http: HttpClient, story: str) -> OpenedPage:
    """Launch the story and read its timeline to the end."""
    browser = HeadlessBrowser(http)
    page, shell = await browser.get(f"{running.found.epd}/launch/{story}")
    context = _CONTEXT.search(shell.body.decode())
    if context is None:
        raise AssertionError("the page carries no context")
    origin = urljoin(page, "/").rstrip("/")
    headers = {
        "Content-Type": "application/json",
        "Origin": origin,
        "X-Tijdlijn": "1",
        "X-Tijdlijn-Context": context.group(1),
    }
    entries: dict[str, EntryEvent] = {}
    async for text in browser.lines(f"{origin}/timeline", headers, b"{}"):
        event = decode_line(text)
        if isinstance(event, EntryEvent):
            entries[event.key] = event
        if isinstance(event, CompleteEvent):
            break
    return OpenedPage(browser, origin, headers, tuple(entries.values()))
