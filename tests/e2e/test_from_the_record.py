"""From the EPD's list of patients to a report, as a clinician does it."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.workplace import WITHIN_MS, Timeline, Workplace


@pytest.mark.requirement("A1", "A2", "A4", "A43", "T2.3.page", "T2.3.launch")
def test_a_click_in_the_record_shows_the_studies_of_five_hospitals(workplace: Workplace) -> None:
    page = workplace.window()
    page.goto(workplace.epd)
    page.get_by_role("link", name="Test-Aneurysma").click()
    timeline = Timeline(page, page.frame_locator("iframe[title=Tijdlijn]"))
    timeline.answered(5, 5)
    timeline.shows(11)
    expect(timeline.rows.first).to_contain_text("CTA aorta abdominalis")
    expect(timeline.rows.first).to_contain_text("HUIDIG")
    for institution in (
        "Ziekenhuis Fryslân",
        "UMC Rijnmond",
        "MC Delfshaven",
        "Diagnostiek Zuid",
        "Feijenoord",
    ):
        expect(timeline.rows.filter(has_text=institution).first).to_be_visible()
    expect(timeline.row("CTA aorta abdominalis", "UMC Rijnmond")).to_contain_text("ook bij MC Delfshaven")
    expect(timeline.inside.locator(".who")).to_contain_text("Test-Aneurysma, T. (Tjitske)")
    expect(timeline.inside.locator(".who")).to_contain_text("14-03-1951")
    expect(timeline.inside.locator(".shielded")).to_contain_text("worden niet getoond en niet geteld")


@pytest.mark.requirement("A8", "A11", "A70")
@pytest.mark.hazard("H8")
def test_a_report_stands_beside_the_list_with_its_addendum_above_it(workplace: Workplace) -> None:
    timeline = workplace.record("aneurysma")
    timeline.answered(5, 5)
    timeline.row("CTA aorta abdominalis", "UMC Rijnmond").click()
    addendum = timeline.pane.locator(".addendum")
    expect(addendum).to_contain_text("afstand van de onderste nierarterie")
    expect(timeline.pane).to_contain_text("maximale diameter 50 mm")
    text = timeline.pane.inner_text()
    assert text.index("onderste nierarterie tot het begin") < text.index("maximale diameter 50 mm")
    expect(timeline.pane.locator(".tag.outside")).to_have_text("EXTERN")
    timeline.row("X-thorax preoperatief").click()
    expect(timeline.pane).to_contain_text("cataractoperatie rechts")
    expect(timeline.pane).not_to_contain_text("cataractoperatie links")


@pytest.mark.requirement("A8", "B44")
def test_the_original_opens_in_the_browser_s_own_reader_and_never_as_a_page(workplace: Workplace) -> None:
    timeline = workplace.record("aneurysma")
    timeline.answered(5, 5)
    timeline.row("MRI schouder rechts").click()
    timeline.pane.get_by_role("button", name="Origineel (pdf)").click()
    original = timeline.pane.locator("iframe.pdf")
    expect(original).to_have_attribute("src", re.compile(r"^blob:"))
    reader = original.element_handle(timeout=WITHIN_MS).content_frame()
    assert reader is not None
    reader.wait_for_url(re.compile(r"^blob:"))
    assert reader.evaluate("document.contentType") == "application/pdf"
    timeline.pane.get_by_role("button", name="Terug naar de tekst").click()
    expect(timeline.pane).to_contain_text("Geen ruptuur van de supraspinatuspees")


@pytest.mark.requirement("A10", "T2.4.unreadable-images")
@pytest.mark.hazard("H7")
def test_a_study_whose_images_cannot_be_read_is_a_row_that_says_so(workplace: Workplace) -> None:
    timeline = workplace.launch("kapot")
    expect(timeline.row("X-onderbeen rechts")).to_contain_text("beelden niet leesbaar bij de houder")
    timeline.row("X-onderbeen rechts").click()
    expect(timeline.pane).to_contain_text("Conclusie:")


@pytest.mark.requirement("A44", "B22")
@pytest.mark.hazard("H1", "H2")
def test_nothing_found_never_stands_alone(workplace: Workplace) -> None:
    timeline = workplace.launch("leeg")
    empty = timeline.inside.locator(".empty")
    expect(empty).to_contain_text("Geen onderzoeken gevonden bij de 6 van 8 aangesloten instellingen.")
    expect(empty).to_contain_text("2 zijn nog niet aangesloten.")


@pytest.mark.requirement("A34", "B23", "T2.4.deny")
@pytest.mark.hazard("H4")
def test_who_refused_has_a_timeline_like_that_of_somebody_without_studies_elsewhere(
    workplace: Workplace,
) -> None:
    timeline = workplace.launch("geweigerd")
    timeline.answered(1, 1)
    timeline.shows(1)
    expect(timeline.page.locator("body")).not_to_contain_text("Rijnmond")
    timeline.page.keyboard.press("v")
    panel = timeline.page.get_by_role("dialog", name="Volledigheid")
    expect(panel.locator("tbody tr")).to_have_count(1)


@pytest.mark.requirement("A72")
def test_dutch_is_spoken_whatever_the_browser_prefers_until_somebody_chooses_english(
    workplace: Workplace,
) -> None:
    workplace.context.set_extra_http_headers({"Accept-Language": "en-US,en;q=0.9"})
    timeline = workplace.record("leeg")
    timeline.answered(1, 1)
    timeline.inside.get_by_role("button", name="EN", exact=True).click()
    expect(timeline.inside.locator(".empty")).to_contain_text("No studies found")
    again = workplace.record("leeg")
    expect(again.inside.locator(".empty")).to_contain_text("No studies found")
    again.inside.get_by_role("button", name="NL", exact=True).click()
    expect(again.inside.locator(".empty")).to_contain_text("Geen onderzoeken gevonden")
