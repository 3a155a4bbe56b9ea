"""What changes on an open page: rows that come after everybody had answered, and a list that grows old."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.workplace import Workplace
from tests.lib.demo_world import DemoWorld


@pytest.mark.requirement("T4.1.late-seen", "B24")
@pytest.mark.hazard("H1")
def test_rows_that_come_after_everybody_answered_are_counted_until_one_key_says_that_they_are_seen(
    workplace: Workplace, demo_world: DemoWorld
) -> None:
    with demo_world.without("umc-rijnmond"):
        timeline = workplace.launch("aneurysma")
        timeline.answered(4, 5)
        before = timeline.rows.count()
        timeline.row("CT hersenen blanco").click()
    added = timeline.corner.get_by_role("button", name="erbij nadat u keek")
    expect(added).to_have_count(0)

    timeline.page.keyboard.press("Shift+R")
    timeline.answered(5, 5)

    timeline.shows(11)
    expect(added).to_have_text(f"{11 - before} erbij nadat u keekN")
    expect(timeline.inside.locator(".row.fresh")).to_have_count(11 - before)
    expect(timeline.row("CT hersenen blanco")).to_be_focused()
    timeline.page.keyboard.press("n")
    expect(added).to_have_count(0)
    expect(timeline.inside.locator(".row.fresh")).to_have_count(0)
    expect(timeline.row("CT hersenen blanco")).to_be_focused()
    timeline.page.keyboard.press("?")
    expect(timeline.page.get_by_role("dialog", name="Toetsen")).to_contain_text("rijen die erbij kwamen")


@pytest.mark.requirement("T4.1.old", "T4.2.again-once")
@pytest.mark.hazard("H1")
def test_a_list_of_a_quarter_of_an_hour_says_so_asks_again_and_moves_nothing(workplace: Workplace) -> None:
    page, now = workplace.window(), datetime.now(UTC)
    page.clock.set_fixed_time(now)
    timeline = workplace.launch("aneurysma", page)
    timeline.answered(5, 5)
    timeline.shows(11)
    read = timeline.row("CT hersenen blanco")
    read.click()
    expect(timeline.pane).to_contain_text("Geen intracraniële bloeding")
    held = _held(page)

    page.clock.set_fixed_time(now + timedelta(minutes=15))

    old = timeline.corner.locator(".old")
    expect(old).to_contain_text("ouder dan 15 min")
    timeline.shows(11)
    assert len(held) == 1, "it asks again once, by itself"
    held[0].continue_()
    timeline.answered(5, 5)
    expect(old).to_have_count(0)
    timeline.shows(11)
    expect(timeline.corner.get_by_role("button", name="erbij nadat u keek")).to_have_count(0)
    expect(read).to_be_focused()
    expect(read).to_have_attribute("aria-selected", "true")
    expect(timeline.pane).to_contain_text("Geen intracraniële bloeding")


def _held(page: Page) -> list[Route]:
    """Hold every further question of the page."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/timeline", hold)
    return held
