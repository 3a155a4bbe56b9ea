"""The filter bar in a real browser: what is hidden is counted, and nothing that is read goes in silence."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.component.page.conftest import OpenPage
from tests.component.page.test_page_list import entries_of
from tests.lib.page_replay import recorded


def chip(open_page: OpenPage, name: str) -> Locator:
    return open_page.page.locator(".filters .chip", has_text=name)


def choose(open_page: OpenPage, menu: str, choice: str) -> None:
    chip(open_page, menu).first.click()
    open_page.page.get_by_role("checkbox", name=choice).click()
    open_page.page.keyboard.press("Escape")


def status(open_page: OpenPage) -> Locator:
    return open_page.page.locator(".filter-status")


@pytest.mark.requirement("T4.8.counts", "T4.7.filtered")
def test_a_filter_says_in_words_how_much_it_leaves_and_gives_all_of_it_back(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    expect(open_page.page.locator(".row")).to_have_count(27)
    fresh = "rows => rows.map(row => row.dataset.key)"
    arrived = open_page.page.locator(".row.fresh").evaluate_all(fresh)
    mri = open_page.page.get_by_role("button", name="MR 3 onderzoeken")
    mri.click()
    # Three MR, the two rows that do not say what they are, and what is being read now.
    expect(open_page.page.locator(".row")).to_have_count(6)
    expect(status(open_page)).to_contain_text("Gefilterd: 6 van 27 · 21 verborgen")
    expect(status(open_page)).to_contain_text("2 zonder modaliteit blijven staan")
    expect(status(open_page)).to_contain_text("het huidige onderzoek blijft staan")
    expect(mri).to_be_focused()
    open_page.page.keyboard.press("0")
    expect(open_page.page.locator(".row")).to_have_count(27)
    assert set(open_page.page.locator(".row.fresh").evaluate_all(fresh)) <= set(arrived)
    open_page.page.keyboard.press("u")
    expect(open_page.page.locator(".row")).to_have_count(6)


@pytest.mark.requirement("T4.8.chosen")
def test_choices_are_made_by_keyboard_and_let_go_of_one_by_one(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    keyboard = open_page.page.keyboard
    keyboard.press("f")
    expect(open_page.page.locator(".choices :focus")).to_be_visible()
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    keyboard.press("Space")
    expect(open_page.page.locator('.choice[aria-checked="true"]')).to_have_count(2)
    keyboard.press("Escape")
    expect(chip(open_page, "Instelling")).to_be_focused()
    chosen = open_page.page.locator(".chip.chosen")
    expect(chosen).to_have_count(2)
    chosen.first.click()
    expect(chosen).to_have_count(1)
    expect(chip(open_page, "Instelling")).to_be_focused()


@pytest.mark.requirement("T4.8.unknown", "T4.4.gap")
def test_what_is_unknown_stays_in_and_can_be_asked_for(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    choose(open_page, "Regio", "Knie 2 onderzoeken")
    expect(open_page.page.locator(".row", has_text="regio onbekend")).to_have_count(2)
    expect(status(open_page)).to_contain_text("2 zonder regio blijven staan")
    open_page.page.keyboard.press("0")
    choose(open_page, "Regio", "Regio onbekend 2 onderzoeken")
    expect(open_page.page.locator(".row")).to_have_count(3)
    open_page.page.keyboard.press("0")
    choose(open_page, "Periode", "Laatste jaar")
    expect(status(open_page)).to_contain_text("1 zonder datum blijft staan")
    expect(open_page.row("datum onbekend")).to_have_count(1)


@pytest.mark.requirement("T4.8.selected")
def test_a_selected_row_that_the_filter_hides_is_told_of_and_its_report_stays(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.row("Mammografie").click()
    expect(open_page.pane.locator("h2")).to_contain_text("Mammografie")
    open_page.page.get_by_role("button", name=re.compile(r"^US \d")).click()
    expect(status(open_page)).to_contain_text("Het gekozen onderzoek valt buiten uw filter")
    expect(open_page.pane.locator("h2")).to_contain_text("Mammografie")


@pytest.mark.requirement("T4.8.late")
def test_late_rows_outside_the_filter_are_counted_and_move_nothing(open_page: OpenPage) -> None:
    rows = entries_of("volledig")
    open_page.question.send(*recorded("volledig")[:2], *rows[:3])
    expect(open_page.page.locator(".row")).to_have_count(3)
    us = open_page.page.get_by_role("button", name=re.compile(r"^US \d"))
    us.click()
    expect(open_page.page.locator(".row")).to_have_count(1)
    read = open_page.page.locator(".row")
    before = read.bounding_box()
    late = [row for row in rows[3:] if row["key"] in {"e12", "e13", "e32"}]
    open_page.question.send(*late)
    expect(open_page.row("Echo aorta")).to_be_visible()
    expect(status(open_page)).to_contain_text("2 nieuwe buiten uw filter")
    expect(us).to_be_focused()
    assert read.first.bounding_box() == before


@pytest.mark.requirement("T4.8.memory")
def test_a_page_that_is_opened_again_starts_without_a_filter(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.page.get_by_role("button", name=re.compile(r"^CT \d")).click()
    expect(status(open_page)).to_contain_text("Gefilterd")
    stored = "() => [JSON.stringify(localStorage), JSON.stringify(sessionStorage), location.href].join()"
    before = open_page.page.evaluate(stored)
    assert "CT" not in before
    open_page.page.reload()
    open_page.replay.question().send(*recorded("volledig"))
    expect(open_page.page.locator(".row")).to_have_count(27)
    expect(status(open_page)).to_be_hidden()


def test_in_another_language_the_filter_stays(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.page.get_by_role("button", name=re.compile(r"^US \d")).click()
    open_page.page.get_by_role("button", name="EN", exact=True).click()
    expect(status(open_page)).to_contain_text("Filtered: 6 of 27")


@pytest.mark.requirement("T4.8.stop")
def test_the_chips_are_one_stop_of_tab_and_the_arrows_go_from_one_to_the_next(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    keyboard, filters = open_page.page.keyboard, open_page.page.locator(".filters")
    expect(filters.locator(".chip[tabindex='0']")).to_have_count(1)
    keyboard.press("f")
    keyboard.press("Escape")
    for _ in range(6):
        keyboard.press("ArrowRight")
    expect(filters.locator(".chip[tabindex='0']")).to_be_focused()
    expect(filters.locator(".chips .chip").nth(1)).to_be_focused()
    keyboard.press("Space")
    expect(filters.locator(".chips .chip").nth(1)).to_be_focused()
    expect(filters.locator(".chips .chip").nth(1)).to_have_attribute("aria-pressed", "true")
    keyboard.press("Tab")
    expect(filters.locator(":focus")).to_have_count(0)
