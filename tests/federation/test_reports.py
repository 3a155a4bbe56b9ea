"""A report is read beside the list, as its holder gives it now, and from its own session alone."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from tests.lib.browsing import Browser, Told, told
from tests.lib.demo_world import DemoWorld
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.world.identities import report_id

TimelineOf = Callable[[str], Awaitable[Told]]


def file_of(world: DemoWorld, slug: str, story: str, number: int, ending: str) -> bytes:
    """What lies in the hospital's own folder."""
    return (
        world.folder.archives / slug / "reports" / f"{report_id(slug, story, number)}.{ending}"
    ).read_bytes()


@pytest.mark.requirement("A8", "A70", "B44", "T2.2.reports", "T2.3.document")
@pytest.mark.parametrize(
    ("story", "description", "slug", "number"),
    [
        ("aneurysma", "CT abdomen met contrast", "mc-delfshaven", 1),
        ("aneurysma", "Skeletscintigrafie", "ziekenhuis-feijenoord", 1),
        ("geweigerd", "X-thorax", "ziekenhuis-fryslan", 1),
    ],
)
async def test_a_report_comes_as_text_and_as_pdf_byte_for_byte_as_its_holder_has_it(
    demo_world: DemoWorld, browser: Browser, story: str, description: str, slug: str, number: int
) -> None:
    page = await browser.launch(story)
    (report,) = (await page.read()).row(description).reports

    text, pdf = await page.report(report, 0), await page.report(report, 1)

    assert [form.media_type for form in report.forms] == ["text/plain", "application/pdf"]
    assert (text.status, pdf.status) == (200, 200)
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert pdf.headers["content-type"] == "application/pdf"
    assert text.body == file_of(demo_world, slug, story, number, "txt")
    assert pdf.body == file_of(demo_world, slug, story, number, "pdf")
    for answer in (text, pdf):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"] == "inline"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.requirement("A11", "T2.2.reports")
@pytest.mark.hazard("H8")
async def test_an_addendum_stands_above_what_it_adds_to_and_both_can_be_read(
    demo_world: DemoWorld, browser: Browser
) -> None:
    page = await browser.launch("aneurysma")
    told = await page.read()
    (row,) = (row for row in told.rows if len(row.copies) > 1)

    addendum, report = row.reports

    assert (addendum.status, addendum.relation) == ("appended", "appends")
    assert (report.status, report.relation) == ("final", None)
    assert b"afstand van de onderste nierarterie" in (await page.report(addendum)).body
    assert (await page.report(report)).body == file_of(demo_world, "umc-rijnmond", "aneurysma", 1, "txt")


@pytest.mark.requirement("A11")
@pytest.mark.hazard("H8")
async def test_a_correction_stands_above_the_version_that_it_replaces(browser: Browser) -> None:
    page = await browser.launch("aneurysma")
    row = (await page.read()).row("X-thorax preoperatief, poliklinische patiënt")

    assert row.report_state == "corrected"
    assert row.reports[0].relation == "replaces"
    assert b"cataractoperatie rechts" in (await page.report(row.reports[0])).body


@pytest.mark.requirement("A67", "B57")
@pytest.mark.hazard("H10")
async def test_the_key_of_another_session_opens_nothing(demo_world: DemoWorld, browser: Browser) -> None:
    mine = await browser.launch("aneurysma")
    (report,) = (await mine.read()).row("CT abdomen met contrast").reports
    async with HttpClient.open(None) as http:
        theirs = await Browser(http, demo_world).launch("aneurysma")
        stolen = await theirs.report(report)
        nobodys = await Browser(http, demo_world).ask(f"{mine.origin}{report.forms[0].path}")

    assert (stolen.status, nobodys.status) == (404, 404)
    assert b"aneurysma" not in (stolen.body + nobodys.body).lower()
    assert (await mine.report(report)).status == 200


@pytest.mark.requirement("A67", "B57", "T2.3.stream")
@pytest.mark.hazard("H10")
async def test_a_second_patient_in_the_same_browser_closes_everything_of_the_first(
    demo_world: DemoWorld, browser: Browser
) -> None:
    first = await browser.launch("aneurysma")
    old_cookie = browser.session
    async with aclosing(first.stream()) as events:
        (report,) = (await told(events)).row("CT abdomen met contrast").reports

        second = await browser.launch("geweigerd")

        rest = await told(events)
        assert [event.__class__.__name__ for event in rest.events] == ["ClosedEvent"]
        assert rest.closed == "patient-switched"
    assert (await first.read()).closed == "patient-switched"
    assert (await first.report(report)).status == 404
    assert "Test-Geweigerd" in repr((await second.read()).events[0])

    async with HttpClient.open(None) as http:
        stale = Browser(http, demo_world)
        stale.cookies["timeline.localhost"] = {"tijdlijn_timeline_session": str(old_cookie)}
        page = type(first)(stale, first.origin, first.context)
        assert (await page.read()).closed == "session-ended"
        assert (await page.report(report)).status == 404


@pytest.mark.requirement("A67", "B57")
@pytest.mark.hazard("H10")
async def test_a_second_patient_closes_the_first_in_every_browser_and_frame_of_that_user(
    demo_world: DemoWorld, browser: Browser
) -> None:
    first = await browser.launch("aneurysma")
    async with aclosing(first.stream()) as events, HttpClient.open(None) as http:
        await told(events)
        elsewhere = await Browser(http, demo_world).launch("leeg")

        assert (await told(events)).closed == "patient-switched"
        assert (await elsewhere.read()).rows == []
    assert (await first.read()).closed == "session-ended"


@pytest.mark.requirement("B57")
@pytest.mark.hazard("H10")
async def test_the_same_patient_may_stand_in_two_browsers_of_one_user(
    demo_world: DemoWorld, browser: Browser
) -> None:
    frame = await browser.launch("aneurysma")
    async with HttpClient.open(None) as http:
        window = await Browser(http, demo_world).launch("aneurysma")
        assert len((await window.read()).rows) == 11

    assert len((await frame.read()).rows) == 11
