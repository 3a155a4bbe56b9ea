"""From a row to two pictures, and back."""

import re

import pytest
from playwright.sync_api import expect
from pydicom import Dataset

from tests.component.page.comparing import CURRENT, PRIOR, Compare, compare
from tests.component.page.conftest import OpenPage
from tests.lib import scanned
from tests.lib.page_rows import COMPLETE, HOLDERS, OTHER, PATIENT, row
from tests.lib.replayed_images import ReplayedStudy

__all__ = ["compare"]


def test_enter_shows_the_study_beside_the_current_one(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    left, right = comparing.side(0), comparing.side(1)
    expect(left.locator("header")).to_contain_text("HUIDIG")
    expect(left.locator("header")).to_contain_text("Ziekenhuis Fryslân")
    expect(left.locator("header")).to_contain_text("di 24-11-2026 02:41")
    expect(right.locator("header")).to_contain_text("EERDER (14 mnd)")
    expect(right.locator("header")).to_contain_text("do 11-09-2025 10:32 · 14 mnd vóór huidig")
    expect(right.locator("header")).to_contain_text("UMC Rijnmond")
    for side in (left, right):
        expect(side.locator("header")).to_contain_text("Test-Aneurysma, T. (Tjitske) · 14-03-1951 · vrouw")


def test_pictures_are_drawn_with_the_window_of_their_header(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    # 40 HU in a window of 400 around 40 is the middle of all greys, air is black.
    assert comparing.pixel(0, 0.5, 0.4) == (128, 128, 128)
    assert comparing.pixel(0, 0.02, 0.5) == (0, 0, 0)
    expect(comparing.caption(0, "window")).to_have_text("W 400 · C 40 HU")


def test_an_outside_study_has_another_frame_and_says_so(compare: Compare) -> None:
    comparing = compare()
    left, right = comparing.side(0), comparing.side(1)
    expect(right.locator("header")).to_contain_text("EXTERN")
    expect(left.locator("header")).not_to_contain_text("EXTERN")
    expect(right).to_have_css("border-style", "dashed")
    expect(left).to_have_css("border-style", "solid")
    expect(right).to_have_attribute("aria-label", "Eerder onderzoek, van een andere instelling")


def test_both_studies_are_opened_in_one_question(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    assert comparing.opened.replay.images.opened == [[CURRENT, PRIOR]]


def test_series_of_one_uid_at_two_hospitals_are_two_series(compare: Compare) -> None:
    def imported(dataset: Dataset) -> None:
        dataset.SeriesInstanceUID = "2.25.77"

    comparing = compare(
        current=ReplayedStudy(scanned.ct("2.25.1", 21, first_mm=-300, step_mm=5, change=imported)),
        prior=ReplayedStudy(scanned.ct("2.25.2", 11, first_mm=-290, step_mm=10, change=imported)),
    )
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")


def test_two_copies_of_one_study_are_each_shown_as_their_own_hospital_has_it(compare: Compare) -> None:
    comparing = compare(
        current=ReplayedStudy(scanned.ct("2.25.1", 21, first_mm=-300, step_mm=5)),
        prior=ReplayedStudy(scanned.ct("2.25.1", 11, first_mm=-290, step_mm=10)),
    )
    # One frame of reference: the same level, among as many images as each copy has.
    comparing.places("Beeld 11 van 21", "Beeld 7 van 11")


def test_the_first_page_load_brings_nothing_of_the_images(open_page: OpenPage) -> None:
    open_page.question.send(PATIENT, HOLDERS, row(CURRENT), COMPLETE)
    open_page.row("24-11-2026").wait_for()
    scripts = [name for name in open_page.replay.assets_asked if name.endswith(".js")]
    assert [name.split("-")[0] for name in scripts] == ["main"]
    assert open_page.replay.images.opened == []


def test_a_row_in_focus_is_asked_for_before_anybody_opens_it(open_page: OpenPage) -> None:
    images = open_page.replay.images
    images.studies = {
        CURRENT: ReplayedStudy(scanned.ct("2.25.1", 3, first_mm=0, step_mm=5)),
        PRIOR: ReplayedStudy(scanned.ct("2.25.2", 3, first_mm=0, step_mm=5)),
    }
    open_page.question.send(
        PATIENT, HOLDERS, row(CURRENT), row(PRIOR, date="2025-09-11", custodian=OTHER), COMPLETE
    )
    with open_page.page.expect_response(re.compile("/2.25.2.1/metadata")):
        open_page.row("11-09-2025").click()
    assert images.opened == [[CURRENT, PRIOR]]
    assert [study.frames_asked for study in images.studies.values()] == [[], []]


def test_escape_goes_back_to_the_row_and_the_place_in_the_list(compare: Compare) -> None:
    older = [row(f"oud{n}", date=f"20{n:02}-01-02", has_images=False) for n in range(24, 0, -1)]
    comparing = compare(
        rows=(row(CURRENT), *older, row(PRIOR, date="2000-02-03", custodian=OTHER)), chosen="03-02-2000"
    )
    page = comparing.opened.page
    scrolled = "document.querySelector('.grid').scrollTop"
    before = page.evaluate(scrolled)
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("Escape")
    expect(page.locator(".compare")).to_have_count(0)
    expect(comparing.opened.row("03-02-2000")).to_be_focused()
    expect(comparing.opened.row("03-02-2000")).to_have_attribute("aria-selected", "true")
    assert before > 0
    assert page.evaluate(scrolled) == before


def test_the_button_in_the_report_pane_does_the_same(open_page: OpenPage) -> None:
    open_page.replay.images.studies = {PRIOR: ReplayedStudy(scanned.ct("2.25.2", 3, first_mm=0, step_mm=5))}
    open_page.question.send(PATIENT, HOLDERS, row(PRIOR, date="2025-09-11", custodian=OTHER), COMPLETE)
    open_page.row("11-09-2025").click()
    open_page.pane.get_by_role("button", name="Beelden naast elkaar").click()
    expect(open_page.page.locator(".view").nth(1).locator(".place")).to_have_text("Beeld 2 van 3")
    expect(open_page.page.locator(".view").nth(0)).to_contain_text("Er is geen huidig onderzoek.")


@pytest.mark.parametrize("width", [1440, 760, 390])
def test_a_row_s_amounts_are_the_button_that_opens_its_images(open_page: OpenPage, width: int) -> None:
    page = open_page.page
    page.set_viewport_size({"width": width, "height": 844})
    open_page.replay.images.studies = {
        CURRENT: ReplayedStudy(scanned.ct("2.25.1", 5, first_mm=0, step_mm=5)),
        PRIOR: ReplayedStudy(scanned.ct("2.25.2", 3, first_mm=0, step_mm=5)),
    }
    prior = row(PRIOR, date="2025-09-11", custodian=OTHER, series_count=1, image_count=3)
    open_page.question.send(PATIENT, HOLDERS, row(CURRENT), prior, COMPLETE)
    button = open_page.row("11-09-2025").get_by_role(
        "button", name="Beelden openen naast huidig: 1 reeks, 3 beelden"
    )
    expect(button).to_be_visible()
    button.click()
    expect(page.locator(".view").nth(1).locator(".place")).to_have_text("Beeld 2 van 3")
    expect(open_page.row("11-09-2025")).to_have_attribute("aria-selected", "true")


def test_the_button_of_a_row_is_reached_by_tab_from_its_row_alone(open_page: OpenPage) -> None:
    page = open_page.page
    open_page.replay.images.studies = {
        CURRENT: ReplayedStudy(scanned.ct("2.25.1", 5, first_mm=0, step_mm=5)),
        PRIOR: ReplayedStudy(scanned.ct("2.25.2", 3, first_mm=0, step_mm=5)),
    }
    prior = row(PRIOR, date="2025-09-11", custodian=OTHER)
    open_page.question.send(PATIENT, HOLDERS, row(CURRENT), prior, COMPLETE)
    open_page.row("11-09-2025").click()
    page.keyboard.press("Tab")
    button = open_page.row("11-09-2025").get_by_role("button", name="Beelden openen naast huidig")
    expect(button).to_be_focused()
    other = open_page.row("24-11-2026").get_by_role("button", name="Beelden openen naast huidig")
    expect(other).to_have_attribute("tabindex", "-1")
    page.keyboard.press("Enter")
    expect(page.locator(".view").nth(1).locator(".place")).to_have_text("Beeld 2 van 3")


def test_a_row_without_images_has_no_button(open_page: OpenPage) -> None:
    open_page.question.send(PATIENT, HOLDERS, row(CURRENT, has_images=False), COMPLETE)
    expect(open_page.row("24-11-2026").get_by_role("button")).to_have_count(0)
    open_page.row("24-11-2026").click()
    expect(open_page.pane.get_by_role("heading")).to_contain_text("CTA")
    expect(open_page.pane.get_by_role("button", name="Beelden naast elkaar")).to_have_count(0)


def test_other_priors_by_bracket_and_by_the_bar(compare: Compare) -> None:
    rows = (
        row(CURRENT),
        row(PRIOR, date="2025-09-11", custodian=OTHER),
        row("mr", date="2023-05-05", modality="MR", description="MR lwk", custodian=OTHER),
    )
    comparing = compare(rows=rows, studies={"mr": ReplayedStudy(scanned.mr("2.25.4", 5))})
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("]")
    comparing.places("Beeld 11 van 21", "Beeld 3 van 5")
    expect(comparing.side(1).locator("header")).to_contain_text("MR lwk")
    comparing.press("]")  # the end of the list
    comparing.press("[")
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.opened.page.get_by_role("group", name="Eerder onderzoek").get_by_text("3½ jr").click()
    comparing.places("Beeld 11 van 21", "Beeld 3 van 5")


def test_x_swaps_the_sides(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("x")
    comparing.places("Beeld 6 van 11", "Beeld 11 van 21")
    expect(comparing.side(1).locator("header")).to_contain_text("HUIDIG")


def test_without_a_current_study_a_prior_can_be_kept_to_compare_with(compare: Compare) -> None:
    rows = (row(PRIOR, date="2025-09-11", custodian=OTHER), row(CURRENT, date="2024-09-11", custodian=OTHER))
    comparing = compare(rows=rows)
    expect(comparing.side(0)).to_contain_text("Er is geen huidig onderzoek.")
    comparing.side(0).get_by_role("button", name="Zet hier vast").click()
    expect(comparing.side(0).locator("header")).to_contain_text("EERDER (14 mnd)")
    expect(comparing.side(0).locator("header")).to_contain_text("14 mnd geleden")
    comparing.press("]")
    comparing.places("Beeld 6 van 11", "Beeld 11 van 21")


def test_ages_are_counted_from_the_current_study_not_from_today(compare: Compare) -> None:
    # Begun ten days ago: the current study is of that day.
    began = {**PATIENT, "started_on": "2026-11-14"}
    rows = (
        row(CURRENT, date="2026-11-14"),
        row(PRIOR, date="2026-11-14", time="01:10", custodian=OTHER),
        row("later", date="2026-11-17", custodian=OTHER),
        row("oud", date="2024-11-10", custodian=OTHER),
    )
    others = {
        "later": ReplayedStudy(scanned.ct("2.25.5", 3, first_mm=0, step_mm=5)),
        "oud": ReplayedStudy(scanned.ct("2.25.6", 3, first_mm=0, step_mm=5)),
    }
    comparing = compare(patient=began, rows=rows, studies=others, chosen="14-11-202601:10")
    expect(comparing.side(1).locator("header")).to_contain_text("EERDER (zelfde dag)")
    expect(comparing.side(1).locator("header")).to_contain_text("zelfde dag als huidig")
    priors = comparing.opened.page.get_by_role("group", name="Eerder onderzoek")
    expect(priors.locator(".seg button")).to_have_text(["CT3 dgn", "CTzelfde dag", "CT2 jr"])
    comparing.press("[")
    expect(comparing.side(1).locator("header")).to_contain_text("LATER (3 dgn)")
    expect(comparing.side(1).locator("header")).to_contain_text("3 dgn na huidig")
