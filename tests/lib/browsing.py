"""A browser without a screen, that shows a test every step: addresses, statuses, cookies.

It keeps cookies by host, as browsers do, and follows redirects only when told.
"""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

from tests.lib.demo_world import DemoWorld
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.services.timeline.events import (
    AnyEvent,
    ClosedEvent,
    CompleteEvent,
    EntryEvent,
    GoneEvent,
    HoldersEvent,
    OutcomeEvent,
    ReportFacts,
    decode_line,
)

PEER = "tested"
SESSION_COOKIE = "tijdlijn_timeline_session"
HTML: Mapping[str, str] = MappingProxyType({"Accept": "text/html"})
_COOKIE = re.compile(r"(tijdlijn_[a-z_]+)=([^;,]*)")
_CONTEXT = re.compile(r'context="([A-Za-z0-9_-]+)"')


@dataclass
class Browser:
    """One browser: its cookies, and where it was."""

    http: HttpClient
    world: DemoWorld
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    async def ask(
        self, url: str, *, method: str = "GET", headers: Mapping[str, str] = HTML, body: bytes | None = None
    ) -> HttpResponse:
        """Ask once, whatever comes."""
        self.world.urls_seen.append(url)
        answer = await self.http.request(
            PEER, method, url, headers={**self.cookie_header(url), **headers}, body=body
        )
        for name, value in _COOKIE.findall(answer.headers.get("set-cookie", "")):
            self.cookies.setdefault(_host(url), {})[name] = value
        return answer

    async def follow(self, url: str) -> tuple[str, HttpResponse]:
        """Go where the redirects lead; give where that is, and what stands there."""
        for _ in range(8):
            answer = await self.ask(url)
            if answer.status not in (302, 303, 307):
                return url, answer
            url = urljoin(url, answer.headers["location"])
        raise AssertionError("redirects without end")

    async def launch_url(self, story: str) -> str:
        """Click in the record, and give the address at the timeline to which the EPD sends the browser."""
        answer = await self.ask(f"{self.world.url('epd', 'browser')}/launch/{story}")
        assert answer.status == 302
        return answer.headers["location"]

    async def launch(self, story: str) -> "Page":
        """Open a story's patient, as a click in the record does."""
        url, answer = await self.follow(await self.launch_url(story))
        context = _CONTEXT.search(answer.body.decode())
        assert answer.status == 200, answer.body
        assert context is not None
        return Page(self, f"{urlsplit(url).scheme}://{urlsplit(url).netloc}", context.group(1))

    @property
    def session(self) -> str | None:
        """The cookie of the session at the timeline, if there is one."""
        return self.cookies.get("timeline.localhost", {}).get(SESSION_COOKIE)

    def cookie_header(self, url: str) -> dict[str, str]:
        """The cookies that go with a request."""
        cookies = self.cookies.get(_host(url), {})
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}


@dataclass
class Page:
    """The clinician's page of one launch, asking as its script does."""

    browser: Browser
    origin: str
    context: str

    @property
    def headers(self) -> dict[str, str]:
        """What every call of the page carries."""
        return {
            "Content-Type": "application/json",
            "Origin": self.origin,
            "X-Tijdlijn": "1",
            "X-Tijdlijn-Context": self.context,
        }

    async def stream(self, *holders: str) -> AsyncGenerator[AnyEvent, None]:
        """The stream of the timeline, or that of holders asked again; stays open until the reader leaves."""
        url = f"{self.origin}/timeline"
        names = ",".join(f'"{ura}"' for ura in holders)
        async with self.browser.http.stream(
            PEER,
            "POST",
            url,
            headers={**self.browser.cookie_header(url), **self.headers},
            body=f'{{"holders":[{names}]}}'.encode() if holders else b"{}",
            timeout_s=60.0,
        ) as answer:
            assert answer.status == 200
            rest = b""
            async for chunk in answer.chunks:
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    event = decode_line(line)
                    assert event is not None
                    yield event

    async def read(self, *holders: str) -> "Told":
        """Read a stream up to its `complete` or `closed`, and leave."""
        async with aclosing(self.stream(*holders)) as events:
            return await told(events)

    async def report(self, report: ReportFacts, form: int = 0) -> HttpResponse:
        """Read one form of a report."""
        return await self.browser.ask(f"{self.origin}{report.forms[form].path}", headers={})


@dataclass
class Told:
    """What a stream said, up to `complete`."""

    events: list[AnyEvent]

    @property
    def holders(self) -> HoldersEvent:
        """The last word on who is asked."""
        return [event for event in self.events if isinstance(event, HoldersEvent)][-1]

    @property
    def rows(self) -> list[EntryEvent]:
        """The rows as they stand at the end, newest first."""
        rows: dict[str, EntryEvent] = {}
        for event in self.events:
            if isinstance(event, EntryEvent):
                for key in event.replaces:
                    rows.pop(key, None)
                rows[event.key] = event
            if isinstance(event, GoneEvent):
                for key in event.keys:
                    rows.pop(key, None)
        return sorted(rows.values(), key=_moment, reverse=True)

    @property
    def outcomes(self) -> dict[str | None, OutcomeEvent]:
        """The outcome of each holder, by its number."""
        return {event.custodian: event for event in self.events if isinstance(event, OutcomeEvent)}

    @property
    def complete(self) -> CompleteEvent:
        """The last word of the asking."""
        return [event for event in self.events if isinstance(event, CompleteEvent)][-1]

    @property
    def closed(self) -> str | None:
        """Why the stream was closed, if it was."""
        reasons = [event.reason for event in self.events if isinstance(event, ClosedEvent)]
        return reasons[-1] if reasons else None

    @property
    def shown(self) -> list[tuple[str | None, str, str]]:
        """What stands in each row: description, institution as it was called then, state of the report."""
        return [
            (row.study.description, row.copies[0].institution_name, row.report_state)
            for row in self.rows
            if row.study
        ]

    @property
    def kinds(self) -> dict[str | None, str]:
        """How each holder's question ended, by its number."""
        return {custodian: outcome.kind for custodian, outcome in self.outcomes.items()}

    def row(self, description: str) -> EntryEvent:
        """The one row with this description."""
        (row,) = (row for row in self.rows if row.study and row.study.description == description)
        return row


async def told(events: AsyncGenerator[AnyEvent, None]) -> Told:
    """Read up to and including `complete` or `closed`."""
    seen: list[AnyEvent] = []
    async for event in events:
        seen.append(event)
        if isinstance(event, CompleteEvent | ClosedEvent):
            break
    return Told(seen)


def _moment(row: EntryEvent) -> tuple[str, str]:
    return (row.study.date or "", row.study.time or "") if row.study else ("", "")


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
