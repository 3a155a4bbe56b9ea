"""The report beside the list: always that of the selected row, whole, and closed when it has to be."""

import threading

import pytest
from playwright.sync_api import expect

from tests.component.page.conftest import OpenPage
from tests.lib.page_replay import recorded


@pytest.mark.requirement("A8", "A11", "A21")
@pytest.mark.hazard("H8")
def test_an_addendum_stands_above_the_text_it_changes(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.row("11-09-2025").click()
    pane = open_page.pane
    expect(pane.locator(".addendum")).to_contain_text("Bij aanvullende beoordeling")
    expect(pane.locator(".addendum")).to_contain_text("vr 12-09-2025 09:14 · dr. B. Test-Radioloog")
    expect(pane.locator(".version")).to_contain_text("Versie 2 van 2 · definitief met addendum")
    expect(pane).to_contain_text("Conclusie:")
    text = pane.inner_text()
    assert text.index("Bij aanvullende") < text.index("Klinische gegevens:") < text.index("Conclusie:")
    expect(pane.locator(".tag.outside")).to_have_text("EXTERN")


def test_the_text_is_shown_as_received_and_never_read_as_markup(open_page: OpenPage) -> None:
    received = (
        "Eerste regel\n\tingesprongen   met spaties\n\nVerslag:\n<b>vet</b> <img src=x onerror=alert(1)>\n"
    )
    open_page.replay.reports["v-e11"] = received
    open_page.hears("volledig")
    open_page.row("Duplex halsvaten").click()
    lines = open_page.pane.locator(".line")
    expect(lines.first).to_be_visible()
    assert lines.evaluate_all("lines => lines.map(line => line.textContent)") == received.rstrip("\n").split(
        "\n"
    )
    assert open_page.pane.locator("img").count() == 0


@pytest.mark.hazard("H8")
def test_a_replaced_version_is_under_the_newest_and_can_be_opened(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.row("CT abdomen met contrast").click()
    pane = open_page.pane
    expect(pane).to_contain_text("diameter 42 mm")
    assert "24 mm.\n" not in pane.inner_text()
    assert "v-abdomen1" not in open_page.replay.reports_asked
    pane.get_by_role("button", name="Versie 1 (03-05-2022)").click()
    expect(pane.locator(".replaced")).to_contain_text("diameter 24 mm")
    expect(pane.locator(".replaced")).to_contain_text("inmiddels vervangen")


def test_preliminary_and_withdrawn_reports_say_so_above_their_text(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.row("X-thorax liggend").click()
    expect(open_page.pane.locator(".note")).to_contain_text("Nog niet door een radioloog vastgesteld")
    open_page.row("Botscintigrafie").click()
    expect(open_page.pane.locator(".note")).to_contain_text("Ingetrokken verslag.")


@pytest.mark.hazard("H8", "H10")
def test_a_late_report_never_appears_under_another_row(open_page: OpenPage) -> None:
    gate = threading.Event()
    open_page.replay.report_gates["v-e11"] = gate
    open_page.hears("volledig")
    open_page.row("Duplex halsvaten").click()
    expect(open_page.pane).to_contain_text("Verslag wordt opgehaald…")
    open_page.row("Echo aorta").click()
    expect(open_page.pane.locator(".text")).to_contain_text("Verslag v-e32.")
    gate.set()
    open_page.row("Mammografie").click()
    expect(open_page.pane.locator(".text")).to_have_text("Verslag v-e42.")


def test_a_report_that_fails_is_said_in_three_parts_and_can_be_asked_again(open_page: OpenPage) -> None:
    open_page.replay.report_status["v-aorta"] = 502
    open_page.hears("volledig")
    open_page.row("11-09-2025").click()
    note = open_page.pane.locator(".note.danger")
    expect(note).to_contain_text("Het verslag kon niet worden opgehaald.")
    expect(note).to_contain_text("Volgens UMC Rijnmond is het er wel.")
    expect(open_page.pane.locator(".addendum")).to_contain_text("Bij aanvullende beoordeling")
    del open_page.replay.report_status["v-aorta"]
    note.get_by_role("button", name="Opnieuw").click()
    expect(open_page.pane).to_contain_text("Infrarenaal aneurysma")


@pytest.mark.requirement("A10")
def test_no_report_is_said_as_such_and_nothing_is_promised(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.row("MRI lumbale wervelkolom").click()
    expect(open_page.pane.locator(".note")).to_contain_text("Geen verslag bij dit onderzoek.")


@pytest.mark.hazard("H3")
def test_a_row_of_perhaps_another_person_stays_closed(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    row = open_page.row("X-heup")
    expect(row).to_contain_text("Gesloten")
    row.click()
    expect(open_page.pane.locator(".note")).to_contain_text("Beelden en verslag blijven dicht.")
    assert open_page.replay.reports_asked == []


def test_nothing_is_fetched_before_somebody_chooses_a_row(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    expect(open_page.pane).to_contain_text("Er is nog geen verslag opgevraagd.")
    assert open_page.replay.reports_asked == []


def test_the_original_opens_in_the_pane_and_closes_again(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.row("11-09-2025").click()
    open_page.pane.get_by_role("button", name="Origineel (pdf)").click()
    frame = open_page.pane.locator("iframe")
    expect(frame).to_have_attribute("title", "Origineel (pdf)")
    assert str(frame.get_attribute("src")).startswith("blob:")
    open_page.pane.get_by_role("button", name="Terug naar de tekst").click()
    expect(frame).to_have_count(0)
    expect(open_page.pane).to_contain_text("Infrarenaal aneurysma")


def test_a_report_that_is_a_pdf_only_is_shown_as_one(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.row("23-09-2014").click()
    expect(open_page.pane.locator("iframe")).to_have_attribute("title", "Origineel (pdf)")


@pytest.mark.hazard("H6")
def test_a_row_that_goes_takes_its_open_report_with_it(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.row("11-09-2025").click()
    expect(open_page.pane).to_contain_text("Infrarenaal aneurysma")
    open_page.question.send({"event": "gone", "keys": ["e40"]})
    expect(open_page.pane).to_contain_text("Dit onderzoek staat niet meer in de lijst.")
    assert "Infrarenaal" not in open_page.page.content()


@pytest.mark.hazard("H8")
def test_each_version_keeps_its_own_original(open_page: OpenPage) -> None:
    [entry] = [event for event in recorded("volledig") if event.get("key") == "e40"]
    reports = entry["reports"]
    assert isinstance(reports, list)
    pdf = {"media_type": "application/pdf", "path": "/reports/v-aorta-add?form=1"}
    with_both = [{**reports[0], "forms": [*reports[0]["forms"], pdf]}, reports[1]]
    open_page.question.send(*recorded("volledig")[:2], {**entry, "reports": with_both})
    open_page.row("11-09-2025").click()
    open_page.pane.get_by_role("button", name="Addendum 12-09-2025 (pdf)").click()
    open_page.pane.get_by_role("button", name="Terug naar de tekst").click()
    open_page.pane.get_by_role("button", name="Verslag 11-09-2025 (pdf)").click()
    expect(open_page.pane.locator("iframe")).to_be_visible()
    assert open_page.replay.reports_asked[-1] == "v-aorta"


@pytest.mark.requirement("A8", "T4.10.conclusion")
def test_one_key_shows_the_conclusion_and_leaves_the_text_as_it_is(open_page: OpenPage) -> None:
    lines = [f"Regel {n}." for n in range(1, 200)]
    text = "\n".join(["Verslag:", *lines, "", "Conclusie:", "Geen afwijkingen.", "", *lines])
    open_page.replay.reports["v-e45"] = text
    open_page.hears("volledig")
    open_page.row("MRI hersenen").click()
    heading = open_page.pane.locator(".line.heading", has_text="Conclusie:")
    expect(heading).not_to_be_in_viewport()

    open_page.page.keyboard.press("c")

    expect(heading).to_be_in_viewport()
    expect(open_page.pane.get_by_text("Geen afwijkingen.")).to_be_in_viewport()
    assert open_page.pane.locator(".text .line").all_text_contents() == text.split("\n")


@pytest.mark.requirement("A8", "T4.10.conclusion")
def test_where_its_author_marked_no_conclusion_none_is_offered(open_page: OpenPage) -> None:
    open_page.replay.reports["v-e45"] = "De conclusie blijft gelijk: geen afwijkingen.\n"
    open_page.hears("volledig")
    open_page.row("MRI hersenen").click()
    expect(open_page.pane).to_contain_text("geen afwijkingen")
    expect(open_page.pane.get_by_role("button", name="Conclusie")).to_have_count(0)
