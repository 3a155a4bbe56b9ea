"""The way from the page to the full viewer: its button, its key, and what is said when it does not open."""

import pytest
from playwright.sync_api import Page, expect

from tests.component.page.comparing import CURRENT, PRIOR, Compare, compare
from tests.component.page.conftest import OpenPage
from tests.lib import scanned
from tests.lib.page_replay import PageReplay
from tests.lib.page_rows import COMPLETE, HOLDERS, OTHER, PATIENT, row
from tests.lib.replayed_images import ReplayedStudy

__all__ = ["compare"]

OPENED = "11-09-2025"


@pytest.fixture
def installed(replay: PageReplay) -> PageReplay:
    """A timeline whose full viewer is installed, and opens whatever it is handed."""
    replay.viewer_answer = answer({CURRENT: "open", PRIOR: "open"}, f"{replay.address}/viewer?code=once")
    return replay


def answer(states: dict[str, str], address: str | None) -> dict[str, object]:
    """What `POST /viewer` says."""
    studies = [{"key": key, "state": state} for key, state in states.items()]
    return {"studies": studies, "address": address, "expires_in_s": 60}


def lists_two_studies(opened: OpenPage) -> OpenPage:
    """Give the page a current study, and an older one of another hospital."""
    opened.replay.images.studies = {
        key: ReplayedStudy(scanned.ct(f"2.25.{number}", 2, first_mm=-300, step_mm=5))
        for number, key in enumerate((CURRENT, PRIOR), 1)
    }
    rows = (row(CURRENT), row(PRIOR, date="2025-09-11", time="10:32", custodian=OTHER))
    opened.question.send(PATIENT, HOLDERS, *rows, COMPLETE)
    expect(opened.row(OPENED)).to_be_visible()
    return opened


def says(page: Page) -> str:
    """What is said of the viewer."""
    return page.locator(".viewer-says").inner_text()


@pytest.mark.requirement("T3.4.handed")
def test_a_key_hands_the_selected_row_and_the_current_study_to_a_window_of_their_own(
    installed: PageReplay, open_page: OpenPage
) -> None:
    page = lists_two_studies(open_page).page
    open_page.row(OPENED).click()
    with page.context.expect_page() as opening:
        page.keyboard.press("o")
    opening.value.wait_for_url("**/viewer?code=once")
    assert opening.value.evaluate("window.opener") is None
    (handed,) = installed.handed
    assert set(handed) == {"current", "priors"}
    assert (handed["current"], handed["priors"]) == (CURRENT, [PRIOR])
    assert says(page) == ""


@pytest.mark.requirement("T3.4.handed")
def test_the_bar_of_the_side_by_side_opens_what_stands_there(installed: PageReplay, compare: Compare) -> None:
    page = compare().opened.page
    with page.context.expect_page():
        page.locator(".image-bar").get_by_role("button", name="Volledige viewer").click()
    with page.context.expect_page():
        page.keyboard.press("o")
    assert [(one["current"], one["priors"]) for one in installed.handed] == [(CURRENT, [PRIOR])] * 2


@pytest.mark.requirement("T3.4.handed")
def test_the_current_study_alone_is_handed_over_by_itself(installed: PageReplay, open_page: OpenPage) -> None:
    page = lists_two_studies(open_page).page
    open_page.row("HUIDIG").click()
    with page.context.expect_page():
        open_page.pane.get_by_role("button", name="Volledige viewer").click()
    assert installed.handed == [{"current": CURRENT, "priors": []}]


@pytest.mark.requirement("T3.4.handed")
def test_a_window_that_the_browser_keeps_back_leaves_a_link(
    installed: PageReplay, open_page: OpenPage
) -> None:
    page = lists_two_studies(open_page).page
    page.evaluate("() => { window.open = () => null; }")
    open_page.row(OPENED).click()
    page.keyboard.press("o")
    link = page.get_by_role("link", name="Open de volledige viewer")
    expect(link).to_be_visible()
    assert link.get_attribute("rel") == "noopener"
    with page.context.expect_page() as opening:
        link.click()
    opening.value.wait_for_url("**/viewer?code=once")
    expect(link).to_have_count(0)


@pytest.mark.requirement("T3.4.handed")
@pytest.mark.parametrize(
    ("states", "told"),
    [
        ({CURRENT: "not-given", PRIOR: "open"}, "geeft deze beelden niet"),
        ({CURRENT: "unreachable", PRIOR: "open"}, "antwoordt nu niet"),
    ],
)
def test_what_does_not_open_is_said_and_leaves_no_empty_window(
    installed: PageReplay, open_page: OpenPage, states: dict[str, str], told: str
) -> None:
    installed.viewer_answer = answer(states, None)
    page = lists_two_studies(open_page).page
    open_page.row(OPENED).click()
    page.keyboard.press("o")
    expect(page.locator(".viewer-says")).to_contain_text(told)
    expect(page.locator(".viewer-says").get_by_role("button", name="Sluiten")).to_be_visible()
    assert len(page.context.pages) == 1


@pytest.mark.requirement("T3.4.handed")
def test_a_prior_that_is_left_out_is_said(installed: PageReplay, open_page: OpenPage) -> None:
    address = f"{installed.address}/viewer?code=once"
    installed.viewer_answer = answer({CURRENT: "open", PRIOR: "unreachable"}, address)
    page = lists_two_studies(open_page).page
    open_page.row(OPENED).click()
    with page.context.expect_page():
        page.keyboard.press("o")
    expect(page.locator(".viewer-says")).to_contain_text("toont niet alles wat u koos")


@pytest.mark.requirement("T3.3.copies")
def test_a_second_copy_of_one_study_is_said_to_be_left_out(
    installed: PageReplay, open_page: OpenPage
) -> None:
    installed.viewer_answer = answer(
        {CURRENT: "open", PRIOR: "other-copy"}, f"{installed.address}/viewer?code=once"
    )
    page = lists_two_studies(open_page).page
    open_page.row(OPENED).click()
    with page.context.expect_page():
        page.keyboard.press("o")
    expect(page.locator(".viewer-says")).to_contain_text("van een onderzoek koos u twee kopieën")


@pytest.mark.requirement("T3.4.handed")
def test_a_session_that_is_over_closes_the_page(installed: PageReplay, open_page: OpenPage) -> None:
    page = lists_two_studies(open_page).page
    open_page.row(OPENED).click()
    installed.refuse_timeline = True
    open_page.expected_faults = "401"
    page.keyboard.press("o")
    expect(page.locator(".row")).to_have_count(0)


@pytest.mark.requirement("T3.4.install")
def test_where_it_is_not_installed_the_button_says_so_and_the_key_does_nothing(
    replay: PageReplay, open_page: OpenPage
) -> None:
    page = lists_two_studies(open_page).page
    open_page.row(OPENED).click()
    expect(open_page.pane.get_by_role("button", name="Volledige viewer niet geïnstalleerd")).to_be_disabled()
    page.keyboard.press("o")
    page.keyboard.press("v")
    expect(page.get_by_role("dialog", name="Volledigheid")).to_be_visible()
    assert (replay.handed, len(page.context.pages)) == ([], 1)
