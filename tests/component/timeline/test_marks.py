"""A user marks what matters: kept for them, shared with the team if they wish, and gone by itself."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from tests.component.timeline.test_concerns import (
    ASKING,
    BSN,
    DOCTOR,
    NOW,
    ORIGIN,
    REPORT,
    STUDY,
    copy_of,
    session_of,
    source,
)
from tijdlijn.domain.access import Professional
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.timeline import ReportCopy
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.doors import SESSION_COOKIE
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.marks.calls import MarkCalls
from tijdlijn.services.timeline.marks.marking import Marking
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.services.timeline.subject import SubjectKeys, subject_of
from tijdlijn.serving.browser import browser_app
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore
from tijdlijn.store.timeline.mark_store import MarkStore
from tijdlijn.store.timeline.session_store import SessionStore
from tijdlijn.testing.listening import listening

pytestmark = pytest.mark.requirement("A5", "T4.9.kept")
COLLEAGUE = replace(DOCTOR, user_id="900000002", name="drs. C. Test-Collega")


@dataclass
class Browser:
    """One user's browser with a patient open."""

    desk: "Desk"
    session: Session
    cookie: str

    @property
    def image_key(self) -> str:
        return ImageKeys(self.desk.sealer).seal(self.session, copy_of(STUDY)) or ""

    async def ask(self, method: str, body: object = None, **headers: str) -> HttpResponse:
        sent = {
            "Cookie": f"{SESSION_COOKIE}={self.cookie}",
            "Origin": ORIGIN,
            "X-Tijdlijn": "1",
            "X-Tijdlijn-Context": self.session.context_id,
        } | headers
        url = f"http://timeline.localhost:{self.desk.port}/marks"
        data = None if body is None else json.dumps(body).encode()
        return await self.desk.http.request("timeline", method, url, headers=sent, body=data)

    async def mark(self, about: str, *, marked: bool = True, shared: bool = False) -> list[Any]:
        return marks_in(await self.ask("POST", {"about": about, "marked": marked, "shared": shared}))

    async def marks(self) -> list[Any]:
        return marks_in(await self.ask("GET"))


def marks_in(answer: HttpResponse) -> list[Any]:
    assert answer.status == 200, answer.body
    marks: list[Any] = json.loads(answer.body)["marks"]
    return marks


@dataclass
class Desk:
    """The running calls."""

    port: int
    http: HttpClient
    database: Database
    sessions: Sessions
    sealer: Sealer
    clock: FixedClock

    async def browser(
        self,
        context_id: str = "context",
        user: Professional = DOCTOR,
        institution: Ura = ASKING,
        bsn: Bsn | None = BSN,
    ) -> Browser:
        session = session_of(context_id)
        asker = replace(session.asker, professional=user, institution=institution)
        session = replace(session, asker=asker, bsn=bsn, ends_at=NOW + timedelta(days=365))
        return Browser(self, session, await self.sessions.start(session, None))


@pytest.fixture
async def desk(fresh_database: str) -> AsyncIterator[Desk]:
    clock, sealer = FixedClock(NOW), Sealer(b"s" * 32)
    async with Database.open(fresh_database) as database, HttpClient.open(None) as http:
        await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.timeline"])
        record = AccessRecord(RecordStore(database), sealer)
        sessions = Sessions(SessionStore(database), record, sealer, clock)
        marking = Marking(MarkStore(database), sealer, clock)
        calls = MarkCalls(PageCalls(ORIGIN, sessions), SubjectKeys(sealer), marking)
        app = browser_app(routes=calls.routes(), hosts=frozenset({"timeline.localhost"}))
        async with listening(app) as port:
            yield Desk(port, http, database, sessions, sealer, clock)


async def test_a_mark_says_who_when_and_in_which_situation(desk: Desk) -> None:
    browser = await desk.browser()
    (mark,) = await browser.mark(browser.image_key)

    assert (mark["by"], mark["role"], mark["situation"]) == (DOCTOR.name, DOCTOR.role_name, "SEH-bezoek")
    assert (mark["marked_at"], mark["own"], mark["shared"]) == (NOW.isoformat(), True, False)
    subject = subject_of(copy_of(STUDY))
    assert mark["marked_as"] == SubjectKeys(desk.sealer).marked_as(browser.session, subject)


async def test_it_is_there_the_next_time_under_the_name_of_that_page(desk: Desk) -> None:
    first = await desk.browser()
    await first.mark(first.image_key)
    later = await desk.browser("another context")

    (mark,) = await later.marks()

    assert mark["marked_as"] == SubjectKeys(desk.sealer).marked_as(later.session, subject_of(copy_of(STUDY)))


async def test_marking_again_is_one_mark_and_taking_it_away_leaves_none(desk: Desk) -> None:
    browser = await desk.browser()
    await browser.mark(browser.image_key)
    (mark,) = await browser.mark(browser.image_key, shared=True)
    assert mark["shared"]

    assert await browser.mark(browser.image_key, marked=False) == []
    assert await browser.mark(browser.image_key, marked=False) == []


async def test_a_report_alone_can_be_marked_too(desk: Desk) -> None:
    browser = await desk.browser()
    key = SubjectKeys(desk.sealer).seal(browser.session, ReportCopy(REPORT, source(REPORT)))

    assert len(await browser.mark(key)) == 1


@pytest.mark.requirement("T4.9.team")
@pytest.mark.hazard("H4")
async def test_only_a_shared_mark_is_seen_by_a_colleague_and_only_of_the_same_institution(desk: Desk) -> None:
    browser = await desk.browser()
    colleague = await desk.browser("colleague", COLLEAGUE)
    elsewhere = await desk.browser("elsewhere", COLLEAGUE, Ura("90000103"))
    await browser.mark(browser.image_key)
    assert await colleague.marks() == []

    await browser.mark(browser.image_key, shared=True)

    (seen,) = await colleague.marks()
    assert (seen["by"], seen["own"]) == (DOCTOR.name, False)
    assert await elsewhere.marks() == []
    assert len(await colleague.mark(colleague.image_key, marked=False)) == 1, "only its maker takes it away"


@pytest.mark.hazard("H3")
async def test_another_patient_has_none_of_them(desk: Desk) -> None:
    browser = await desk.browser()
    await browser.mark(browser.image_key)

    assert await (await desk.browser("other", bsn=Bsn("999900018"))).marks() == []


async def test_a_patient_without_a_bsn_has_no_marks(desk: Desk) -> None:
    browser = await desk.browser(bsn=None)
    assert await browser.marks() == []
    answer = await browser.ask("POST", {"about": browser.image_key, "marked": True})
    assert answer.status == 404


async def test_a_mark_ends_after_ninety_days(desk: Desk) -> None:
    browser = await desk.browser()
    await browser.mark(browser.image_key)
    desk.clock.advance(timedelta(days=89, hours=23).total_seconds())
    assert len(await browser.marks()) == 1
    desk.clock.advance(timedelta(hours=1).total_seconds())
    assert await browser.marks() == []


@dataclass(frozen=True)
class Kept:
    whole: str


@pytest.mark.hazard("H5")
async def test_nothing_of_it_lies_readable_in_the_database(desk: Desk) -> None:
    browser = await desk.browser()
    await browser.mark(browser.image_key)

    (row,) = await desk.database.fetch_all(Kept, "SELECT mark::text AS whole FROM mark")

    for clear in ("2.25.7", BSN.digits, DOCTOR.user_id, "Test-Arts", "SEH"):
        assert clear not in row.whole


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"about": "x", "marked": True}, {}, 404),
        ({"about": "x"}, {}, 400),
        ({"about": "x" * 5000, "marked": True}, {}, 400),
        ({"about": "x", "marked": True}, {"Origin": "http://elsewhere.example"}, 404),
        ({"about": "x", "marked": True}, {"X-Tijdlijn-Context": "another"}, 401),
    ],
)
async def test_nonsense_and_strangers_are_turned_away(
    desk: Desk, body: object, headers: dict[str, str], status: int
) -> None:
    assert (await (await desk.browser()).ask("POST", body, **headers)).status == status
