"""The full viewer's host: how studies are handed over, who may read them there, and when that ends."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.component.timeline.test_images import PART10, STUDY_PATH
from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.eventually import eventually
from tests.lib.image_desk import Desk
from tests.lib.viewer_desk import FIREFOX, STEP, VIEWER, ViewerBrowser, ViewerDesk, viewer_desk
from tijdlijn.services.timeline.doors import SESSION_COOKIE
from tijdlijn.services.timeline.viewer.ticket import COOKIE

PRIOR, OTHER = "2.25.111", "2.25.222"


@pytest.fixture
async def at(desk: Desk, tmp_path: Path) -> AsyncIterator[ViewerDesk]:
    """The viewer's host beside the room, with three studies at the holder; answers are not held."""
    desk.holder.files = [dicom_file(StudyInstanceUID=uid) for uid in (STUDY, PRIOR, OTHER)]
    async with viewer_desk(desk, tmp_path) as running:
        yield running


@pytest.fixture
async def browser(at: ViewerDesk) -> ViewerBrowser:
    """A browser in which the patient was just launched."""
    return ViewerBrowser(at, await at.desk.open_browser())


@pytest.mark.requirement("T3.4.handed")
async def test_the_page_hands_over_studies_and_only_the_viewers_own_address_names_them(
    browser: ViewerBrowser,
) -> None:
    answer = await browser.hand(STUDY, PRIOR)
    handed = json.loads(answer.body)
    assert [study["state"] for study in handed["studies"]] == ["open", "open"]
    assert handed["expires_in_s"] == 60
    address = urlsplit(handed["address"])
    assert (address.netloc, address.path) == ("viewer.localhost", "/open")
    assert parse_qs(address.query).keys() == {"code", "lng"}
    assert STUDY not in handed["address"]
    stepped = await browser.step(f"{address.path}?{address.query}")
    assert (stepped.status, stepped.headers["location"]) == (
        303,
        f"/compare?StudyInstanceUIDs={STUDY},{PRIOR}&lng=nl",
    )
    assert (await browser.get(stepped.headers["location"])).body.startswith(b"<!doctype html>")


@pytest.mark.requirement("T3.4.ticket")
async def test_the_ticket_is_a_cookie_of_the_viewers_own_host_that_no_script_reads(
    browser: ViewerBrowser,
) -> None:
    answer = await browser.step(await browser.address(STUDY))
    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=")
    assert answer.headers["set-cookie"].endswith("; Path=/; Secure; HttpOnly; SameSite=Lax")


@pytest.mark.requirement("T3.4.ticket")
async def test_the_viewer_reads_what_it_was_handed_and_nothing_else(browser: ViewerBrowser) -> None:
    await browser.opened(STUDY, PRIOR)
    assert (await browser.get(f"/dw{STUDY_PATH}", {"Accept": PART10})).status == 200
    assert (await browser.get(f"/dw/studies/{OTHER}", {"Accept": PART10})).status == 404
    for query in ("", "?PatientID=1", "?00100020=*", f"?StudyInstanceUID={OTHER}"):
        found = json.loads((await browser.get(f"/dw/studies{query}")).body)
        assert {study["0020000D"]["Value"][0] for study in found} <= {STUDY, PRIOR}
    assert (await browser.get(f"/compare?StudyInstanceUIDs={STUDY},{OTHER}")).status == 403


@pytest.mark.requirement("T3.4.order")
@pytest.mark.hazard("H31")
async def test_an_address_edited_by_hand_never_makes_a_prior_the_current_study(
    browser: ViewerBrowser,
) -> None:
    await browser.opened(STUDY, PRIOR)
    compare = "/compare?StudyInstanceUIDs="
    right = f"{compare}{STUDY},{PRIOR}&lng=nl"
    assert (await browser.get(right)).status == 200
    for edited in (
        f"{PRIOR},{STUDY}&lng=nl",
        f"{STUDY},{PRIOR}&lng=nl&current=none",
        f"{STUDY},{PRIOR},{PRIOR}",
        f"{PRIOR},{STUDY}&StudyInstanceUIDs={STUDY},{PRIOR}",
    ):
        answer = await browser.get(f"{compare}{edited}")
        assert (answer.status, answer.headers["location"]) == (303, right)
    for edited in (PRIOR, STUDY, f"{PRIOR},{OTHER}"):
        assert (await browser.get(f"{compare}{edited}")).status == 403


@pytest.mark.requirement("T3.4.order")
async def test_without_a_current_study_none_becomes_it_by_hand(browser: ViewerBrowser) -> None:
    stepped = await browser.step(await browser.address(None, STUDY, PRIOR))
    right = f"/compare?StudyInstanceUIDs={STUDY},{PRIOR}&lng=nl&current=none"
    assert stepped.headers["location"] == right
    answer = await browser.get(right.removesuffix("&current=none"))
    assert (answer.status, answer.headers["location"]) == (303, right)


@pytest.mark.requirement("T3.4.ticket")
async def test_metadata_point_to_values_on_the_host_that_was_asked(browser: ViewerBrowser) -> None:
    await browser.page.opened(STUDY)
    await browser.opened(STUDY)
    series = f"{STUDY_PATH}/metadata"
    for _ in range(2):
        page, viewer = await browser.page.get(series), await browser.get(f"/dw{series}")
        assert b"http://timeline.localhost/dw/" in page.body
        assert b"http://viewer.localhost/dw/" in viewer.body
        assert b"timeline.localhost" not in viewer.body


@pytest.mark.requirement("T3.4.ticket")
async def test_the_page_ticket_opens_nothing_at_the_viewer_and_the_other_way_round(
    browser: ViewerBrowser,
) -> None:
    await browser.page.opened(STUDY)
    await browser.opened(PRIOR)
    mine = dict(browser.cookies)
    browser.cookies = dict(browser.page.cookies)
    assert (await browser.get(f"/dw{STUDY_PATH}", {"Accept": PART10})).status == 404
    browser.page.cookies |= mine
    assert (await browser.page.get(f"/studies/{PRIOR}", PART10)).status == 404


@pytest.mark.requirement("T3.4.handed")
@pytest.mark.hazard("H31")
async def test_a_code_that_comes_twice_opens_nothing_and_closes_what_it_opened(
    browser: ViewerBrowser,
) -> None:
    address = await browser.address(STUDY)
    assert (await browser.step(address)).status == 303
    assert (await browser.get(f"/dw{STUDY_PATH}", {"Accept": PART10})).status == 200
    thief = ViewerBrowser(browser.at, browser.page)
    answer = await thief.step(address)
    assert answer.status == 403
    assert "vanuit de tijdlijn" in answer.body.decode()
    assert "set-cookie" not in answer.headers
    assert (await browser.get(f"/dw{STUDY_PATH}", {"Accept": PART10})).status == 404


@pytest.mark.requirement("T3.4.handed")
@pytest.mark.hazard("H31")
async def test_a_code_of_another_browser_opens_nothing_and_is_burned(browser: ViewerBrowser) -> None:
    address = await browser.address(STUDY)
    assert (await ViewerBrowser(browser.at, browser.page, FIREFOX).step(address)).status == 403
    assert (await browser.step(address)).status == 403


@pytest.mark.requirement("T3.4.handed")
@pytest.mark.hazard("H31")
@pytest.mark.parametrize(
    "headers",
    [
        {**STEP, "Sec-Fetch-Site": "none"},
        {**STEP, "Sec-Fetch-Dest": "iframe"},
        {**STEP, "Sec-Fetch-Mode": "no-cors"},
        {**STEP, "Sec-Purpose": "prefetch"},
        {},
    ],
    ids=["pasted", "framed", "as-an-image", "fetched-ahead", "unsaid"],
)
async def test_an_address_to_which_no_page_led_opens_nothing(
    browser: ViewerBrowser, headers: dict[str, str]
) -> None:
    address = await browser.address(STUDY)
    assert (await browser.step(address, headers)).status == 403
    assert (await browser.step(address)).status == 403


@pytest.mark.requirement("T3.4.handed")
async def test_a_code_is_over_after_a_minute_and_with_its_session(
    browser: ViewerBrowser, at: ViewerDesk
) -> None:
    late = await browser.address(STUDY)
    at.desk.clock.advance(61)
    assert (await browser.step(late)).status == 403
    unused = await browser.address(STUDY)
    await _end(at, browser)
    assert (await browser.step(unused)).status == 403


@pytest.mark.requirement("T3.4.handed")
@pytest.mark.hazard("H31")
async def test_without_the_current_study_no_prior_opens_in_its_place(browser: ViewerBrowser) -> None:
    handed = json.loads((await browser.hand("2.25.404", PRIOR)).body)
    assert [study["state"] for study in handed["studies"]] == ["not-given", "open"]
    assert handed["address"] is None
    handed = json.loads((await browser.hand(STUDY, "2.25.404")).body)
    assert [study["state"] for study in handed["studies"]] == ["open", "not-given"]
    location = (await browser.step(handed["address"].removeprefix(VIEWER))).headers["location"]
    assert location == f"/compare?StudyInstanceUIDs={STUDY}&lng=nl"
    without = await browser.step(await browser.address(None, PRIOR))
    assert without.headers["location"].endswith("&current=none")


@pytest.mark.requirement("T3.4.handed")
async def test_only_our_own_page_hands_over_in_its_session_and_no_more_than_fits(
    browser: ViewerBrowser,
) -> None:
    assert (await browser.hand(None)).status == 400
    assert (await browser.hand(STUDY, PRIOR, OTHER, STUDY, PRIOR)).status == 400
    assert (await browser.hand(STUDY, keys=["made up"])).status == 404
    context, browser.page.session = (
        browser.page.session,
        (await browser.at.desk.open_browser("999900018", "b")).session,
    )
    assert (await browser.hand(None, STUDY)).status == 401
    browser.page.session = context


@pytest.mark.requirement("T3.4.ticket")
async def test_a_second_window_keeps_the_first_ones_ticket(browser: ViewerBrowser) -> None:
    await browser.opened(STUDY)
    first = dict(browser.cookies)
    await browser.opened(STUDY, PRIOR)
    assert browser.cookies == first
    assert (await browser.get(f"/dw/studies/{PRIOR}", {"Accept": PART10})).status == 200
    assert json.loads((await browser.stay(STUDY)).body) == {"state": "open"}


@pytest.mark.requirement("T3.4.ticket", "T3.4.stays")
async def test_a_ticket_is_over_after_five_minutes_unless_its_window_stays(
    browser: ViewerBrowser, at: ViewerDesk
) -> None:
    await browser.opened(STUDY)
    await browser.opened(STUDY, PRIOR)
    at.desk.clock.advance(200)
    assert json.loads((await browser.stay(STUDY)).body) == {"state": "open"}
    at.desk.clock.advance(200)
    assert (await browser.get(f"/dw{STUDY_PATH}", {"Accept": PART10})).status == 200
    assert (await browser.get(f"/dw/studies/{PRIOR}", {"Accept": PART10})).status == 404
    assert json.loads((await browser.stay(STUDY, PRIOR)).body) == {"state": "over"}
    at.desk.clock.advance(101)
    assert (await browser.get(f"/dw{STUDY_PATH}", {"Accept": PART10})).status == 404


@pytest.mark.requirement("T3.4.stays")
@pytest.mark.hazard("H31", "H6")
async def test_a_window_hears_of_a_withdrawal_and_of_a_holder_that_is_silent(
    browser: ViewerBrowser, at: ViewerDesk
) -> None:
    await browser.opened(STUDY)
    at.desk.clock.advance(61)
    at.desk.holder.status = 503
    assert json.loads((await browser.stay(STUDY)).body) == {"state": "unsure"}
    at.desk.holder.status = 200
    at.desk.holder.files = []
    assert json.loads((await browser.stay(STUDY)).body) == {"state": "withdrawn"}


@pytest.mark.requirement("T3.4.stays", "B57")
@pytest.mark.hazard("H31", "H10")
async def test_a_window_hears_at_once_that_another_patient_was_opened(desk: Desk, tmp_path: Path) -> None:
    desk.holder.files = [dicom_file()]
    async with viewer_desk(desk, tmp_path, hold_s=60) as at:
        browser = await ViewerBrowser(at, await desk.open_browser()).opened(STUDY)
        waiting = asyncio.create_task(browser.stay(STUDY))

        async def ended() -> bool:
            # Again each time: nobody may have listened yet.
            await _end(at, browser)
            await desk.database.execute("SELECT pg_notify('session_ended', 'context patient-switched')")
            return waiting.done()

        assert await eventually(ended)
        assert json.loads((await waiting).body) == {"state": "over"}
        assert (await browser.get(f"/dw{STUDY_PATH}", {"Accept": PART10})).status == 404
        assert (await browser.get(f"/compare?StudyInstanceUIDs={STUDY}")).status == 403


@pytest.mark.requirement("T3.4.stays")
async def test_only_the_viewers_own_page_asks_to_stay(browser: ViewerBrowser) -> None:
    await browser.opened(STUDY)
    assert (await browser.stay(STUDY, origin="http://timeline.localhost")).status == 404
    assert (await browser.stay()).status == 400


@pytest.mark.requirement("T3.4.read-only")
@pytest.mark.hazard("H31")
async def test_nothing_can_be_stored_through_the_viewer(browser: ViewerBrowser) -> None:
    await browser.opened(STUDY)
    own = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    for method in ("POST", "PUT", "DELETE"):
        for path in ("/dw/studies", f"/dw{STUDY_PATH}"):
            assert (await browser.at.ask(method, path, headers=own, body=b"x")).status == 405


@pytest.mark.requirement("T3.4.handed", "A58")
async def test_each_study_that_the_viewer_opens_stands_on_record_before_it_is_let_in(
    browser: ViewerBrowser, at: ViewerDesk
) -> None:
    address = await browser.address(STUDY, PRIOR)
    assert await at.desk.recorded("open-viewer") == []
    await browser.step(address)
    records = await at.desk.recorded("open-viewer")
    assert [record.entry.outcome for record in records] == ["opened", "opened"]
    assert {record.entry.actor_user for record in records} == {"900000001-context"}
    assert STUDY not in str(records)
    again = await browser.address(OTHER)
    await at.desk.database.execute("ALTER TABLE record RENAME TO record_gone")
    assert (await browser.step(again)).status >= 500
    await at.desk.database.execute("ALTER TABLE record_gone RENAME TO record")
    assert (await browser.get(f"/dw/studies/{OTHER}", {"Accept": PART10})).status == 404


async def _end(at: ViewerDesk, browser: ViewerBrowser) -> None:
    """End the session of this browser, as the launch of another patient does."""
    async with at.desk.database.transaction() as connection:
        cookie = browser.page.cookies[SESSION_COOKIE]
        await at.desk.sessions.store.end(connection, cookie, "patient-switched")
