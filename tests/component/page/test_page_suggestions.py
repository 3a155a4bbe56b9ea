"""Suggestions on the clinician's page: first in sight, with reasons; nothing that is read moves for them."""

import json

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from tests.component.page.conftest import OpenPage
from tests.lib.page_replay import recorded
from tests.lib.suggesting import ALL, CT_2022, CTA, ECHO, suggested

WIDTHS = (320, 768, 1180, 1440, 1920)


def hears_suggestions(opened: OpenPage, *keys: str) -> None:
    *events, complete = recorded("volledig")
    opened.question.send(*events, suggested(*(keys or ALL)), complete)
    opened.page.locator(".completeness .at").wait_for()
    cards(opened).first.wait_for()


def cards(opened: OpenPage) -> Locator:
    return opened.page.locator(".suggestions .card")


def place(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found is not None
    return found


@pytest.mark.requirement("T4.3.on-top", "A6")
def test_a_number_opens_the_suggestion_in_the_list_and_its_report(open_page: OpenPage) -> None:
    hears_suggestions(open_page)
    page = open_page.page
    page.keyboard.press("1")
    row = page.locator(f".row[data-key='{CTA}']")
    expect(row).to_be_focused()
    expect(row).to_have_attribute("aria-selected", "true")
    expect(open_page.pane).to_contain_text("Infrarenaal aneurysma")
    expect(cards(open_page).first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("5")
    expect(open_page.row("X-thorax liggend")).to_be_focused()
    expect(page.locator(".suggestions .card[aria-pressed='true']")).to_have_count(0)
    page.keyboard.press("6")
    expect(open_page.row("X-thorax liggend")).to_be_focused()


@pytest.mark.requirement("T4.3.on-top", "A6")
def test_a_suggestion_says_what_it_is_and_why_in_words(open_page: OpenPage) -> None:
    hears_suggestions(open_page)
    first = cards(open_page).first
    assert first.inner_text().split("\n") == [
        "1",
        "CT",
        "CTA aorta abdominalis",
        "11-09-2025 · UMC Rijnmond",
        "zelfde regio · 14 mnd · meest recent",
    ]
    page = open_page.page
    expect(page.locator(".suggestions .lead")).to_contain_text("5 van 25")
    page.get_by_role("button", name="alle 5, waarom?").click()
    why = page.get_by_role("dialog", name="Waarom deze onderzoeken?")
    expect(why).to_be_focused()
    for text in ("111 punten", "zelfde regio: abdomen", "14 maanden eerder", "zelfde zijde: links"):
        expect(why).to_contain_text(text)
    expect(why).to_contain_text("−8\necho van 9 maanden geleden zegt nu weinig", use_inner_text=True)
    expect(why).to_contain_text("Regels versie 2026.2")
    why.get_by_role("button", name="Echo aorta").click()
    expect(why).to_be_hidden()
    expect(open_page.row("Echo aorta")).to_be_focused()
    page.get_by_role("button", name="EN", exact=True).click()
    expect(first).to_contain_text("same region · 14 mo · latest")


@pytest.mark.requirement("T4.3.on-top", "T4.3.chronology")
def test_suggestions_are_worked_by_mouse(open_page: OpenPage) -> None:
    hears_suggestions(open_page)
    page = open_page.page
    cards(open_page).nth(1).click()
    expect(open_page.row("Echo aorta")).to_be_focused()
    expect(open_page.row("Echo aorta")).to_have_attribute("aria-selected", "true")
    cards(open_page).first.dblclick()
    expect(page.locator("tijdlijn-page.comparing")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.get_by_role("button", name="Voorstellen tonen").click()
    expect(cards(open_page)).to_have_count(4)


@pytest.mark.requirement("T4.3.chronology")
def test_s_leaves_plain_chronology_and_hides_no_row(open_page: OpenPage) -> None:
    hears_suggestions(open_page)
    page = open_page.page
    dates = open_page.dates
    page.keyboard.press("s")
    expect(cards(open_page)).to_have_count(0)
    expect(page.locator(".suggestions")).to_contain_text("Voorstellen staan uit")
    page.keyboard.press("1")
    expect(page.locator(".row[aria-selected='true']")).to_have_count(0)
    assert open_page.dates == dates
    page.keyboard.press("s")
    expect(cards(open_page)).to_have_count(4)
    assert open_page.dates == dates


@pytest.mark.requirement("T4.3.still", "A43")
@pytest.mark.hazard("H33")
@pytest.mark.parametrize("width", WIDTHS)
def test_suggestions_that_come_move_nothing_that_is_read(open_page: OpenPage, width: int) -> None:
    page = open_page.page
    page.set_viewport_size({"width": width, "height": 700})
    patient, holders, current, *others, complete = recorded("volledig")
    open_page.question.send(patient, holders, *others)
    read = open_page.row("X-knie, 2 richtingen")
    read.wait_for()
    expect(page.locator(".row")).to_have_count(26)
    page.evaluate("document.querySelectorAll('.completeness').forEach(e => e.remove())")
    read.focus()
    strip, before = place(page.locator(".strip")), place(read)
    scrolled = page.evaluate("window.scrollY")

    def nothing_moved() -> None:
        now = place(page.locator(".strip"))
        assert (now["y"], now["height"]) == (strip["y"], strip["height"])
        assert place(read) == before
        assert page.evaluate("window.scrollY") == scrolled
        expect(read).to_be_focused()

    open_page.question.send(suggested(current=None))
    expect(page.locator(".suggestions .instead")).to_contain_text("Voorstellen komen hier")
    nothing_moved()
    page.keyboard.press("s")
    expect(page.locator(".suggestions")).to_contain_text("Voorstellen staan uit")
    nothing_moved()
    page.keyboard.press("s")
    open_page.question.send(json.loads(json.dumps(current)) | {"key": "z-later"}, suggested(*ALL))
    expect(page.locator(".row")).to_have_count(27)
    strip = place(page.locator(".strip"))
    before = place(read)
    open_page.question.send(suggested(*ALL, current="z-later"))
    cards(open_page).first.wait_for()
    nothing_moved()
    open_page.question.send(suggested(current="z-later"), complete)
    expect(page.locator(".suggestions")).to_contain_text("niets in de lijst lijkt genoeg")
    nothing_moved()


@pytest.mark.requirement("T4.3.still")
@pytest.mark.hazard("H33")
def test_a_suggestion_that_is_pointed_at_keeps_its_place_until_it_is_let_go(open_page: OpenPage) -> None:
    hears_suggestions(open_page, CTA, ECHO)
    page = open_page.page
    first = cards(open_page).first
    first.hover()
    open_page.question.send(suggested(ECHO, CT_2022, CTA))
    open_page.question.send({"event": "gone", "keys": ["e20"]})
    expect(page.locator(".row")).to_have_count(26)
    expect(first).to_contain_text("CTA aorta abdominalis")
    expect(cards(open_page)).to_have_count(2)
    page.mouse.move(10, 400)
    expect(first).to_contain_text("Echo aorta")
    expect(cards(open_page)).to_have_count(3)
    first.focus()
    open_page.question.send(suggested(CTA, ECHO), {"event": "gone", "keys": ["e19"]})
    expect(page.locator(".row")).to_have_count(25)
    expect(first).to_contain_text("Echo aorta")
    expect(first).to_be_focused()


@pytest.mark.requirement("T4.3.on-top", "A67")
def test_a_row_that_is_closed_is_suggested_no_longer_even_while_it_is_pointed_at(open_page: OpenPage) -> None:
    hears_suggestions(open_page, CTA, ECHO)
    first = cards(open_page).first
    first.hover()
    [entry] = [event for event in recorded("volledig") if event.get("key") == CTA]
    open_page.question.send({**entry, "lock": "other-person"})
    expect(first).to_contain_text("Echo aorta")
    expect(cards(open_page)).to_have_count(1)
    open_page.question.send({"event": "gone", "keys": [ECHO]})
    expect(cards(open_page)).to_have_count(0)


@pytest.mark.requirement("T4.3.on-top")
@pytest.mark.parametrize(("width", "fit"), [(320, 1), (768, 1), (1000, 2), (1440, 4), (1920, 5)])
def test_those_that_do_not_fit_are_counted_and_reached(open_page: OpenPage, width: int, fit: int) -> None:
    page = open_page.page
    page.set_viewport_size({"width": width, "height": 900})
    hears_suggestions(open_page)
    expect(cards(open_page)).to_have_count(fit)
    name = "alle 5, waarom?" if fit < len(ALL) else "waarom?"
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("dialog").locator("li ul")).to_have_count(5)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    page.keyboard.press("4")
    expect(open_page.pane).to_contain_text("CT thorax met contrast")
