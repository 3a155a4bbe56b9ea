"""A timeline's stream over real HTTP, TLS and real PostgreSQL, with scripted holders behind it.

The index and the directory are the test kit's; everything between the page's question and the holders'
sockets is real.
"""

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from tests.lib.gateway import OPEN, PERSON
from tests.lib.image_desk import ASKING, DOCTOR, NOW, ORIGIN, Proof
from tests.lib.scripted_holder import Script
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.domain.access import Asker, Purpose
from tijdlijn.domain.bsn import BSN_SYSTEM
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.ports import HolderLink
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.runtime.relevance.tables import load_relevance
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.api import Api
from tijdlijn.services.timeline.back_off import BackOff
from tijdlijn.services.timeline.doors import SESSION_COOKIE
from tijdlijn.services.timeline.events import AnyEvent, CompleteEvent, OutcomeEvent, decode_line
from tijdlijn.services.timeline.fan_out import FanOut
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.journeys import Journeys
from tijdlijn.services.timeline.localise import Localise
from tijdlijn.services.timeline.open import OpenReport, ReportKeys
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.patience import Patience, Patiences
from tijdlijn.services.timeline.reach import Reach
from tijdlijn.services.timeline.responder import Responder
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.services.timeline.stream import TimelineStream
from tijdlijn.serving.browser import browser_app
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore, StoredRecord
from tijdlijn.store.timeline.back_off_store import BackOffStore
from tijdlijn.store.timeline.session_store import SessionStore
from tijdlijn.testing.fakes.address_book import InMemoryAddressBook
from tijdlijn.testing.fakes.localiser import InMemoryLocaliser
from tijdlijn.testing.listening import listening

__all__ = ["ASKING", "NOW", "OPEN", "TimelineDesk", "Visit", "timeline_desk"]

LONG = Patience(route_s=10.0, whole_s=15.0, late_s=30.0)


@dataclass
class TimelineDesk:
    """The running timeline, and the ways in which a test looks at it."""

    port: int
    http: HttpClient
    database: Database
    clock: FixedClock
    sessions: Sessions
    localiser: InMemoryLocaliser

    async def recorded(self, action: str) -> list[StoredRecord]:
        """What is on record of one kind of act, oldest first."""
        every = await RecordStore(self.database).search(limit=100)
        return [record for record in reversed(every) if record.entry.action == action]

    async def visit(self, situation: str = "Poliklinisch consult") -> "Visit":
        """Open the patient in a browser of its own."""
        asker = Asker(DOCTOR, ASKING, Purpose.TREATMENT, "")
        trace_id = new_trace_id()
        session = Session(
            trace_id, trace_id, asker, PERSON, OPEN, situation, date(2026, 11, 24), NOW + timedelta(hours=8)
        )
        return Visit(self, session, await self.sessions.start(session, None))


@dataclass
class Visit:
    """One page."""

    desk: TimelineDesk
    session: Session
    cookie: str

    @property
    def bearer(self) -> dict[str, str]:
        """What a program shows."""
        return {"Authorization": f"Bearer {self.cookie}"}

    async def search(
        self, patient: str = OPEN.digits, count: int | None = None, **headers: str
    ) -> HttpResponse:
        """Ask as an MHD Document Consumer."""
        form = {"patient.identifier": f"{BSN_SYSTEM}|{patient}", "status": "current"}
        if count is not None:
            form["_count"] = str(count)
        return await self.ask(
            "POST",
            "/fhir/DocumentReference/_search",
            {"Content-Type": "application/x-www-form-urlencoded", **(headers or self.bearer)},
            urlencode(form).encode(),
        )

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> HttpResponse:
        """Ask anything of the timeline."""
        url = f"http://timeline.localhost:{self.desk.port}{path}"
        return await self.desk.http.request("timeline", method, url, headers=headers, body=body)

    async def stream(self, *holders: Ura, as_program: bool = False) -> AsyncGenerator[AnyEvent, None]:
        """The stream of the page, or of holders asked again; stays open until the reader leaves."""
        page = {
            "Cookie": f"{SESSION_COOKIE}={self.cookie}",
            "Origin": ORIGIN,
            "X-Tijdlijn": "1",
            "X-Tijdlijn-Context": self.session.context_id,
        }
        names = ",".join(f'"{ura}"' for ura in holders)
        async with self.desk.http.stream(
            "timeline",
            "POST",
            f"http://timeline.localhost:{self.desk.port}/timeline",
            headers={"Content-Type": "application/json", **(self.bearer if as_program else page)},
            body=f'{{"holders":[{names}]}}'.encode() if holders else b"{}",
            timeout_s=30.0,
        ) as answer:
            assert answer.status == 200
            rest = b""
            async for chunk in answer.chunks:
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    if (event := decode_line(line)) is not None:
                        yield event

    async def read(self, *holders: Ura) -> list[AnyEvent]:
        """Read up to the first `complete`, and leave, as a program does."""
        async with aclosing(self.stream(*holders)) as events:
            return await until_complete(events)


async def until_complete(events: AsyncGenerator[AnyEvent, None]) -> list[AnyEvent]:
    """Read on up to the next `complete`."""
    seen: list[AnyEvent] = []
    async for event in events:
        seen.append(event)
        if isinstance(event, CompleteEvent):
            break
    return seen


def outcomes(events: list[AnyEvent]) -> dict[Ura, OutcomeEvent]:
    """The last outcome of each holder that is named."""
    told = [event for event in events if isinstance(event, OutcomeEvent) and event.custodian]
    return {Ura(event.custodian or ""): event for event in told}


def complete(events: list[AnyEvent]) -> CompleteEvent:
    """The count at the end."""
    assert isinstance(events[-1], CompleteEvent)
    return events[-1]


@asynccontextmanager
async def timeline_desk(
    database_url: str,
    holders: Mapping[Ura, Script],
    *,
    patience: Patience = LONG,
    situations: Patiences | None = None,
    deadline_s: float = 10.0,
    tls: tuple[ssl.SSLContext, ssl.SSLContext] | None = None,
    clock: FixedClock | None = None,
) -> AsyncIterator[TimelineDesk]:
    """Run a timeline of `ASKING`, whose own gateway is the one of `holders` with that number, if any.

    `tls` are the contexts of the holders' servers and of our client. `deadline_s` stands in the directory.
    """
    clock, sealer = clock or FixedClock(NOW), Sealer(b"s" * 32)
    server_tls, client_tls = tls or (None, None)
    scheme, localiser = "https" if tls else "http", InMemoryLocaliser()
    routes: dict[Ura, Route] = {}
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(database_url))
        http = await stack.enter_async_context(HttpClient.open(client_tls))
        for ura, script in holders.items():
            port = await stack.enter_async_context(listening(script.app(), server_tls))
            script.custodian, script.url = ura, f"{scheme}://server.localhost:{port}"
            routes[ura] = _route(ura, script.url, deadline_s)
            if ura != ASKING:
                localiser.registrations[ura.value] = (OPEN, ura)
        own = routes.pop(ASKING, _route(ASKING, "http://127.0.0.1:9", deadline_s))
        await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.timeline"])
        links: Mapping[str, HolderLink] = {DIALECT: MhdLink(http, BearerTokens(http, Proof(), clock), clock)}
        institutions = [Institution(ura, f"Test-Zkh {ura}", f"Zkh {ura}", "V6") for ura in (ASKING, *routes)]
        addresses = InMemoryAddressBook(institutions, routes.values())
        record = AccessRecord(RecordStore(database), sealer)
        sessions = Sessions(SessionStore(database), record, sealer, clock)
        keys = ReportKeys(sealer)
        journeys = Journeys(
            own,
            Localise(localiser, addresses, clock),
            FanOut(links, clock),
            keys,
            ImageKeys(sealer),
            clock,
            situations or Patiences((), patience),
            BackOff(BackOffStore(database), clock),
            load_relevance(),
        )
        stream = TimelineStream(sessions, record, clock)
        api = Api(
            PageCalls(ORIGIN, sessions),
            journeys,
            stream,
            OpenReport(keys, Reach(links, own, addresses)),
            record,
            Responder(journeys, stream, record, keys, ORIGIN),
        )
        app = browser_app(routes=api.routes(), hosts=frozenset({"timeline.localhost"}))
        port = await stack.enter_async_context(listening(app))
        yield TimelineDesk(port, http, database, clock, sessions, localiser)


def _route(ura: Ura, url: str, deadline_s: float) -> Route:
    return Route(f"mhd-{ura}", "generic-functions", DIALECT, url, (ura,), deadline_s=deadline_s)
