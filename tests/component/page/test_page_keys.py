"""The keyboard, the languages and the looks of the clinician's page."""

import pytest
from playwright.sync_api import Browser, expect

from tests.component.page.conftest import OpenPage
from tests.lib.page_replay import PageReplay


def test_the_whole_page_is_worked_by_keyboard(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    keyboard = open_page.page.keyboard
    keyboard.press("ArrowDown")
    expect(open_page.page.locator(".row").first).to_be_focused()
    for _ in range(5):
        keyboard.press("ArrowDown")
    expect(open_page.row("11-09-2025")).to_be_focused()
    expect(open_page.pane).to_contain_text("Infrarenaal aneurysma")
    keyboard.press("r")
    expect(open_page.pane.locator(".body")).to_be_focused()
    keyboard.press("ArrowDown")
    expect(open_page.row("11-09-2025")).to_have_attribute("aria-selected", "true")
    keyboard.press("Escape")
    expect(open_page.row("11-09-2025")).to_be_focused()
    keyboard.press("?")
    expect(open_page.page.get_by_role("dialog", name="Toetsen")).to_be_focused()
    keyboard.press("Escape")
    expect(open_page.row("11-09-2025")).to_be_focused()


def test_asking_again_by_key_asks_only_those_that_failed(open_page: OpenPage) -> None:
    open_page.hears("houder-faalt")
    open_page.page.keyboard.press("Shift+R")
    assert open_page.replay.question().holders == ["90000106"]


def test_letters_can_be_turned_off(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    page = open_page.page
    page.keyboard.press("?")
    page.get_by_label("Lettertoetsen gebruiken").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    expect(page.get_by_role("dialog", name="Volledigheid")).to_be_hidden()


def test_english_is_complete_and_keeps_the_selection(open_page: OpenPage) -> None:
    open_page.hears("houder-faalt")
    open_page.row("11-09-2025").click()
    open_page.page.get_by_role("button", name="EN", exact=True).click()
    expect(open_page.page.locator(".sub")).to_contain_text("Zkh. Waterland cannot be reached")
    expect(open_page.page.locator("html")).to_have_attribute("lang", "en")
    expect(open_page.row("11-09-2025")).to_have_attribute("aria-selected", "true")
    expect(open_page.row("11-09-2025")).to_contain_text("also at MC Delfshaven (1,148 of 1,284 images)")
    expect(open_page.pane).to_contain_text("Version 2 of 2 · final with addendum")


@pytest.mark.parametrize(("scheme", "theme"), [("light", "light"), ("dark", "dark")])
def test_until_somebody_chooses_the_system_decides_how_it_looks(
    browser: Browser, replay: PageReplay, scheme: str, theme: str
) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(replay.address)
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    context.close()


def test_below_1180_px_the_report_lies_over_the_list_and_is_fetched_only_when_opened(
    open_page: OpenPage,
) -> None:
    page = open_page.page
    page.set_viewport_size({"width": 1000, "height": 800})
    open_page.hears("volledig")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(open_page.row("X-thorax liggend")).to_be_focused()
    expect(open_page.pane).to_be_hidden()
    assert open_page.replay.reports_asked == []
    page.keyboard.press("r")
    expect(open_page.pane).to_contain_text("Acute buikpijn")
    page.keyboard.press("Escape")
    expect(open_page.pane).to_be_hidden()
    expect(open_page.row("X-thorax liggend")).to_be_focused()


@pytest.mark.parametrize("recording", ["volledig", "houder-faalt"])
def test_everything_that_can_be_pressed_is_large_enough_and_has_a_name(
    open_page: OpenPage, recording: str
) -> None:
    open_page.hears(recording)
    open_page.row("11-09-2025").click()
    small = open_page.page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], input')]
          .filter(e => e.offsetParent !== null)
          .filter(e => { const r = e.getBoundingClientRect();
            const name = e.getAttribute('aria-label') || e.innerText || e.labels?.[0]?.innerText || '';
            return r.height < 24 || r.width < 24 || name.trim() === ''; })
          .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []
