"""What a user says is wrong reaches its holder, sooner or later, and what the holder did comes back."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.concern import Concern, ConcernState, Handling
from tijdlijn.domain.errors import AccessDenied, PeerUnreachable
from tijdlijn.domain.identifiers import StudyInstanceUID, TraceId, Ura
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import Rendition, Report, ReportStatus, SourceEntry, Study
from tijdlijn.domain.timeline import ReportCopy, StudyCopy
from tijdlijn.ports import HolderLink
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.concerns.calls import ConcernCalls
from tijdlijn.services.timeline.concerns.told import Telling
from tijdlijn.services.timeline.doors import SESSION_COOKIE
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.open import ReportKeys
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.reach import Reach
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.services.timeline.subject import SubjectKeys, subject_of
from tijdlijn.serving.browser import browser_app
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore
from tijdlijn.store.timeline.concern_store import ConcernStore
from tijdlijn.store.timeline.session_store import SessionStore
from tijdlijn.testing.fakes.address_book import InMemoryAddressBook
from tijdlijn.testing.fakes.holder_link import DIALECT, CommunityLink, Member
from tijdlijn.testing.listening import listening

pytestmark = pytest.mark.requirement("T4.11.told")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOLDER, ASKING = Ura("90000102"), Ura("90000101")
ORIGIN = "http://timeline.localhost"
BSN = Bsn("999900006")
DOCTOR = Professional("900000001", "dr. S. Test-Arts", "01.015", "SEH-arts")
STUDY = Study(StudyInstanceUID("2.25.7"))
REPORT = Report(
    "2.25.9", (), ReportStatus.FINAL, NOW, "CT", "dr. R. Test-Radioloog", (Rendition("text/plain", "9.txt"),)
)


class Unplugged(CommunityLink):
    """A community that nobody reaches."""

    async def tell(self, route: Route, question: Question, concern: Concern) -> Handling:
        raise PeerUnreachable("community", "no connection")


@dataclass
class Page:
    """One user's page about one patient."""

    port: int
    http: HttpClient
    session: Session
    cookie: str
    sealer: Sealer
    links: dict[str, HolderLink]
    community: CommunityLink
    telling: Telling

    @property
    def image_key(self) -> str:
        return ImageKeys(self.sealer).seal(self.session, copy_of(STUDY)) or ""

    @property
    def report_key(self) -> str:
        return ReportKeys(self.sealer).seal(self.session, ReportCopy(REPORT, source(REPORT)))

    async def ask(self, method: str, body: object = None, **headers: str) -> HttpResponse:
        sent = {
            "Cookie": f"{SESSION_COOKIE}={self.cookie}",
            "Origin": ORIGIN,
            "X-Tijdlijn": "1",
            "X-Tijdlijn-Context": self.session.context_id,
        } | headers
        url = f"http://timeline.localhost:{self.port}/concerns"
        data = None if body is None else json.dumps(body).encode()
        return await self.http.request("timeline", method, url, headers=sent, body=data)

    async def tell(self, about: str, kind: str = "wrong-side", text: str = "links is rechts") -> Any:
        answer = await self.ask("POST", {"about": about, "kind": kind, "text": text})
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    async def told(self) -> list[Any]:
        answer = await self.ask("GET")
        assert answer.status == 200, answer.body
        concerns: list[Any] = json.loads(answer.body)["concerns"]
        return concerns

    def handled(self, told: Any, handling: Handling) -> None:
        """The holder's staff does something about it."""
        self.community.told[HOLDER, ASKING, UUID(told["concern_id"])] = (BSN, handling)


def source(content: Study | Report) -> SourceEntry:
    return SourceEntry(HOLDER, "route", "1", content, DIALECT)


def copy_of(study: Study) -> StudyCopy:
    return StudyCopy(study, source(study))


def session_of(context_id: str) -> Session:
    asker = Asker(DOCTOR, ASKING, Purpose.TREATMENT, "")
    ends_at = NOW + timedelta(hours=1)
    trace_id = TraceId("a" * 32)
    return Session(
        context_id, trace_id, asker, Demographics(), BSN, "SEH-bezoek", date(2026, 11, 24), ends_at
    )


@pytest.fixture
async def page(fresh_database: str) -> AsyncIterator[Page]:
    clock, sealer = FixedClock(NOW), Sealer(b"s" * 32)
    async with Database.open(fresh_database) as database, HttpClient.open(None) as http:
        await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.timeline"])
        community = CommunityLink({HOLDER: Member({BSN: (STUDY, REPORT)})}, clock)
        links: dict[str, HolderLink] = {DIALECT: community}
        own = Route("own", "own", DIALECT, "", (ASKING,))
        route = Route("route", "xds-region", DIALECT, "", (HOLDER,))
        record = AccessRecord(RecordStore(database), sealer)
        sessions = Sessions(SessionStore(database), record, sealer, clock)
        reach = Reach(links, own, InMemoryAddressBook([], [route]))
        telling = Telling(ConcernStore(database), record, reach, sealer, clock)
        calls = ConcernCalls(PageCalls(ORIGIN, sessions), SubjectKeys(sealer), telling)
        session = session_of("context")
        cookie = await sessions.start(session, None)
        app = browser_app(routes=calls.routes(), hosts=frozenset({"timeline.localhost"}))
        async with listening(app) as port:
            yield Page(port, http, session, cookie, sealer, links, community, telling)


async def test_what_is_told_reaches_the_holder_and_its_answer_comes_back(page: Page) -> None:
    told = await page.tell(page.image_key)
    assert (told["state"], told["custodian"], told["kind"]) == ("received", HOLDER.value, "wrong-side")

    page.handled(told, Handling(ConcernState.CORRECTED, NOW + timedelta(hours=1), "hersteld"))

    (seen,) = await page.told()
    assert (seen["state"], seen["answer"]) == ("corrected", "hersteld")
    assert seen["subject"] == SubjectKeys(page.sealer).reference(page.session, subject_of(copy_of(STUDY)))


async def test_what_was_settled_is_not_asked_for_again(page: Page) -> None:
    told = await page.tell(page.image_key)
    page.handled(told, Handling(ConcernState.NO_FAULT, NOW))
    assert [one["state"] for one in await page.told()] == ["no-fault"]

    page.community.told.clear()

    assert [one["state"] for one in await page.told()] == ["no-fault"]


async def test_a_report_is_told_about_under_its_own_key(page: Page) -> None:
    told = await page.tell(page.report_key, "wrong-report", "")
    copy = ReportCopy(REPORT, source(REPORT))

    assert told["subject"] == SubjectKeys(page.sealer).reference(page.session, subject_of(copy))


@pytest.mark.hazard("H3")
async def test_what_is_closed_can_be_told_about_and_not_opened(page: Page) -> None:
    key = SubjectKeys(page.sealer).seal(page.session, copy_of(STUDY))

    assert (await page.tell(key, "wrong-patient"))["state"] == "received"
    with pytest.raises(AccessDenied):
        ImageKeys(page.sealer).open(page.session, key)


async def test_a_holder_that_is_down_is_told_later_and_nothing_is_lost(page: Page) -> None:
    page.links[DIALECT] = Unplugged({}, FixedClock(NOW))
    told = await page.tell(page.image_key)
    assert told["state"] == "waiting"
    assert [one["state"] for one in await page.told()] == ["waiting"]

    page.links[DIALECT] = page.community

    (seen,) = await page.told()
    assert (seen["state"], seen["concern_id"]) == ("received", told["concern_id"])
    assert len(page.community.told) == 1


async def test_what_the_holder_does_not_take_is_said_and_not_kept(page: Page) -> None:
    unknown = SubjectKeys(page.sealer).seal(page.session, copy_of(Study(StudyInstanceUID("2.25.8"))))

    answer = await page.ask("POST", {"about": unknown, "kind": "other", "text": ""})

    assert answer.status == 404
    assert await page.told() == []


@pytest.mark.hazard("H4")
async def test_another_user_or_patient_sees_nothing_of_it(page: Page) -> None:
    await page.tell(page.image_key)
    colleague = replace(page.session.asker, professional=replace(DOCTOR, user_id="900000002"))

    assert list(await page.telling.of(replace(page.session, asker=colleague))) == []
    assert list(await page.telling.of(replace(page.session, bsn=Bsn("999900018")))) == []
    assert list(await page.telling.of(replace(page.session, bsn=None))) == []


@dataclass(frozen=True)
class Kept:
    whole: str


@pytest.mark.hazard("H5")
async def test_nothing_of_it_lies_readable_in_the_database_and_it_is_on_record(page: Page) -> None:
    told = await page.tell(page.image_key, text="links is rechts")
    database = page.telling.store.database
    (row,) = await database.fetch_all(Kept, "SELECT told_concern::text AS whole FROM told_concern")

    for clear in ("links", "2.25.7", BSN.digits, DOCTOR.user_id):
        assert clear not in row.whole
    records = [one.entry for one in await RecordStore(database).search(limit=10)]
    (entry,) = [one for one in records if one.action == "tell-concern"]
    assert entry.object_ref == f"concern:{told['concern_id']}"


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"about": "x", "kind": "other"}, {}, 404),
        ({"about": "x", "kind": "nonsense"}, {}, 400),
        ({"about": "x", "kind": "other", "text": "x" * 2001}, {}, 400),
        ({"about": "x" * 5000, "kind": "other"}, {}, 400),
        ([], {}, 400),
        ({"about": "x", "kind": "other"}, {"Origin": "http://elsewhere.example"}, 404),
        ({"about": "x", "kind": "other"}, {"X-Tijdlijn-Context": "another"}, 401),
    ],
)
async def test_nonsense_and_strangers_are_turned_away(
    page: Page, body: object, headers: dict[str, str], status: int
) -> None:
    assert (await page.ask("POST", body, **headers)).status == status
    assert await page.told() == []
