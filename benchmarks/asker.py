"""The asking institution: the timeline's own journey, assembled as `services/timeline/app.py` does, and the
same fetched with bare aiohttp for comparison.

Connections to all holders are warm, as they are in production (architecture.md §4), and every timeline is a
new question: a trace id of its own, so a token fetched from every holder.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import aiohttp

from benchmarks.entries import PERSON
from benchmarks.ground import ASKER, Ground
from benchmarks.holders import Simulated
from benchmarks.nation import Nation
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import BSN_SYSTEM, Bsn
from tijdlijn.domain.routes import Institution
from tijdlijn.runtime.clock import SystemClock
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.relevance.tables import load_relevance
from tijdlijn.runtime.resolver import LocalhostResolver
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.runtime.tls import client_context
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.back_off import BackOff
from tijdlijn.services.timeline.fan_out import FanOut
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.journeys import Journeys
from tijdlijn.services.timeline.localise import Localise
from tijdlijn.services.timeline.open import ReportKeys
from tijdlijn.services.timeline.patience import Patience, Patiences
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.services.timeline.stream import Reading, TimelineStream
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore
from tijdlijn.store.timeline.back_off_store import BackOffStore
from tijdlijn.store.timeline.session_store import SessionStore
from tijdlijn.testing.fakes.address_book import InMemoryAddressBook
from tijdlijn.wire.jose.keys import SigningKey
from tijdlijn.wire.jose.treatment_statement import TreatmentStatement, make

_ENTRY, _OUTCOME, _COMPLETE = b'{"event":"entry"', b'{"event":"outcome"', b'{"event":"complete"'


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page saw of one timeline; times in seconds from the question, CPU of the asking process."""

    first_row_s: float
    last_row_s: float
    complete_s: float
    cpu_s: float
    rows: int
    answered: int


@dataclass(frozen=True, slots=True)
class AskingInstitution:
    """Everything that one timeline needs, open."""

    http: HttpClient
    journeys: Journeys
    stream: TimelineStream
    record: AccessRecord
    patient: Bsn
    statement: str

    async def timeline(self) -> Seen:
        """Ask everybody once and read the stream to its `complete`."""
        began, cpu_began = time.monotonic(), time.process_time()
        first = last = complete = 0.0
        rows = answered = 0
        session = self._session()
        reading = Reading(await self.record.searching(session), asyncio.Event(), until="complete")
        journey = await self.journeys.begin(session)
        async for line in self.stream.lines(session, journey.timeline(), reading):
            if line.startswith(_ENTRY):
                last = time.monotonic() - began
                first, rows = first or last, rows + 1
            elif line.startswith(_OUTCOME):
                answered += b'"kind":"Answered"' in line
            elif line.startswith(_COMPLETE):
                complete = time.monotonic() - began
        return Seen(first, last, complete, time.process_time() - cpu_began, rows, answered)

    async def one_holder_s(self, holder: Simulated, deadline_s: float) -> float:
        """How long one holder alone takes, with a token of its own."""
        question = self._session().question()
        if question is None:
            raise ValueError("the session has no patient")
        began = time.monotonic()
        fan_out = self.journeys.fan_out
        async for _ in fan_out.ask((holder.route(deadline_s),), question, fan_out.begin(Patience())):
            pass
        return time.monotonic() - began

    def _session(self) -> Session:
        asker = Asker(PROFESSIONAL, ASKER, Purpose.TREATMENT, self.statement)
        ends_at = datetime.now(UTC) + timedelta(hours=1)
        context = secrets.token_urlsafe(16)
        return Session(
            context, new_trace_id(), asker, PERSON, self.patient, "SEH-bezoek", date.today(), ends_at
        )


PROFESSIONAL = Professional("900000001", "dr. S. Test-Arts", "01.010", "SEH-arts")


@asynccontextmanager
async def asking_institution(
    ground: Ground, nation: Nation, holders: Sequence[Simulated], patient: Bsn, deadline_s: float
) -> AsyncIterator[AskingInstitution]:
    """Open an asker whose own gateway is the first of `holders`."""
    clock, key = SystemClock(), SigningKey.generate()
    tls = client_context(ground.tls("asker", ASKER), strict=False)
    async with Database.open(ground.postgres.database_url("asker")) as database, HttpClient.open(tls) as http:
        await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.timeline"])
        sealer = Sealer(secrets.token_bytes(32))
        record = AccessRecord(RecordStore(database), sealer)
        links = {DIALECT: MhdLink(http, BearerTokens(http, InstitutionCredentials(key, clock), clock), clock)}
        own, *others = (holder.route(deadline_s) for holder in holders)
        institutions = [
            Institution(one.ura, f"Test-Ziekenhuis {one.number}", f"Test-Zkh {one.number}", "V6")
            for one in holders
        ]
        localise = Localise(nation.localiser(http), InMemoryAddressBook(institutions, [own, *others]), clock)
        sessions = Sessions(SessionStore(database), record, sealer, clock)
        patiences, back_off = Patiences((), Patience()), BackOff(BackOffStore(database), clock)
        keys, fan_out = ReportKeys(sealer), FanOut(links, clock)
        relevance = load_relevance()
        journeys = Journeys(
            own, localise, fan_out, keys, ImageKeys(sealer), clock, patiences, back_off, relevance
        )
        yield AskingInstitution(
            http,
            journeys,
            TimelineStream(sessions, record, clock),
            record,
            patient,
            _statement(key, patient),
        )


def _statement(key: SigningKey, patient: Bsn) -> str:
    now = datetime.now(UTC).replace(microsecond=0)
    statement = TreatmentStatement(
        ASKER,
        PROFESSIONAL.user_id,
        PROFESSIONAL.role_code,
        "SEH-bezoek",
        "E-1",
        now,
        now + timedelta(hours=8),
    )
    return make(statement, patient, key)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The same answers fetched without our code: wall time and CPU of the process, in seconds."""

    took_s: float
    cpu_s: float
    size_bytes: int


class BareClient:
    """aiohttp alone: a token and a search at every holder, bodies read and thrown away."""

    def __init__(self, session: aiohttp.ClientSession, patient: Bsn) -> None:
        self._session = session
        self._grant = {"grant_type": "assertion", "assertion": "a" * 1800}
        self._search = {
            "patient.identifier": f"{BSN_SYSTEM}|{patient.digits}",
            "status": "current",
            "_count": "100",
        }

    async def fetch(self, holders: Sequence[Simulated]) -> Fetched:
        """Fetch from all at once."""
        began, cpu_began = time.monotonic(), time.process_time()
        sizes = await asyncio.gather(*(self._one(holder.endpoint) for holder in holders))
        return Fetched(time.monotonic() - began, time.process_time() - cpu_began, sum(sizes))

    async def _one(self, endpoint: str) -> int:
        async with self._session.post(f"{endpoint}/token", data=self._grant) as answer:
            await answer.read()
        url = f"{endpoint}/fhir/DocumentReference/_search"
        async with self._session.post(url, data=self._search) as answer:
            return len(await answer.read())


@asynccontextmanager
async def bare_client(ground: Ground, patient: Bsn) -> AsyncIterator[BareClient]:
    """Open a plain aiohttp session with the same certificate and connection settings."""
    tls = client_context(ground.tls("asker", ASKER), strict=False)
    connector = aiohttp.TCPConnector(ssl=tls, resolver=LocalhostResolver(), limit=0, keepalive_timeout=60)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield BareClient(session, patient)
