"""The list of the clinician's page in a real browser: rows arrive, and nothing that is read moves."""

import json

import pytest
from playwright.sync_api import expect

from tests.component.page.conftest import OpenPage
from tests.lib.page_replay import recorded


def entries_of(name: str) -> list[dict[str, object]]:
    return [event for event in recorded(name) if event.get("event") == "entry"]


@pytest.mark.requirement("T2.3.page", "A43", "A12")
def test_rows_appear_as_holders_answer_and_stand_newest_first(open_page: OpenPage) -> None:
    events = recorded("volledig")
    open_page.question.send(*events[:4])
    expect(open_page.page.locator(".row")).to_have_count(2)
    assert "De verwijsindex wordt gevraagd" in open_page.corner
    open_page.question.send(*events[4:])
    expect(open_page.page.locator(".row")).to_have_count(27)
    dates = open_page.dates
    assert dates[:3] == ["24-11-202602:41", "24-11-202602:19", "23-11-202616:05"]
    assert dates[-1] == "datum onbekend"


@pytest.mark.requirement("T4.6.order", "A12")
def test_the_date_head_and_a_key_turn_the_list_round(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    page = open_page.page
    newest_first = open_page.dates
    head = page.get_by_role("columnheader").nth(1)
    turn = head.get_by_role("button", name="Datum")
    turn.click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(turn).to_be_focused()
    expect(page.get_by_role("grid")).to_have_attribute("aria-label", "Onderzoeken, oudste eerst")
    oldest_first = open_page.dates
    dated = [date for date in newest_first if date != "datum onbekend"]
    assert [date[:10] for date in oldest_first[: len(dated)]] == [date[:10] for date in reversed(dated)]
    assert oldest_first[-1] == "datum onbekend"
    expect(page.locator(".tail")).to_contain_text("nieuwere, tot 24-11-2026")
    page.keyboard.press("Shift+S")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert open_page.dates == newest_first


@pytest.mark.requirement("A43", "A67")
def test_arriving_rows_move_neither_focus_nor_selection_nor_the_line_being_read(open_page: OpenPage) -> None:
    page = open_page.page
    page.set_viewport_size({"width": 1440, "height": 460})
    old = [event for event in entries_of("volledig") if str(event["key"]) >= "e10"]
    patient, first, *_ = recorded("volledig")
    open_page.question.send(patient, first, *old[3:11])
    expect(page.locator(".row")).to_have_count(8)
    read = open_page.row("X-thorax op bed")
    read.click()
    place = read.bounding_box()
    open_page.question.send(*[event for event in entries_of("volledig") if event not in old[3:11]])
    expect(page.locator(".row")).to_have_count(27)
    assert read.bounding_box() == place
    expect(read).to_be_focused()
    expect(read).to_have_attribute("aria-selected", "true")
    expect(open_page.pane.locator("h2")).to_contain_text("X-thorax op bed")
    expect(page.locator(".tail")).to_contain_text("hierboven")


def test_what_came_in_after_the_first_rows_has_an_edge(open_page: OpenPage) -> None:
    events = recorded("laden")
    open_page.question.send(*events[:4])
    expect(open_page.page.locator(".row")).to_have_count(2)
    open_page.question.send(*events[4:])
    expect(open_page.page.locator(".row")).to_have_count(13)
    expect(open_page.page.locator(".row.fresh")).to_have_count(11)
    expect(open_page.page.locator(".tail")).to_contain_text("net binnen")


@pytest.mark.requirement("A14", "A15", "A16", "A22", "A10")
def test_a_row_says_what_is_known_and_names_what_is_not(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    page = open_page.page
    row = open_page.row("11-09-2025")
    for text in (
        "10:32",
        "CT",
        "CTA aorta abdominalis",
        "Abdomen",
        "UMC Rijnmond",
        "6 / 1.284",
        "642 MB",
        "Addendum",
    ):
        expect(row).to_contain_text(text)
    expect(row).to_contain_text("ook bij MC Delfshaven (1.148 van 1.284 beelden)")
    unknown = page.locator(".row").last
    for text in ("datum onbekend", "?", "Omschrijving ontbreekt", "regio onbekend", "Zkh. Feijenoord"):
        expect(unknown).to_contain_text(text)
    expect(open_page.row("03-03-2023")).to_contain_text("tijd ?")
    expect(open_page.row("MRI lumbale wervelkolom")).to_contain_text("Geen verslag")
    expect(open_page.row("Echo bovenbuik").last).to_contain_text("alleen een verslag")


@pytest.mark.requirement("B50", "T3.7.merged")
def test_a_row_keeps_the_name_that_its_institution_had_then(open_page: OpenPage) -> None:
    now, then = '"institution_name": "UMC Rijnmond"', '"institution_name": "Oud Gasthuis"'
    events = [json.loads(json.dumps(event).replace(now, then)) for event in recorded("volledig")]
    open_page.question.send(*events)
    merged = open_page.row("11-09-2025").locator(".institution")
    expect(merged).to_have_text("Oud Gasthuis")
    expect(merged).to_have_attribute("title", "Oud Gasthuis · nu bij UMC Rijnmond")
    expect(open_page.row("MRI knie").locator(".institution")).not_to_contain_text("Gasthuis")


@pytest.mark.requirement("T3.2.row", "T3.5.counts", "A22")
def test_a_row_says_series_images_and_size_before_anything_is_opened(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    page = open_page.page
    known, at_most = open_page.row("11-09-2025"), open_page.row("MRI knie")
    expect(known.locator(".quantity")).to_have_text("6 / 1.284")
    expect(known.locator(".quantity")).to_have_attribute("title", "6 reeksen · 1.284 beelden · 642 MB")
    expect(at_most.locator(".quantity")).to_have_text("6 / ≤ 212")
    expect(at_most.locator(".quantity")).to_have_attribute(
        "title", "6 reeksen · hoogstens 212 beelden · 88 MB"
    )

    page.set_viewport_size({"width": 390, "height": 844})
    expect(known.locator(".quantity")).to_be_hidden()
    expect(known.locator(".amounts-here")).to_be_visible()
    expect(known.locator(".amounts-here")).to_have_text("6 reeksen · 1.284 beelden · 642 MB")


@pytest.mark.requirement("T2.4.unreadable-images")
@pytest.mark.hazard("H7")
def test_images_that_cannot_be_read_are_a_row_that_says_so(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    expect(open_page.row("MRI knie")).to_contain_text("beelden niet leesbaar bij de houder")


def test_the_current_study_is_pinned_above_the_list(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    strip = open_page.page.locator(".strip")
    expect(strip).to_contain_text("CTA aorta abdominalis")
    expect(strip).to_contain_text("di 24-11-2026 02:41 · Ziekenhuis Fryslân")
    expect(open_page.page.locator(".row .tag.now")).to_have_count(1)


def test_a_row_that_now_goes_by_another_key_keeps_focus_selection_and_report(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    row = open_page.row("11-09-2025")
    row.click()
    [entry] = [event for event in entries_of("volledig") if event["key"] == "e40"]
    open_page.question.send({**entry, "key": "folded", "replaces": ["e40", "e41"]})
    expect(open_page.page.locator(".row")).to_have_count(26)
    expect(row).to_have_attribute("data-key", "folded")
    expect(row).to_be_focused()
    expect(row).to_have_attribute("aria-selected", "true")
    expect(open_page.pane).to_contain_text("Bij aanvullende beoordeling")


def test_the_grid_tells_assistive_technology_where_it_is(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    page = open_page.page
    expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", "28")
    expect(page.get_by_role("row").nth(1)).to_have_attribute("aria-rowindex", "2")
    expect(page.get_by_role("columnheader").nth(1)).to_have_attribute("aria-sort", "descending")
    assert page.locator(".row[tabindex='0']").count() == 1
    expect(page.get_by_role("status").first).to_contain_text("27 onderzoeken in de lijst")


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1180, 1440, 1920])
def test_nothing_sticks_out_at_any_width(open_page: OpenPage, width: int) -> None:
    page = open_page.page
    page.set_viewport_size({"width": width, "height": 900})
    open_page.hears("houder-faalt")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    row = open_page.row("09:48")
    for text in ("02-09-2026", "X-knie", "Diagnostiek Zuid", "Definitief", "links"):
        assert text in row.inner_text(), text
    expect(page.get_by_text("Zkh. Waterland niet bereikbaar", exact=True).first).to_be_visible()
    expect(page.locator(".shielded")).to_contain_text("vraag het de patiënt")


def test_with_much_zoom_the_patient_stays_in_sight_and_the_list_can_be_reached(open_page: OpenPage) -> None:
    page = open_page.page
    page.set_viewport_size({"width": 320, "height": 400})
    open_page.hears("volledig")
    open_page.row("23-09-2014").scroll_into_view_if_needed()
    name = page.locator(".who").bounding_box()
    assert name is not None
    assert name["y"] == 0
    assert name["height"] < 130
    assert "Test-Aneurysma" in page.locator(".who").inner_text()


@pytest.mark.requirement("A43", "T2.3.page")
@pytest.mark.parametrize("width", [1440, 390])
def test_words_that_come_above_the_list_leave_the_row_that_is_read_in_its_place(
    open_page: OpenPage, width: int
) -> None:
    page = open_page.page
    page.set_viewport_size({"width": width, "height": 900})
    patient, holders = recorded("volledig")[:2]
    open_page.question.send(patient, holders, *entries_of("volledig")[:24])
    expect(page.locator(".row")).to_have_count(24)
    read = page.locator(".row").nth(2)
    read.evaluate("row => row.scrollIntoView({ block: 'center' })")
    read.click()
    if width == 390:
        page.keyboard.press("Escape")
    before = read.bounding_box()
    open_page.question.send({**holders, "localised": "unavailable", "asked": []})
    expect(page.locator(".notes .note")).to_be_visible()
    assert read.bounding_box() == before
