"""Every access is on record at both sides, joined by one trace id; without a record there is no answer."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.lib.asking import DELFSHAVEN, FEIJENOORD, FRYSLAN, RIJNMOND, ZUID, asking_as_the_timeline
from tests.lib.browsing import Browser, Told
from tests.lib.demo_world import DemoWorld
from tests.lib.eventually import eventually
from tijdlijn.domain.identifiers import TraceId
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.services.timeline.events import PatientEvent

GATEWAYS = {
    "ziekenhuis-fryslan": FRYSLAN,
    "umc-rijnmond": RIJNMOND,
    "mc-delfshaven": DELFSHAVEN,
    "diagnostiek-zuid": ZUID,
    "ziekenhuis-feijenoord": FEIJENOORD,
}
Act = tuple[str, str]


class Records:
    """Reads the records of all deployables, with the certificate of their operator."""

    def __init__(self, world: DemoWorld, http: HttpClient) -> None:
        self.world = world
        self.http = http

    async def events(
        self, name: str, trace: str, *, reading: TraceId | None = None
    ) -> list[dict[str, object]]:
        """The AuditEvents of one trace at one deployable, oldest first."""
        query = f"date=ge2026-01-01&date=le2036-01-01&trace={trace}&_count=500"
        answer = await self.http.request(
            "tested", "GET", f"{self.world.url(name)}/fhir/AuditEvent?{query}", trace_id=reading
        )
        assert answer.status == 200, answer.body
        entries = json.loads(answer.body).get("entry", [])
        return [entry["resource"] for entry in reversed(entries)]

    async def acts(self, name: str, trace: str) -> list[Act]:
        """What was done there under one trace, and how it ended."""
        return [
            (str(event["subtype"][-1]["code"]), str(event["outcomeDesc"]))  # type: ignore[index]
            for event in await self.events(name, trace)
        ]


@pytest.fixture
async def records(demo_world: DemoWorld) -> AsyncIterator[Records]:
    async with demo_world.client_as("timeline") as http:
        yield Records(demo_world, http)


def trace_of(told: Told) -> str:
    patient = told.events[0]
    assert isinstance(patient, PatientEvent)
    return patient.trace_id


@pytest.mark.requirement("A58", "A68", "B46", "B47", "T2.3.record")
@pytest.mark.hazard("H9")
async def test_one_trace_id_joins_launch_search_and_reading_at_the_timeline_and_at_every_holder(
    browser: Browser, records: Records
) -> None:
    page = await browser.launch("aneurysma")
    told = await page.read()
    (report,) = told.row("CT abdomen met contrast").reports
    assert (await page.report(report)).status == 200
    trace = trace_of(told)

    async def at_the_timeline() -> list[Act]:
        return await records.acts("timeline", trace)

    # The stream's record is closed when its reader has gone.
    acts = await eventually(at_the_timeline, until=lambda acts: ("search", "complete") in acts)
    assert acts == [("launch", "started"), ("search", "complete"), ("read-report", "read")]
    for name, ura in GATEWAYS.items():
        expected = [("token", "issued"), ("decision", "permit"), ("search", "answered")]
        if ura == DELFSHAVEN:
            expected.append(("read-report", "read"))
        assert await records.acts(name, trace) == expected


@pytest.mark.requirement("A29", "A30", "B48", "T2.3.record")
@pytest.mark.hazard("H9", "H5")
async def test_a_record_says_who_for_whom_why_and_on_which_ground_and_nothing_that_was_found(
    demo_world: DemoWorld, browser: Browser, records: Records
) -> None:
    told = await (await browser.launch("aneurysma")).read()
    events = await records.events("umc-rijnmond", trace_of(told))

    search = json.dumps(events[-1])
    story = demo_world.world.story("aneurysma")
    assert story.encounter.professional.user_id in search
    assert FRYSLAN in search
    assert "TREAT" in search
    assert "local-consent" in search
    whole = json.dumps(events)
    for hidden in (story.patient.bsn.digits, "Aneurysma", "CTA", "50 mm", "2.25."):
        assert hidden not in whole


@pytest.mark.requirement("A29", "A58", "B46")
@pytest.mark.hazard("H9")
async def test_a_denial_is_on_record_at_the_holder_with_its_ground(
    demo_world: DemoWorld, records: Records
) -> None:
    async with asking_as_the_timeline(demo_world) as asking:
        question = asking.question("geweigerd")
        answers = [answer async for answer in asking.link.find(asking.route("umc-rijnmond"), question)]

    assert len(answers) == 1
    assert await records.acts("umc-rijnmond", question.trace_id) == [
        ("token", "issued"),
        ("decision", "deny"),
        ("search", "answered"),
    ]
    decision = (await records.events("umc-rijnmond", question.trace_id))[1]
    assert "consent-refused" in json.dumps(decision)


@pytest.mark.requirement("B7", "T2.3.pseudonym")
@pytest.mark.hazard("H5")
@pytest.mark.parametrize("name", ["index", "pseudonym"])
async def test_index_and_pseudonym_service_know_nothing_of_the_trace(
    browser: Browser, records: Records, name: str
) -> None:
    told = await (await browser.launch("aneurysma")).read()

    assert await records.acts(name, trace_of(told)) == []


@pytest.mark.requirement("A59")
@pytest.mark.hazard("H9")
@pytest.mark.parametrize("name", ["timeline", "mc-delfshaven", "index"])
async def test_reading_the_record_is_on_record(records: Records, name: str) -> None:
    reading = new_trace_id()

    await records.events(name, "0" * 32, reading=reading)

    assert await records.acts(name, reading) == [("read-log", "answered")]


@asynccontextmanager
async def without_its_record(world: DemoWorld, name: str) -> AsyncIterator[None]:
    """A deployable whose record cannot be written for a while."""
    async with world.database(name) as database:
        await database.execute("ALTER TABLE record RENAME TO record_elsewhere")
        try:
            yield
        finally:
            await database.execute("ALTER TABLE record_elsewhere RENAME TO record")


@pytest.mark.requirement("T2.3.record", "A58")
@pytest.mark.hazard("H9")
async def test_a_holder_that_cannot_write_its_record_gives_nothing_and_is_named(
    demo_world: DemoWorld, browser: Browser
) -> None:
    async with without_its_record(demo_world, "mc-delfshaven"):
        told = await (await browser.launch("aneurysma")).read()

    assert told.kinds == {
        **dict.fromkeys((FRYSLAN, RIJNMOND, ZUID, FEIJENOORD), "Answered"),
        DELFSHAVEN: "Unreachable",
    }
    assert "CT abdomen met contrast" not in [row[0] for row in told.shown]


@pytest.mark.requirement("T2.3.record", "A58")
@pytest.mark.hazard("H9")
async def test_a_timeline_that_cannot_write_its_record_asks_and_shows_nothing(
    demo_world: DemoWorld, browser: Browser
) -> None:
    page = await browser.launch("aneurysma")
    (report,) = (await page.read()).row("CT abdomen met contrast").reports
    async with without_its_record(demo_world, "timeline"):
        stream = await browser.ask(f"{page.origin}/timeline", method="POST", headers=page.headers, body=b"{}")
        read = await page.report(report)
        _, launched = await browser.follow(await browser.launch_url("leeg"))

    assert [answer.status >= 500 for answer in (stream, read, launched)] == [True, True, True]
    for answer in (stream, read, launched):
        assert b"Traceback" not in answer.body
        assert b"aneurysma" not in answer.body.lower()
    assert (await page.report(report)).status == 200
