"""The band above the list and the large timeline in a real browser, by mouse and by keyboard."""

import random
import re

import pytest
from playwright.sync_api import Locator, expect

from tests.component.page.conftest import OpenPage
from tests.lib.page_replay import recorded


def mark_of(open_page: OpenPage, text: str) -> Locator:
    return open_page.page.locator(f'.band .mark[aria-label*="{text}"]')


@pytest.mark.requirement("T4.6.band")
def test_every_study_stands_in_the_band_and_its_lanes_say_how_many(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    band = open_page.page.locator(".band")
    counts = [int(text) for text in band.locator(".name .n").all_inner_texts()]
    assert sum(counts) == 27
    expect(band.locator(".lane").last).to_contain_text("Onbekend")
    expect(band.locator(".bin .mark")).to_have_count(1)
    expect(band.locator("#band-says")).to_contain_text("27 onderzoeken van 18-06-2012 tot 24-11-2026")
    expect(mark_of(open_page, "huidig onderzoek")).to_have_count(1)
    expect(mark_of(open_page, "huidig onderzoek")).not_to_have_class(re.compile("outside"))
    expect(mark_of(open_page, "Duplex halsvaten")).to_have_class(re.compile("outside"))


@pytest.mark.requirement("T4.6.band")
def test_a_mark_selects_its_newest_row_and_scrolls_to_it_and_again_the_next(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    page = open_page.page
    merged = mark_of(open_page, "4 onderzoeken, mrt 2020")
    merged.click()
    row = page.locator(".row[aria-selected='true']")
    expect(row).to_be_in_viewport()
    first = row.locator(".date").inner_text()
    expect(merged).to_have_class(re.compile("selected"))
    merged.click()
    assert row.locator(".date").inner_text() != first
    expect(open_page.pane.locator("h2")).to_be_visible()


@pytest.mark.requirement("T4.6.band", "A67")
def test_the_band_goes_by_keyboard_alone(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    page = open_page.page
    open_page.row("11-09-2025").click()
    page.keyboard.press("b")
    expect(page.locator(".band .mark:focus")).to_have_attribute(
        "aria-label", re.compile("CTA aorta.*gekozen")
    )
    assert page.locator(".band .mark[tabindex='0']").count() == 1
    expect(page.locator(".band-contents")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".row[aria-selected='true']")).to_contain_text("2022")
    expect(page.locator(".band .mark:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".row[aria-selected='true']")).to_be_focused()
    page.keyboard.press("b")
    page.keyboard.press("b")
    expect(page.locator(".band")).to_be_hidden()
    expect(page.locator(".row[aria-selected='true']")).to_be_focused()


@pytest.mark.requirement("T4.6.band")
def test_zooming_splits_marks_and_says_how_many_lie_outside(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    page = open_page.page
    band = page.locator(".band")
    open_page.row("11-09-2025").click()
    whole = band.locator(".mark").count()
    expect(band.locator(".mark.selected .tile")).to_have_count(2)
    for _ in range(4):
        band.get_by_role("button", name="Dichterbij").click()
    expect(band.locator(".mark.selected .tile")).to_have_count(1)
    before = band.locator(".edge.before")
    expect(before).to_be_visible()
    counted = sum(int(re.sub(r"\D", "", text)) for text in band.locator(".edge").all_inner_texts())
    assert counted > 0
    shown = page.evaluate(
        "[...document.querySelectorAll('.band .mark')].reduce((n, mark) => n + "
        "Number(/(\\d+) onderzoeken/.exec(mark.ariaLabel)?.[1] ?? 1), 0)"
    )
    assert shown + counted == 27
    before.click()
    band.get_by_role("button", name="Alle jaren").click()
    expect(band.locator(".mark")).to_have_count(whole)
    box = band.locator(".lanes").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 500, box["y"] + 60)
    page.mouse.wheel(0, -300)
    expect(band.locator(".edge.before")).to_be_visible()
    outside = band.locator(".edge").all_inner_texts()
    page.mouse.down()
    page.mouse.move(box["x"] + 900, box["y"] + 60, steps=5)
    page.mouse.up()
    assert band.locator(".edge").all_inner_texts() != outside


@pytest.mark.requirement("T4.6.band")
def test_the_bar_under_the_axis_follows_the_list(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    page = open_page.page
    seen = page.locator(".band .seen")
    expect(seen).to_be_visible()
    at_top = seen.bounding_box()
    page.locator(".row").last.scroll_into_view_if_needed()
    assert at_top is not None
    page.wait_for_function(
        "left => document.querySelector('.band .seen').getBoundingClientRect().left < left - 20",
        arg=at_top["x"],
    )


@pytest.mark.requirement("T4.6.views", "A13")
def test_table_and_timeline_are_two_views_of_the_same_rows(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    page = open_page.page
    open_page.row("11-09-2025").click()
    page.get_by_role("group", name="Lijst of tijdlijn").get_by_role("button", name="Tijdlijn").click()
    expect(page.locator(".grid")).to_be_hidden()
    band = page.locator(".band.large")
    expect(band).to_be_visible()
    expect(band.locator(".mark.card", has_text="MRI hersenen")).to_contain_text("16-04-2018")
    expect(page.locator(".strip")).to_contain_text("HUIDIG")
    band.locator(".mark.card", has_text="MRI hersenen").click()
    expect(open_page.pane.locator("h2")).to_contain_text("MRI hersenen")
    page.locator(".pane").click()
    page.keyboard.press("t")
    expect(page.locator(".row[aria-selected='true']")).to_contain_text("MRI hersenen")
    expect(page.locator(".count")).to_contain_text("27 onderzoeken")


@pytest.mark.requirement("T4.6.band")
def test_long_words_on_a_card_are_cut_and_its_date_stays_on_it(open_page: OpenPage) -> None:
    events = recorded("volledig")
    brain = next(event for event in events if event.get("key") == "e45")
    brain["study"] |= {"description": "MRI hersenen met en zonder contrast, protocol voor opvolging"}  # type: ignore[operator]
    open_page.question.send(*events)
    open_page.page.keyboard.press("t")
    card = open_page.page.locator(".band.large .mark.card", has_text="MRI hersenen")
    expect(card.locator(".when")).to_have_text("16-04-2018")
    box, when = card.bounding_box(), card.locator(".when").bounding_box()
    assert box is not None
    assert when is not None
    assert when["y"] + when["height"] <= box["y"] + box["height"]


@pytest.mark.requirement("T4.6.band")
def test_the_lanes_go_by_modality_too(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    band = open_page.page.locator(".band")
    band.get_by_role("button", name=re.compile("^Regio")).click()
    expect(band.locator(".lane").first).to_contain_text("CT")
    assert sum(int(text) for text in band.locator(".name .n").all_inner_texts()) == 27


@pytest.mark.requirement("A43")
def test_arriving_rows_leave_the_focus_on_the_study_in_the_band(open_page: OpenPage) -> None:
    events = recorded("volledig")
    open_page.question.send(*events[:8])
    page = open_page.page
    expect(page.locator(".band .mark").first).to_be_visible()
    page.keyboard.press("b")
    name = page.locator(".band .mark:focus").get_attribute("aria-label") or ""
    study = name.split(", ")[1]
    open_page.question.send(*events[8:])
    expect(page.locator(".row")).to_have_count(27)
    expect(page.locator(".band .mark:focus")).to_have_attribute("aria-label", re.compile(re.escape(study)))


@pytest.mark.requirement("T4.6.any-order", "A1")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_page_ends_the_same_in_whatever_order_holders_answer(open_page: OpenPage, seed: int) -> None:
    events = recorded("volledig")
    entries = [event for event in events if event.get("event") == "entry"]
    others = [event for event in events if event.get("event") != "entry"]
    page = open_page.page

    def seen() -> list[list[str]]:
        rows = page.locator(".row").all_inner_texts()
        marks = page.locator(".band .mark").evaluate_all("marks => marks.map(mark => mark.ariaLabel)")
        return [rows, marks]

    open_page.question.send(*others[:-1], *entries, others[-1])
    page.locator(".completeness .at").wait_for()
    expect(page.locator(".row")).to_have_count(27)
    expected = seen()
    page.reload()
    open_page.question = open_page.replay.question()
    shuffled = random.Random(seed).sample(entries, len(entries))
    for event in [*others[:-1], *shuffled, others[-1]]:
        open_page.question.send(event)
    page.locator(".completeness .at").wait_for()
    expect(page.locator(".row")).to_have_count(27)
    assert seen() == expected
