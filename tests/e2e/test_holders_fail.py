"""Something is down: the page says what, what may be missing and what can be done, and keeps what it has."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.workplace import Workplace
from tests.lib.demo_world import DemoWorld

SCROLL = (
    "element => [element.querySelector('.grid').scrollTop, element.querySelector('.pane .body').scrollTop]"
)


@pytest.mark.requirement("A43", "A44", "A45", "B22", "T2.4.unreachable", "T2.4.retry")
@pytest.mark.hazard("H1")
def test_a_hospital_that_is_down_is_named_and_its_rows_join_when_it_is_asked_again(
    workplace: Workplace, demo_world: DemoWorld
) -> None:
    with demo_world.without("umc-rijnmond"):
        timeline = workplace.launch("aneurysma")
        timeline.answered(4, 5)
        expect(timeline.corner).to_contain_text("UMC Rijnmond niet bereikbaar")
        phone = timeline.corner.get_by_role("link", name="Bel UMC Rijnmond")
        expect(phone).to_have_attribute(
            "href",
            "tel:" + demo_world.world.institution("umc-rijnmond").phone.replace("-", "").replace(" ", ""),
        )
        expect(timeline.row("MRI schouder rechts")).to_have_count(0)
        timeline.again.click()
        expect(timeline.corner).to_contain_text("UMC Rijnmond niet bereikbaar")
        timeline.answered(4, 5)
    timeline.again.click()
    timeline.answered(5, 5)
    expect(timeline.row("MRI schouder rechts")).to_be_visible()
    timeline.shows(11)
    expect(timeline.row("CTA aorta abdominalis", "UMC Rijnmond")).to_contain_text("ook bij MC Delfshaven")


@pytest.mark.requirement("A43", "A12", "T2.3.page")
def test_rows_that_join_move_neither_focus_nor_selection_nor_what_is_being_read(
    workplace: Workplace, demo_world: DemoWorld
) -> None:
    page = workplace.window()
    page.set_viewport_size({"width": 1440, "height": 480})
    with demo_world.without("umc-rijnmond"):
        timeline = workplace.launch("aneurysma", page)
        timeline.answered(4, 5)
        read = timeline.row("CT hersenen blanco")
        read.click()
        expect(timeline.pane).to_contain_text("Geen intracraniële bloeding")
        timeline.pane.locator(".body").evaluate("body => { body.scrollTop = 40; }")
        read.focus()
        before = _place(read), page.locator("tijdlijn-page").evaluate(SCROLL)[1]
    page.keyboard.press("Shift+R")
    timeline.answered(5, 5)
    expect(timeline.row("MRI schouder rechts")).to_have_count(1)
    expect(read).to_be_focused()
    expect(read).to_have_attribute("aria-selected", "true")
    assert (_place(read), page.locator("tijdlijn-page").evaluate(SCROLL)[1]) == before
    expect(timeline.pane).to_contain_text("Geen intracraniële bloeding")


@pytest.mark.requirement("A44", "T2.4.index-down", "T2.3.own-at-once")
@pytest.mark.hazard("H2")
def test_without_the_index_own_studies_stay_under_a_banner_that_says_what_is_missing(
    workplace: Workplace, demo_world: DemoWorld
) -> None:
    with demo_world.without("index"):
        timeline = workplace.launch("aneurysma")
        banner = timeline.inside.locator(".notes .note.danger")
        expect(banner).to_contain_text("niet bereikbaar")
        expect(banner).to_contain_text(
            "U ziet alleen de onderzoeken van Ziekenhuis Fryslân. Elders kan meer zijn."
        )
        expect(banner.get_by_role("button", name="Opnieuw")).to_be_visible()
        expect(timeline.corner).to_contain_text("Alleen eigen onderzoeken")
        timeline.shows(2)
        timeline.row("X-thorax liggend").click()
        expect(timeline.pane).to_contain_text("Voorlopig")
    timeline.page.keyboard.press("Shift+R")
    timeline.answered(5, 5)
    timeline.shows(11)
    expect(banner).to_have_count(0)
    expect(timeline.row("X-thorax liggend")).to_have_attribute("aria-selected", "true")


@pytest.mark.requirement("A44", "T2.4.unreachable")
@pytest.mark.hazard("H1")
def test_the_hospital_of_the_story_that_is_down_can_be_called(workplace: Workplace) -> None:
    timeline = workplace.launch("onbereikbaar")
    timeline.answered(1, 2)
    expect(timeline.corner).to_contain_text("niet bereikbaar")
    timeline.page.keyboard.press("v")
    panel = timeline.page.get_by_role("dialog", name="Volledigheid")
    expect(panel).to_contain_text("Streekziekenhuis Waterland")
    expect(panel).to_contain_text("Die staan nu niet, of niet alle, in de lijst.")
    expect(panel.get_by_role("link", name="Bel Streekziekenhuis Waterland")).to_be_visible()


def _place(row: Locator) -> int:
    return round(float(row.evaluate("row => row.getBoundingClientRect().top")))
