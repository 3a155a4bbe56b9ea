"""A timeline's image room over real HTTP and real PostgreSQL, with sessions that a test begins.

Behind it stands one scripted holder.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.parser import BytesParser
from http.cookies import SimpleCookie

from tests.lib.rad107_holder import Rad107Holder
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import StudyInstanceUID, TraceId, Ura
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import SourceEntry, Study
from tijdlijn.domain.timeline import StudyCopy
from tijdlijn.ports import HolderLink
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.http_client import HttpClient, HttpResponse, HttpStream
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.doors import SESSION_COOKIE
from tijdlijn.services.timeline.images.begin import BeginImages
from tijdlijn.services.timeline.images.decoding.decoder import Decoder
from tijdlijn.services.timeline.images.gate import PageGate
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.images.metadata_cache import MetadataCache
from tijdlijn.services.timeline.images.offered import Offered
from tijdlijn.services.timeline.images.open_studies import OpenStudies
from tijdlijn.services.timeline.images.room import ImageRoom
from tijdlijn.services.timeline.images.ticket import COOKIE, Tickets
from tijdlijn.services.timeline.images.viewing import Viewings
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.reach import Reach
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.serving.browser import browser_app
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore, StoredRecord
from tijdlijn.store.timeline.session_store import SessionStore
from tijdlijn.testing.fakes.address_book import InMemoryAddressBook
from tijdlijn.testing.listening import listening

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOLDER, ASKING = Ura("90000102"), Ura("90000101")
ROUTE_ID = "mhd-holder"
ORIGIN = "http://timeline.localhost"
PERSON = Demographics("Test-Aneurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE)
DOCTOR = Professional("900000001", "dr. S. Test-Arts", "01.015", "SEH-arts")


class Proof:
    """Credentials that a scripted holder takes."""

    async def present(self, question: Question, holder: Ura, holder_address: str) -> str:
        """Anything will do."""
        return "proof"


@dataclass
class Desk:
    """The running room, and the ways in which a test looks at it."""

    port: int
    http: HttpClient
    database: Database
    clock: FixedClock
    sessions: Sessions
    studies: OpenStudies
    viewings: Viewings
    decoder: Decoder
    keys: ImageKeys
    holder: Rad107Holder
    statement: str

    async def open_browser(
        self, bsn: str = "999900006", context_id: str = "context", person: Demographics = PERSON
    ) -> "DeskBrowser":
        """A browser in which a patient was just launched, by another user for each context: a second patient
        of the same user would close the first.
        """
        doctor = replace(DOCTOR, user_id=f"{DOCTOR.user_id}-{context_id}")
        asker = Asker(doctor, ASKING, Purpose.TREATMENT, self.statement)
        ends_at = self.clock.now() + timedelta(hours=1)
        session = Session(
            context_id, TraceId("a" * 32), asker, person, Bsn(bsn), "SEH-bezoek", date(2026, 11, 24), ends_at
        )
        cookie = await self.sessions.start(session, None)
        return DeskBrowser(self, session, {SESSION_COOKIE: cookie})

    async def recorded(self, action: str) -> list[StoredRecord]:
        """What is on record of one kind of act, oldest first."""
        every = await RecordStore(self.database).search(limit=1000)
        return [record for record in reversed(every) if record.entry.action == action]


@dataclass
class DeskBrowser:
    """One browser with its cookies, which asks as the page and its viewer do."""

    desk: Desk
    session: Session
    cookies: dict[str, str]
    attributes: dict[str, str] = field(default_factory=dict)

    def key(self, study_uid: str, *, custodian: Ura = HOLDER, route_id: str = ROUTE_ID) -> str:
        """The key that the stream gives for this study."""
        study = Study(StudyInstanceUID(study_uid))
        key = self.desk.keys.seal(
            self.session, StudyCopy(study, SourceEntry(custodian, route_id, "1", study, DIALECT))
        )
        assert key is not None
        return key

    async def begin(self, *keys: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
        """Open studies, and take the ticket."""
        sent = {
            "Origin": ORIGIN,
            "X-Tijdlijn": "1",
            "X-Tijdlijn-Context": self.session.context_id,
            "Content-Type": "application/json",
            **(headers or {}),
        }
        answer = await self._ask("POST", "/images", sent, json.dumps({"keys": keys}).encode())
        if "set-cookie" in answer.headers:
            morsel = SimpleCookie(answer.headers["set-cookie"].replace("; Partitioned", ""))[COOKIE]
            self.cookies[COOKIE] = morsel.value
            self.attributes = {name: str(value) for name, value in morsel.items() if value}
        return answer

    async def opened(self, *study_uids: str) -> "DeskBrowser":
        """Open studies that the holder gives."""
        answer = await self.begin(*map(self.key, study_uids))
        assert answer.status == 200, answer.body
        assert {study["state"] for study in json.loads(answer.body)["studies"]} == {"open"}
        return self

    async def get(self, path: str, accept: str | None = None) -> HttpResponse:
        """Ask for something under `/dw`."""
        return await self._ask("GET", f"/dw{path}", {"Accept": accept} if accept else {}, None)

    def reading(self, path: str, accept: str = "*/*") -> AbstractAsyncContextManager[HttpStream]:
        """Ask for something under `/dw`, and read it as it comes."""
        return self.desk.http.stream(
            "timeline",
            "GET",
            f"http://timeline.localhost:{self.desk.port}/dw{path}",
            headers={"Cookie": self._cookie(), "Accept": accept},
        )

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> HttpResponse:
        url = f"http://timeline.localhost:{self.desk.port}{path}"
        return await self.desk.http.request(
            "timeline", method, url, headers={"Cookie": self._cookie(), **headers}, body=body
        )


def parts_of(answer: HttpResponse) -> list[tuple[str, bytes]]:
    """The parts of a multipart answer: content type and body, read by Python's own parser."""
    assert answer.status == 200, answer.body[:500]
    head = f"Content-Type: {answer.headers['content-type']}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + answer.body)
    assert message.is_multipart()
    return [
        (part["content-type"], payload)
        for part in message.walk()
        if isinstance(payload := part.get_payload(decode=True), bytes)
    ]


@asynccontextmanager
async def image_desk(
    database_url: str,
    others: Sequence[Route] = (),
    *,
    gateway: tuple[str, HolderLink] | None = None,
    statement: str = "",
) -> AsyncIterator[Desk]:
    """Run the room with one holder behind it: the scripted one, or the gateway at this address over a link of
    its own, to which `statement` says that the first browser's user treats.
    """
    clock, sealer = FixedClock(NOW), Sealer(b"s" * 32)
    async with (
        Database.open(database_url) as database,
        HttpClient.open(None) as http,
        Rad107Holder().serving() as holder,
        Decoder.open(size=1) as decoder,
    ):
        await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.timeline"])
        endpoint, link = gateway or (holder.url, MhdLink(http, BearerTokens(http, Proof(), clock), clock))
        own = Route("own", "own", DIALECT, "http://own.invalid", (ASKING,))
        route = Route(ROUTE_ID, "generic-functions", DIALECT, endpoint, (HOLDER,))
        record = AccessRecord(RecordStore(database), sealer)
        sessions = Sessions(SessionStore(database), record, sealer, clock)
        studies, keys = OpenStudies(record, sessions, MetadataCache(), clock), ImageKeys(sealer)
        reach = Reach({DIALECT: link}, own, InMemoryAddressBook([], [route, *others]))
        tickets = Tickets(sealer, clock)
        viewings = Viewings(tickets, studies, reach, Offered(clock), clock)
        calls = PageCalls(ORIGIN, sessions)
        routes = [
            *BeginImages(calls, keys, viewings).routes(),
            *ImageRoom(PageGate(calls, tickets), viewings, decoder, f"{ORIGIN}/dw").routes(),
        ]
        app = browser_app(routes=routes, hosts=frozenset({"timeline.localhost"}))
        async with studies.running(), listening(app) as port:
            yield Desk(
                port, http, database, clock, sessions, studies, viewings, decoder, keys, holder, statement
            )
