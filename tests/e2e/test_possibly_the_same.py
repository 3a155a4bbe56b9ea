"""Rows that may be one study: beside each other, with what was compared, and put together by their reader."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.workplace import Timeline, Workplace

COMPARED = (
    "gelijk: datum en tijd, modaliteit, omschrijving, instelling die het maakte, aantal beelden"
    " · anders: nummer"
)
FOLDED = "Door u samengevoegd: UMC Rijnmond + Feijenoord; alleen op uw scherm, tot u deze pagina sluit"


@pytest.fixture
def double(workplace: Workplace) -> Timeline:
    """The timeline of the patient with a copy from a disc."""
    timeline = workplace.launch("dubbel")
    timeline.shows(2)
    expect(timeline.corner.locator(".at")).to_be_visible()
    return timeline


def turn(timeline: Timeline, name: str) -> Locator:
    return timeline.rows.get_by_role("button", name=name)


@pytest.mark.requirement("B26", "T4.2.fold")
@pytest.mark.hazard("H3")
def test_two_rows_that_may_be_one_say_what_was_compared_and_are_folded_by_mouse(double: Timeline) -> None:
    first, last = double.rows.first, double.rows.last
    expect(double.rows.filter(has_text="Mogelijk hetzelfde onderzoek")).to_have_count(2)
    expect(last).to_contain_text(COMPARED)
    expect(first.locator(".likely")).to_have_count(0)

    turn(double, "Samenvoegen").click()
    double.shows(1)
    expect(double.rows).to_contain_text(FOLDED)
    expect(double.rows).to_contain_text("ook bij MC Delfshaven")
    expect(double.rows).to_contain_text("ook bij Feijenoord")
    expect(double.rows).to_be_focused()
    expect(double.selected).to_have_count(1)
    expect(double.pane).to_contain_text("Universitair Medisch Centrum Rijnmond")

    turn(double, "Losmaken").click()
    double.shows(2)
    expect(double.rows.last).to_contain_text("Mogelijk hetzelfde onderzoek")
    expect(double.inside.locator(".folded")).to_have_count(0)


@pytest.mark.requirement("B26", "A67", "T4.2.fold")
def test_one_key_folds_them_and_the_same_key_takes_them_apart(double: Timeline) -> None:
    page = double.page
    page.keyboard.press("ArrowDown")
    page.keyboard.press("g")
    double.shows(1)
    expect(double.rows).to_be_focused()
    expect(double.pane).to_contain_text("verslag", ignore_case=True)
    page.keyboard.press("g")
    double.shows(2)
    page.keyboard.press("ArrowDown")
    expect(double.rows.last).to_be_focused()
    page.keyboard.press("g")
    double.shows(1)
    expect(double.rows).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Toetsen")).to_contain_text("samenvoegen of losmaken")


@pytest.mark.requirement("B26", "T4.2.fold")
def test_what_was_folded_survives_a_change_of_language_and_ends_with_the_page(double: Timeline) -> None:
    turn(double, "Samenvoegen").click()
    double.shows(1)
    double.page.get_by_role("button", name="EN", exact=True).click()
    expect(double.rows).to_contain_text("Put together by you: UMC Rijnmond + Feijenoord")
    double.page.get_by_role("button", name="NL", exact=True).click()
    double.page.reload()
    double.shows(2)
