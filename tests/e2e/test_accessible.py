"""WCAG 2.2 A and AA as far as axe-core can judge, in every theme and at every width; none scrolls aside."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.workplace import Timeline, Workplace
from tests.lib.demo_world import DemoWorld

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """async rules => {
  const { violations, passes } = await axe.run(document, { runOnly: { type: 'tag', values: rules } });
  if (passes.length < 10) throw new Error('hardly anything was looked at');
  return violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map(node => node.html.slice(0, 160))]);
}"""
WIDTHS = (1440, 768, 390, 320)
THEMES = ("Licht", "Donker", "Gedimd")


@pytest.mark.parametrize("width", WIDTHS)
def test_timeline_and_report_are_accessible_in_every_theme(workplace: Workplace, width: int) -> None:
    timeline = _opened(workplace, "aneurysma", width)
    for theme in THEMES:
        timeline.page.get_by_role("button", name=theme).click()
        _is_clean(timeline.page)
    timeline.page.get_by_role("button", name="waarom?").click()
    expect(timeline.page.get_by_role("dialog", name="Waarom deze onderzoeken?")).to_be_visible()
    _is_clean(timeline.page)
    timeline.page.keyboard.press("Escape")
    timeline.row("CTA aorta abdominalis", "UMC Rijnmond").click()
    expect(timeline.pane).to_contain_text("maximale diameter 50 mm")
    _is_clean(timeline.page)
    if width >= 1180:
        for theme in THEMES:
            timeline.page.get_by_role("button", name=theme).click()
            _is_clean(timeline.page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("story", ["leeg", "onbereikbaar", "kapot"])
def test_what_goes_wrong_is_said_accessibly(workplace: Workplace, story: str, width: int) -> None:
    timeline = _opened(workplace, story, width)
    _is_clean(timeline.page)
    for letter in ("v", "?"):
        timeline.page.keyboard.press(letter)
        _is_clean(timeline.page)
        timeline.page.keyboard.press("Escape")


@pytest.mark.parametrize("width", WIDTHS)
def test_telling_what_is_wrong_is_accessible(workplace: Workplace, width: int) -> None:
    timeline = _opened(workplace, "aneurysma", width)
    timeline.row("MRI schouder rechts").click()
    timeline.page.keyboard.press("w")
    expect(timeline.page.get_by_role("dialog", name="Er klopt iets niet")).to_be_visible()
    for theme in THEMES if width == 1440 else ():
        timeline.page.get_by_role("button", name=theme).click()
        _is_clean(timeline.page)
    _is_clean(timeline.page)


@pytest.mark.parametrize("width", WIDTHS)
def test_rows_that_may_be_the_same_are_accessible(workplace: Workplace, width: int) -> None:
    timeline = _opened(workplace, "dubbel", width)
    timeline.shows(2)
    for theme in THEMES:
        timeline.page.get_by_role("button", name=theme).click()
        _is_clean(timeline.page)
    timeline.rows.get_by_role("button", name="Samenvoegen").click()
    timeline.shows(1)
    _is_clean(timeline.page)


def test_a_banner_is_accessible_in_every_theme(workplace: Workplace, demo_world: DemoWorld) -> None:
    with demo_world.without("index"):
        timeline = _opened(workplace, "aneurysma", 1440)
        for theme in THEMES:
            timeline.page.get_by_role("button", name=theme).click()
            expect(timeline.inside.locator(".note.danger")).to_be_visible()
            _is_clean(timeline.page)


@pytest.mark.requirement("T4.1.late-seen", "T4.1.old")
def test_rows_added_later_and_an_old_list_are_said_accessibly(
    workplace: Workplace, demo_world: DemoWorld
) -> None:
    page, now = workplace.window(), datetime.now(UTC)
    page.clock.set_fixed_time(now)
    with demo_world.without("umc-rijnmond"):
        timeline = workplace.launch("aneurysma", page)
        timeline.answered(4, 5)
    page.keyboard.press("Shift+R")
    timeline.answered(5, 5)
    # Nothing answers the question that an old list asks.
    page.route("**/timeline", lambda _: None)
    page.clock.set_fixed_time(now + timedelta(minutes=15))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in THEMES:
            page.get_by_role("button", name=theme).click()
            expect(timeline.corner.locator(".old")).to_be_in_viewport()
            expect(timeline.corner.locator(".added")).to_be_in_viewport()
            _is_clean(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_around_it_are_accessible(workplace: Workplace, width: int) -> None:
    page = workplace.window()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(workplace.epd)
    _is_clean(page)
    page.goto(f"{workplace.timeline}/")
    _is_clean(page)
    workplace.expected("status of 401")


def _opened(workplace: Workplace, story: str, width: int) -> Timeline:
    page = workplace.window()
    page.set_viewport_size({"width": width, "height": 900})
    timeline = workplace.launch(story, page)
    expect(timeline.inside.locator(".completeness .at")).to_be_visible()
    return timeline


def _is_clean(page: Page) -> None:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(JUDGE, RULES) == []
    sideways = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sideways) <= 0
