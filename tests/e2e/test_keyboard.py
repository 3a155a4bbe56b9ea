"""Everything by keyboard: keys, focus that is seen, and an order of stops that follows the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.workplace import Workplace

STOP = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const ring = outlined || style.boxShadow.includes('inset');
  const place = at.closest('.corners, .strip, .band, .bar, .grid, .left, .pane, .foot');
  return [place ? place.className.split(' ')[0] : at.tagName, ring];
}"""


@pytest.mark.requirement("T2.3.page", "A8")
def test_the_whole_journey_is_made_by_keyboard(workplace: Workplace) -> None:
    page = workplace.window()
    page.goto(workplace.epd)
    page.get_by_role("link", name="Test-Aneurysma").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_title("Tijdlijn")).to_be_visible()
    timeline = workplace.launch("aneurysma", page)
    timeline.answered(5, 5)
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(timeline.row("CTA aorta abdominalis", "UMC Rijnmond")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(timeline.row("Echo aorta").first).to_be_focused()
    page.keyboard.press("r")
    expect(timeline.pane.locator(".body")).to_be_focused()
    expect(timeline.pane).to_contain_text("diameter van 54 mm")
    page.keyboard.press("Escape")
    expect(timeline.row("Echo aorta").first).to_be_focused()
    for letter, name in (("v", "Volledigheid"), ("?", "Toetsen")):
        page.keyboard.press(letter)
        expect(page.get_by_role("dialog", name=name)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name=name)).to_be_hidden()
        expect(timeline.row("Echo aorta").first).to_be_focused()


def test_letters_are_dead_while_something_is_typed_and_with_a_modifier(workplace: Workplace) -> None:
    timeline = workplace.launch("leeg")
    timeline.answered(1, 1)
    page = timeline.page
    page.evaluate("document.querySelector('.shielded').contentEditable = 'plaintext-only'")
    page.locator(".shielded").focus()
    page.keyboard.type("v?r")
    expect(page.locator(".shielded")).to_contain_text("v?r")
    page.get_by_role("button", name="Gedimd").focus()
    page.keyboard.press("Control+v")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_stops_of_tab_follow_the_page_and_each_is_seen(workplace: Workplace) -> None:
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    timeline.row("MRI schouder rechts").click()
    expect(timeline.pane).to_contain_text("Klinische gegevens")
    timeline.page.locator("tijdlijn-page").evaluate("page => { page.tabIndex = -1; page.focus(); }")
    stops = _stops(timeline.page)
    places = list(dict.fromkeys(place for place, _ in stops))
    assert places == ["corners", "strip", "band", "bar", "grid", "pane", "foot"]
    assert [place for place, ring in stops if not ring] == []
    counts = {place: [at for at, _ in stops].count(place) for place in ("band", "bar", "grid")}
    assert counts["grid"] == 3, "the date, one row, and the button of its images"
    assert counts["bar"] == 3, "one chip, and the two views"
    assert counts["band"] <= 7, "what changes the band, its edges, and one mark"


def _stops(page: Page) -> list[tuple[str, bool]]:
    stops: list[tuple[str, bool]] = []
    while True:
        page.keyboard.press("Tab")
        place, ring = page.evaluate(STOP)
        if place in ("BODY", "HTML"):
            return stops
        stops.append((place, ring))
        assert len(stops) < 60, "the stops of tab have no end"
