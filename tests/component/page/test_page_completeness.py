"""Never incomplete in silence: every way in which the answer can fall short is on the page in words."""

import pytest
from playwright.sync_api import expect

from tests.component.page.conftest import OpenPage
from tests.lib.page_replay import recorded

SHIELDED = "Onderzoeken die de patiënt afschermt, worden niet getoond en niet geteld; vraag het de patiënt."


@pytest.mark.requirement("A45")
def test_while_holders_answer_the_page_says_who_is_waited_for(open_page: OpenPage) -> None:
    open_page.hears("laden")
    expect(open_page.page.locator(".completeness")).to_contain_text("2 van 5 instellingen hebben geantwoord")
    expect(open_page.page.locator(".sub")).to_contain_text(
        "Wacht op UMC Rijnmond, Diagnostiek Zuid en Zkh. Feijenoord"
    )
    expect(open_page.page.locator(".count")).to_contain_text("tot nu toe")


@pytest.mark.requirement("T2.4.unreachable", "T2.4.retry", "A44")
@pytest.mark.hazard("H1")
def test_a_holder_that_failed_is_named_and_asked_again_by_itself(open_page: OpenPage) -> None:
    open_page.hears("houder-faalt")
    sub = open_page.page.locator(".sub")
    expect(sub).to_contain_text("Zkh. Waterland niet bereikbaar")
    expect(sub.get_by_role("link")).to_have_attribute("href", "tel:0299000006")
    sub.get_by_role("button", name="Opnieuw").click()
    again = open_page.replay.question()
    assert again.holders == ["90000106"]
    expect(sub).to_contain_text("Wacht op Zkh. Waterland")
    again.send(*recorded("houder-faalt.opnieuw"))
    expect(sub).to_contain_text("Alles wat zij mogen tonen, is ontvangen", timeout=5000)
    expect(open_page.row("Slikfoto")).to_be_visible()
    expect(open_page.page.locator(".row")).to_have_count(24)


@pytest.mark.requirement("T2.4.index-down")
@pytest.mark.hazard("H2")
def test_without_the_index_own_studies_stay_under_a_banner(open_page: OpenPage) -> None:
    open_page.hears("index-weg")
    note = open_page.page.locator(".notes .note")
    expect(note).to_contain_text("De verwijsindex is sinds 02:31 niet bereikbaar.")
    expect(note).to_contain_text("U ziet alleen de onderzoeken van Ziekenhuis Fryslân. Elders kan meer zijn.")
    expect(open_page.page.locator(".row")).to_have_count(2)
    note.get_by_role("button", name="Opnieuw").click()
    again = open_page.replay.question()
    assert again.holders is None
    again.send(*recorded("volledig"))
    expect(open_page.page.locator(".row")).to_have_count(27)
    expect(note).to_have_count(0)


@pytest.mark.hazard("H1", "H2")
def test_none_found_never_stands_alone(open_page: OpenPage) -> None:
    open_page.hears("leeg")
    empty = open_page.page.locator(".empty")
    expect(empty).to_contain_text("Geen onderzoeken gevonden bij de 6 van 8 aangesloten instellingen.")
    expect(empty).to_contain_text("2 zijn nog niet aangesloten. Daar kon niet worden gevraagd.")
    expect(empty).to_contain_text("Gevraagd en beantwoord om 02:44.")
    empty.get_by_role("button", name="Welke instellingen?").click()
    expect(open_page.page.get_by_role("dialog", name="Volledigheid")).to_contain_text("Ziekenhuis Fryslân")


@pytest.mark.requirement("B4")
def test_without_a_bsn_the_page_says_that_nobody_else_was_asked(open_page: OpenPage) -> None:
    open_page.hears("geen-bsn")
    expect(open_page.page.locator(".notes")).to_contain_text(
        "Zonder BSN kan er landelijk niet worden gevraagd."
    )
    expect(open_page.page.locator(".corners h1")).to_contain_text("geen BSN")


@pytest.mark.requirement("B4")
@pytest.mark.hazard("H1")
def test_where_nobody_was_asked_nothing_is_called_not_found(open_page: OpenPage) -> None:
    patient, holders, *_, complete = recorded("geen-bsn")
    holders["asked"] = []
    open_page.question.send(patient, holders, complete | {"asked": 0, "answered": 0})
    empty = open_page.page.locator(".empty")
    expect(empty).to_contain_text("Er is niemand gevraagd; of er onderzoeken zijn, is niet bekend.")
    expect(empty).not_to_contain_text("gevonden")
    expect(empty).not_to_contain_text("beantwoord")


@pytest.mark.requirement("A45")
@pytest.mark.parametrize("width", [1440, 1500, 1600, 1920])
def test_the_foot_drops_hints_and_never_a_switch(open_page: OpenPage, width: int) -> None:
    open_page.page.set_viewport_size({"width": width, "height": 900})
    open_page.hears("volledig")
    for button in open_page.page.locator(".foot .switch button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width
    expect(open_page.page.locator(".foot .shielded")).to_be_in_viewport(ratio=1)
    assert open_page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.hazard("H1")
def test_a_stream_that_breaks_off_is_said_and_can_be_asked_again(open_page: OpenPage) -> None:
    open_page.hears("afgebroken")
    note = open_page.page.locator(".notes .note")
    expect(note).to_contain_text("Verbinding verbroken voordat alles binnen was.")
    expect(open_page.page.locator(".row")).to_have_count(13)
    assert open_page.page.locator(".meter .wait").count() == 0
    open_page.page.keyboard.press("Shift+R")
    open_page.replay.question().send(*recorded("volledig"))
    expect(open_page.page.locator(".row")).to_have_count(27)
    expect(note).to_have_count(0)


@pytest.mark.hazard("H6")
def test_a_complete_list_that_is_no_longer_kept_up_to_date_says_so(open_page: OpenPage) -> None:
    open_page.hears("volledig")
    open_page.question.end()
    expect(open_page.page.locator(".notes")).to_contain_text("Deze lijst wordt niet meer bijgewerkt.")


@pytest.mark.hazard("H1")
def test_a_line_that_cannot_be_read_is_an_error_in_sight(open_page: OpenPage) -> None:
    open_page.question.send(*recorded("volledig")[:-1])
    open_page.question.send_line('{"event":"entry","key":')
    open_page.question.send(recorded("volledig")[-1])
    expect(open_page.page.locator(".notes")).to_contain_text("Eén regel van het antwoord was onleesbaar.")
    expect(open_page.page.locator(".sub")).to_contain_text("Niet alles is ontvangen")
    expect(open_page.page.locator(".row")).to_have_count(27)


@pytest.mark.requirement("A68", "T4.14.panel")
def test_the_panel_tells_each_outcome_and_the_reference_for_the_helpdesk(open_page: OpenPage) -> None:
    open_page.hears("houder-faalt")
    open_page.page.keyboard.press("v")
    panel = open_page.page.get_by_role("dialog", name="Volledigheid")
    expect(panel.get_by_role("row")).to_have_count(6)
    expect(panel.get_by_role("row").nth(3)).to_contain_text("MC Delfshaven")
    expect(panel.get_by_role("row").nth(5)).to_contain_text("niet bereikbaar")
    expect(panel.get_by_role("row").nth(5)).to_contain_text("6,0 s")
    expect(panel.get_by_role("columnheader", name="Gevraagd")).to_be_visible()
    expect(panel.get_by_role("row").nth(5)).to_contain_text("02:43")
    expect(panel).to_contain_text("7f3a91c2d04e5b6687a1c0ffee102938")
    open_page.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


@pytest.mark.requirement("A34")
def test_the_sentence_about_shielded_studies_stands_under_every_timeline(open_page: OpenPage) -> None:
    expect(open_page.page.get_by_text(SHIELDED)).to_be_visible()
    open_page.hears("leeg")
    expect(open_page.page.get_by_text(SHIELDED)).to_be_visible()


@pytest.mark.parametrize("recording", ["laden", "houder-faalt", "index-weg", "leeg", "geen-bsn", "deels"])
def test_the_two_corners_have_the_same_height_in_every_state(open_page: OpenPage, recording: str) -> None:
    corners = open_page.page.locator(".corners")
    before = corners.bounding_box()
    open_page.hears(recording)
    assert corners.bounding_box() == before
    who = open_page.page.locator(".who").bounding_box()
    complete = open_page.page.locator(".completeness").bounding_box()
    assert who is not None
    assert complete is not None
    assert who["x"] + who["width"] < complete["x"]


@pytest.mark.requirement("B4")
def test_without_a_bsn_and_without_own_answer_the_page_says_that_nothing_was_asked(
    open_page: OpenPage,
) -> None:
    patient, holders, *_ = recorded("geen-bsn")
    own = next(event for event in recorded("volledig") if event.get("event") == "outcome")
    end = recorded("geen-bsn")[-1]
    not_asked = {**own, "kind": "NotAsked", "rows": 0, "retryable": False}
    open_page.question.send(patient, holders, not_asked, {**end, "complete": False, "answered": 0})
    expect(open_page.page.locator(".notes")).to_contain_text(
        "Er is niets opgevraagd, ook niet in Ziekenhuis Fryslân."
    )
    expect(open_page.page.locator(".completeness")).to_contain_text("Er is niets gevraagd")
    expect(open_page.page.locator(".row")).to_have_count(0)
