"""Images side by side by keyboard and for assistive technology, in every theme and at every width."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.component.page.comparing import Compare, compare
from tests.lib import scanned
from tests.lib.replayed_images import ReplayedStudy

__all__ = ["compare"]

pytestmark = pytest.mark.requirement("T3.3.pictures")
AXE = Path(__file__).parents[3] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """async rules => {
  const { violations, passes } = await axe.run(document, { runOnly: { type: 'tag', values: rules } });
  if (passes.length < 10) throw new Error('hardly anything was looked at');
  return violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map(node => node.html.slice(0, 200))]);
}"""
STOP = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const ring = outlined || style.boxShadow.includes('inset');
  const place = at.closest('.corners, .image-bar, .view, .report-side, .linkbar, .foot, .strip, main');
  return [place ? place.className.split(' ')[0] || place.tagName : at.tagName, ring];
}"""


def is_clean(page: Page) -> None:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(JUDGE, RULES) == []
    sideways = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sideways) <= 0


@pytest.mark.parametrize("width", [1440, 1000, 390])
def test_pictures_are_accessible_in_every_theme(compare: Compare, width: int) -> None:
    comparing = compare(width=width)
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    page = comparing.opened.page
    for theme in ("Licht", "Donker", "Gedimd"):
        page.get_by_role("button", name=theme).click()
        is_clean(page)
    for side in (0, 1):
        box = comparing.side(side).locator(".pic").bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 100
        assert box["x"] + box["width"] <= width


def test_trouble_in_a_pane_is_said_accessibly(compare: Compare) -> None:
    comparing = compare(prior=ReplayedStudy(scanned.radiograph("2.25.3"), state="unreachable"))
    expect(comparing.side(1).get_by_role("button", name="Opnieuw")).to_be_visible()
    is_clean(comparing.opened.page)


def test_the_stops_of_tab_follow_the_view_and_what_lies_behind_it_is_none(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    page = comparing.opened.page
    page.get_by_role("button", name="Tijdlijn Esc").focus()
    stops = []
    for _ in range(40):
        place, ring = page.evaluate(STOP)
        if place == "foot":
            break
        assert ring, place
        stops.append(place)
        comparing.press("Tab")
    assert list(dict.fromkeys(stops)) == ["image-bar", "view", "report-side", "linkbar"]


def test_the_whole_comparison_is_made_by_keyboard(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    expect(comparing.side(1).get_by_role("slider")).to_be_focused()
    comparing.press("End", "2", "l", "i", "r")
    expect(comparing.caption(1, "place")).to_have_text("Beeld 11 van 11")
    expect(comparing.caption(1, "window")).to_have_text("W 600 · C 100 HU · omgekeerd")
    expect(comparing.link).to_contain_text("Gekoppeld in mm")
    expect(comparing.opened.page.locator(".report-side .body")).to_be_focused()
    comparing.press("Escape")
    expect(comparing.opened.row("11-09-2025")).to_be_focused()


def test_letters_can_be_turned_off_here_too(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("?")
    page = comparing.opened.page
    page.get_by_role("checkbox", name="Lettertoetsen gebruiken").click()
    comparing.press("Escape", "k", "2", "]")
    expect(comparing.link).to_contain_text("Bij benadering gekoppeld")
    expect(comparing.caption(1, "window")).to_have_text("W 400 · C 40 HU")
    comparing.press("ArrowDown")
    expect(comparing.caption(1, "place")).to_have_text("Beeld 7 van 11")


def test_the_report_of_either_side_is_beside_the_pictures(compare: Compare) -> None:
    comparing = compare()
    page = comparing.opened.page
    expect(page.get_by_role("tab", name="Verslag eerder")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Verslag eerder").focus()
    comparing.press("ArrowLeft")
    expect(page.get_by_role("tab", name="Huidig")).to_be_focused()
    expect(page.get_by_role("tab", name="Huidig")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel")).to_contain_text("Geen verslag bij dit onderzoek.")


def test_it_speaks_english_too(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.opened.page.get_by_role("button", name="EN", exact=True).click()
    comparing.places("Image 11 of 21", "Image 6 of 11")
    expect(comparing.side(1).locator("header")).to_contain_text("PRIOR (14 mo)")
    expect(comparing.link).to_contain_text("Linked approximately")
