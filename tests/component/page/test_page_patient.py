"""Whose page it is: always on screen, gone at once when it must be, and never left in the browser."""

import json

import pytest
from playwright.sync_api import Browser, expect

from tests.component.page.conftest import OpenPage
from tests.lib.page_replay import PageReplay, recorded


@pytest.mark.requirement("A67", "A72")
def test_the_patient_is_on_screen_in_words(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    who = open_page.page.locator(".who")
    for text in ("Test-Aneurysma, T. (Tjitske)", "14-03-1951 · 75 jaar", "vrouw", "BSN ••••• ••12"):
        expect(who).to_contain_text(text)
    expect(who).to_contain_text(
        "SEH-bezoek 24-11-2026 · Ziekenhuis Fryslân · ingelogd: dr. S. Test-Arts, SEH-arts"
    )


@pytest.mark.requirement("A67")
@pytest.mark.hazard("H10")
def test_when_another_patient_is_opened_nothing_of_the_former_is_left(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.row("11-09-2025").click()
    expect(open_page.pane).to_contain_text("Infrarenaal aneurysma")
    open_page.question.send({"event": "closed", "reason": "patient-switched"})
    expect(open_page.page.get_by_role("alert")).to_contain_text("In het EPD is een andere patiënt geopend")
    for left in ("Test-Aneurysma", "Infrarenaal", "CTA aorta", "1951"):
        assert left not in open_page.page.content()


@pytest.mark.hazard("H10")
def test_a_session_that_is_over_shows_nothing(browser: Browser, replay: PageReplay) -> None:
    replay.refuse_timeline = True
    page = browser.new_page()
    page.goto(replay.address)
    expect(page.get_by_role("alert")).to_contain_text("Open de tijdlijn opnieuw vanuit het dossier")
    page.close()


def test_a_report_asked_after_the_session_ended_closes_the_page(open_page: OpenPage) -> None:
    open_page.replay.report_status["v-e32"] = 401
    open_page.hears("volledig")
    open_page.row("Echo aorta").click()
    expect(open_page.page.get_by_role("alert")).to_contain_text("Open de tijdlijn opnieuw vanuit het dossier")


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
def test_the_browser_keeps_the_theme_and_nothing_of_the_patient(open_page: OpenPage) -> None:
    page = open_page.page
    open_page.hears("volledig")
    open_page.row("11-09-2025").click()
    page.get_by_role("button", name="Gedimd").click()
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert json.loads(stored) == [{"tijdlijn-theme": "dim"}, {}, ""]
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert page.title() == "Tijdlijn"
    assert page.url == f"{open_page.replay.address}/"
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dim")


@pytest.mark.requirement("A67")
def test_what_is_not_known_of_the_patient_is_said(open_page: OpenPage) -> None:
    patient, holders, *rest = recorded("index-weg")
    open_page.question.send(
        {**patient, "name": None, "birth_date": "1951", "sex": "unknown", "situation": None},
        {**holders, "connected": None, "institutions": None},
        *rest,
    )
    who = open_page.page.locator(".who")
    for text in ("naam onbekend", "1951", "geslacht onbekend"):
        expect(who).to_contain_text(text)
    expect(open_page.page.locator(".nation")).to_contain_text("Adresboek niet bereikbaar")
