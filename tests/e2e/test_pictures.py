"""The pictures in README and tutorial show what the page shows now."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.ohif import FullViewer, needs_viewer
from tests.e2e.pictures import keep
from tests.e2e.workplace import Timeline, Workplace
from tests.lib.demo_world import DemoWorld

pytestmark = pytest.mark.requirement("T2.5.screenshot")
FRESH_MS = 10_000
"""After this time the marks of rows that came in just now are gone."""
MESSAGE: ViewportSize = {"width": 800, "height": 400}


@pytest.fixture
def window(workplace: Workplace) -> Page:
    """A window whose clock can be moved on."""
    page = workplace.window()
    page.clock.install()
    return page


def test_the_record_s_list_of_patients(workplace: Workplace, window: Page) -> None:
    window.goto(workplace.epd)
    expect(window.get_by_role("listitem")).to_have_count(17)
    keep(window, "epd", whole=True)


def test_the_timeline_in_the_record(workplace: Workplace, window: Page) -> None:
    window.goto(f"{workplace.epd}/record/aneurysma")
    timeline = Timeline(window, window.frame_locator("iframe[title=Tijdlijn]"))
    timeline.answered(5, 5)
    _read(timeline)
    _settle(timeline)
    keep(window, "record")


def test_the_timeline_with_a_report_in_every_theme(workplace: Workplace, window: Page) -> None:
    timeline = workplace.launch("aneurysma", window)
    timeline.answered(5, 5)
    _read(timeline)
    _settle(timeline)
    keep(window, "timeline")
    for theme, name in (("Donker", "timeline-dark"), ("Gedimd", "timeline-dim")):
        window.get_by_role("button", name=theme).click()
        window.mouse.move(0, 0)
        keep(window, name)


def test_the_images_of_two_hospitals_side_by_side(workplace: Workplace, window: Page) -> None:
    timeline = workplace.launch("aneurysma", window)
    timeline.answered(5, 5)
    timeline.row("CTA aorta abdominalis", "UMC Rijnmond").click()
    window.keyboard.press("Enter")
    for place in range(2):
        loaded = window.locator(".view").nth(place).locator(".loaded")
        expect(loaded).to_have_text("geladen 70 van 70", timeout=60_000)
    window.mouse.move(0, 0)
    keep(window, "side-by-side")


@needs_viewer
def test_the_full_viewer(workplace: Workplace, window: Page) -> None:
    timeline = workplace.launch("aneurysma", window)
    timeline.answered(5, 5)
    timeline.row("CTA aorta abdominalis", "UMC Rijnmond").click()
    with workplace.context.expect_page() as opening:
        window.keyboard.press("o")
    viewer = FullViewer(opening.value)
    for pane in viewer.panes(2):
        assert viewer.shades(pane) > 40
    keep(viewer.page, "full-viewer")


STORIES = {
    "leeg": 1,
    "geweigerd": 1,
    "onbereikbaar": 2,
    "kapot": 3,
    "nodus": 3,
    "oncologie": 4,
    "trauma": 2,
    "kind": 3,
    "dubbel": 4,
    "tweeling": 2,
    "tweelingzus": 2,
    "zijde": 2,
    "tweemaal": 2,
    "halfweg": 3,
    "gefuseerd": 2,
}
"""How many institutions are asked about the patient of each story."""
CHOSEN = {"kapot": "X-onderbeen rechts", "oncologie": "CT thorax en abdomen", "zijde": "X-onderbeen rechts"}
"""Of which row the report is read in the picture."""


@pytest.mark.parametrize(("story", "of"), STORIES.items())
def test_each_story(workplace: Workplace, window: Page, story: str, of: int) -> None:
    timeline = workplace.launch(story, window)
    timeline.answered(1 if story == "onbereikbaar" else of, of)
    if story in CHOSEN:
        timeline.row(CHOSEN[story]).click()
        expect(timeline.pane).to_contain_text("Conclusie:")
    _settle(timeline)
    keep(window, story)


def test_somebody_without_a_number(workplace: Workplace, window: Page) -> None:
    timeline = workplace.launch("zonderbsn", window)
    expect(timeline.inside.locator(".note").first).to_contain_text("BSN")
    _settle(timeline)
    keep(window, "zonderbsn")


def test_a_hospital_and_the_index_that_are_down(
    workplace: Workplace, window: Page, demo_world: DemoWorld
) -> None:
    with demo_world.without("umc-rijnmond"):
        timeline = workplace.launch("aneurysma", window)
        timeline.answered(4, 5)
        _settle(timeline)
        keep(window, "hospital-down")
        window.keyboard.press("v")
        expect(window.get_by_role("dialog", name="Volledigheid")).to_contain_text("niet bereikbaar")
        keep(window, "completeness")
    with demo_world.without("index"):
        timeline = workplace.launch("aneurysma", window)
        expect(timeline.inside.locator(".note.danger")).to_be_visible()
        expect(timeline.corner.locator(".at")).to_be_visible()
        _settle(timeline)
        keep(window, "index-down")


def test_the_keys(workplace: Workplace, window: Page) -> None:
    timeline = workplace.launch("aneurysma", window)
    timeline.answered(5, 5)
    _settle(timeline)
    window.keyboard.press("?")
    expect(window.get_by_role("dialog", name="Toetsen")).to_be_visible()
    keep(window, "keys")


def test_narrow_windows(workplace: Workplace, window: Page) -> None:
    window.set_viewport_size({"width": 768, "height": 900})
    timeline = workplace.launch("aneurysma", window)
    timeline.answered(5, 5)
    _settle(timeline)
    keep(window, "width-768")
    window.set_viewport_size({"width": 390, "height": 844})
    keep(window, "width-390")
    _read(timeline)
    keep(window, "width-390-report")


def test_pages_that_say_why_there_is_no_timeline(
    open_workplace: Callable[[], Workplace], workplace: Workplace, window: Page
) -> None:
    timeline = workplace.launch("aneurysma", window)
    timeline.answered(5, 5)
    workplace.launch("leeg").answered(1, 1)
    expect(window.get_by_role("alert")).to_be_visible()
    window.set_viewport_size(MESSAGE)
    keep(window, "another-patient")
    (callback,) = [url for url in workplace.urls if "/callback?" in url][:1]
    stranger = open_workplace()
    page = stranger.window()
    page.set_viewport_size(MESSAGE)
    for address, name in ((f"{stranger.timeline}/", "no-session"), (callback, "launch-used")):
        page.goto(address)
        expect(page.get_by_role("heading")).to_be_visible()
        keep(page, name)
        stranger.expected(r"status of 40[01]")


def _read(timeline: Timeline) -> None:
    timeline.row("CTA aorta abdominalis", "UMC Rijnmond").click()
    expect(timeline.pane).to_contain_text("maximale diameter 50 mm")
    expect(timeline.pane.locator(".addendum")).to_contain_text("onderste nierarterie")


def _settle(timeline: Timeline) -> None:
    timeline.page.clock.fast_forward(FRESH_MS)
    expect(timeline.inside.locator(".row.fresh")).to_have_count(0)
    timeline.page.mouse.move(0, 0)
