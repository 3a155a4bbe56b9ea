"""One browser shows one patient: a launch, a reload or the way back never leave anything of another."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.workplace import Workplace
from tests.lib.browsing import SESSION_COOKIE

OF_THE_FIRST = ("Test-Aneurysma", "Tjitske", "1951", "Rijnmond", "Infrarenaal", "aorta")


@pytest.mark.requirement("A67", "B57")
@pytest.mark.hazard("H10")
def test_a_second_launch_empties_the_page_of_the_first_patient(workplace: Workplace) -> None:
    first = workplace.launch("aneurysma")
    first.answered(5, 5)
    first.row("CTA aorta abdominalis", "UMC Rijnmond").click()
    expect(first.pane).to_contain_text("maximale diameter 50 mm")
    second = workplace.launch("geweigerd")
    second.answered(1, 1)
    expect(first.page.get_by_role("alert")).to_contain_text("In het EPD is een andere patiënt geopend")
    _shows_nothing_of_the_first(first.page)
    first.page.get_by_role("button", name="Naar de geopende patiënt").click()
    expect(first.page.locator(".who")).to_contain_text("Test-Geweigerd")
    first.answered(1, 1)
    _shows_nothing_of_the_first(first.page)
    expect(second.page.locator(".who")).to_contain_text("Test-Geweigerd")


@pytest.mark.requirement("A67", "B57")
@pytest.mark.hazard("H10")
def test_in_the_record_of_the_first_patient_the_second_one_never_appears(workplace: Workplace) -> None:
    first = workplace.record("aneurysma")
    first.answered(5, 5)
    workplace.record("geweigerd").answered(1, 1)
    alert = first.inside.get_by_role("alert")
    expect(alert).to_contain_text("In het EPD is een andere patiënt geopend")
    expect(alert).to_contain_text("Open dit dossier opnieuw om met deze patiënt verder te gaan.")
    expect(alert.get_by_role("button")).to_have_count(0)
    first.page.reload()
    first.answered(5, 5)
    expect(first.inside.locator(".who")).to_contain_text("Test-Aneurysma")


@pytest.mark.requirement("A67", "B57")
@pytest.mark.hazard("H10")
def test_neither_reload_nor_the_way_back_brings_the_first_patient_back(workplace: Workplace) -> None:
    page = workplace.window()
    page.goto(workplace.epd)
    workplace.launch("aneurysma", page).answered(5, 5)
    page.goto(workplace.epd)
    second = workplace.launch("geweigerd", page)
    second.answered(1, 1)
    page.reload()
    expect(page.locator(".who")).to_contain_text("Test-Geweigerd")
    for _ in range(2):
        page.go_back(wait_until="load")
    expect(page).to_have_url(f"{workplace.timeline}/")
    expect(page.locator(".who")).to_contain_text("Test-Geweigerd")
    second.answered(1, 1)
    _shows_nothing_of_the_first(page)


@pytest.mark.requirement("A67")
def test_the_way_back_after_a_launch_is_the_record_s_list(workplace: Workplace) -> None:
    page = workplace.window()
    page.goto(workplace.epd)
    workplace.launch("aneurysma", page).answered(5, 5)
    page.go_back()
    expect(page.get_by_role("heading", name="Patiënten van vandaag")).to_be_visible()
    page.go_forward()
    expect(page.locator(".who")).to_contain_text("Test-Aneurysma")


@pytest.mark.requirement("B57", "T2.6.launch")
@pytest.mark.hazard("H10")
def test_a_session_that_is_over_empties_the_page_and_says_what_to_do(workplace: Workplace) -> None:
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    workplace.context.clear_cookies()
    timeline.page.keyboard.press("Shift+R")
    expect(timeline.page.get_by_role("alert")).to_contain_text("Open de tijdlijn opnieuw vanuit het dossier")
    _shows_nothing_of_the_first(timeline.page)


@pytest.mark.requirement("T2.6.launch")
def test_without_a_session_the_page_says_in_dutch_where_to_go(workplace: Workplace) -> None:
    page = workplace.window()
    answer = page.goto(f"{workplace.timeline}/")
    assert answer is not None
    assert answer.status == 401
    expect(page.get_by_role("heading")).to_have_text("Open de tijdlijn vanuit het dossier")
    _is_a_plain_message(page, workplace)


@pytest.mark.requirement("T2.6.launch")
def test_an_unknown_epd_opens_nothing(workplace: Workplace) -> None:
    page = workplace.window()
    page.goto(f"{workplace.timeline}/launch?iss=https%3A%2F%2Fevil.localhost%2Ffhir&launch=x")
    expect(page.get_by_role("heading")).to_have_text("De tijdlijn is niet geopend")
    _is_a_plain_message(page, workplace)
    assert not [url for url in workplace.urls if "evil" in url and not url.startswith(workplace.timeline)]


@pytest.mark.requirement("T2.6.launch")
@pytest.mark.hazard("H10")
def test_the_same_launch_opens_once(open_workplace: Callable[[], Workplace]) -> None:
    first = open_workplace()
    first.launch("aneurysma").answered(5, 5)
    (launch,) = [url for url in first.urls if url.startswith(f"{first.timeline}/launch?")]
    (callback,) = [url for url in first.urls if url.startswith(f"{first.timeline}/callback?")]
    for used in (launch, callback):
        stranger = open_workplace()
        page = stranger.window()
        page.goto(used)
        _is_a_plain_message(page, stranger)


def _shows_nothing_of_the_first(page: Page) -> None:
    content = page.title() + page.content()
    assert [text for text in OF_THE_FIRST if text in content] == []


def _is_a_plain_message(page: Page, workplace: Workplace) -> None:
    text = page.locator("body").inner_text()
    assert page.locator("html").get_attribute("lang") == "nl"
    assert not re.search(r"Traceback|Error|Exception|\b[45]\d\d\b|\.py", text)
    assert SESSION_COOKIE not in [cookie.get("name") for cookie in workplace.context.cookies()]
    workplace.expected(r"Failed to load resource: the server responded with a status of 40[01]")
