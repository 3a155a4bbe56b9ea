"""Both sides go together in millimetres, or not at all."""

import threading

import pytest
from playwright.sync_api import expect
from pydicom import Dataset

from tests.component.page.comparing import PRIOR, Compare, Comparing, compare
from tests.lib import scanned
from tests.lib.page_rows import OTHER, row
from tests.lib.replayed_images import ReplayedStudy

__all__ = ["compare"]

pytestmark = pytest.mark.requirement("T3.3.linking")


def wheel(comparing: Comparing, side: int, notches: int) -> None:
    comparing.side(side).locator(".pic").hover()
    for _ in range(abs(notches)):
        comparing.opened.page.mouse.wheel(0, 100 if notches > 0 else -100)


@pytest.mark.hazard("H24")
def test_a_proposed_link_says_that_it_is_approximate(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    expect(comparing.link).to_contain_text("Bij benadering gekoppeld")
    expect(comparing.link).to_contain_text("voorstel: het midden van beide reeksen op elkaar")


@pytest.mark.hazard("H24")
def test_one_step_of_ten_millimetres_is_two_of_five(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    wheel(comparing, 1, 1)
    comparing.places("Beeld 13 van 21", "Beeld 7 van 11")
    expect(comparing.caption(0, "level")).to_have_text("z −260,0 mm")
    expect(comparing.caption(1, "level")).to_have_text("z −250,0 mm")


def test_the_level_that_the_reader_sets_is_the_one_that_links(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("k")
    expect(comparing.link).to_contain_text("Niet gekoppeld")
    expect(comparing.link).to_contain_text("u scrolt elk onderzoek apart")
    wheel(comparing, 0, 4)
    comparing.places("Beeld 15 van 21", "Beeld 6 van 11")
    comparing.press("l")
    expect(comparing.link).to_contain_text("Gekoppeld in mm")
    expect(comparing.link).to_contain_text("niveau door u gezet: huidig −270,0 = eerder −240,0 mm")
    wheel(comparing, 1, 1)
    comparing.places("Beeld 17 van 21", "Beeld 7 van 11")


@pytest.mark.hazard("H24")
def test_a_level_is_set_from_what_is_seen_not_from_what_is_awaited(compare: Compare) -> None:
    gate = threading.Event()
    files = scanned.ct("2.25.2", 11, first_mm=-290, step_mm=10)
    comparing = compare(prior=ReplayedStudy(files, gate=gate, ungated="2.25.2.1.6"))
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("k")
    wheel(comparing, 1, 2)
    expect(comparing.caption(1, "awaited")).to_contain_text("8")
    comparing.press("l")
    expect(comparing.link).to_contain_text("niveau door u gezet: huidig −250,0 = eerder −240,0 mm")
    gate.set()
    comparing.places("Beeld 15 van 21", "Beeld 8 van 11")


@pytest.mark.hazard("H24")
def test_beyond_the_end_of_the_other_stack_is_said_and_nothing_is_made_up(compare: Compare) -> None:
    short = ReplayedStudy(scanned.ct("2.25.2", 15, first_mm=-300, step_mm=5))
    comparing = compare(prior=short)
    comparing.places("Beeld 11 van 21", "Beeld 8 van 15")
    comparing.side(0).locator(".rail").focus()
    comparing.press("Home")
    expect(comparing.caption(0, "place")).to_have_text("Beeld 1 van 21")
    expect(comparing.link).to_contain_text("hiernaast is op dit niveau geen beeld")
    comparing.press("PageDown")
    comparing.places("Beeld 11 van 21", "Beeld 8 van 15")
    expect(comparing.link).not_to_contain_text("geen beeld")


@pytest.mark.hazard("H24")
def test_stacks_in_other_directions_are_never_linked(compare: Compare) -> None:
    comparing = compare(prior=ReplayedStudy(scanned.mr("2.25.4", 21)))
    comparing.places("Beeld 11 van 21", "Beeld 11 van 21")
    expect(comparing.link).to_contain_text("Niet gekoppeld")
    expect(comparing.link).to_contain_text("de coupes lopen in een andere richting")
    expect(comparing.link.get_by_role("button")).to_have_count(0)
    wheel(comparing, 0, 3)
    comparing.places("Beeld 14 van 21", "Beeld 11 van 21")


@pytest.mark.hazard("H24")
def test_equal_coordinates_of_two_studies_are_no_exact_link(compare: Compare) -> None:
    def same_frame(dataset: Dataset) -> None:
        dataset.FrameOfReferenceUID = "2.25.1.9"

    files = scanned.ct("2.25.2", 21, first_mm=-250, step_mm=5, change=same_frame)
    comparing = compare(prior=ReplayedStudy(files))
    comparing.places("Beeld 11 van 21", "Beeld 11 van 21")
    expect(comparing.link).to_contain_text("Bij benadering gekoppeld")
    expect(comparing.link).not_to_contain_text("zelfde ruimte")


@pytest.mark.hazard("H24")
def test_images_without_a_level_are_never_linked(compare: Compare) -> None:
    comparing = compare(prior=ReplayedStudy(scanned.radiograph("2.25.3")))
    expect(comparing.link).to_contain_text("van een van beide is het niveau onbekend")
    comparing.press("l")
    expect(comparing.link).to_contain_text("Niet gekoppeld")


def test_the_same_window_is_for_ct_in_hounsfield_units_alone(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    expect(comparing.link).to_contain_text("Zelfde venster: beide CT in HU")
    comparing.press("2")
    for side in (0, 1):
        expect(comparing.caption(side, "window")).to_have_text("W 600 · C 100 HU")


def test_an_mr_beside_a_ct_keeps_its_own_window(compare: Compare) -> None:
    comparing = compare(prior=ReplayedStudy(scanned.mr("2.25.4", 5)))
    expect(comparing.caption(1, "window")).to_have_text("W 1600 · C 900")
    expect(comparing.link).to_contain_text("Eigen venster per beeld")
    comparing.side(0).locator(".rail").focus()
    comparing.press("3")
    expect(comparing.caption(0, "window")).to_have_text("W 1500 · C −600 HU")
    expect(comparing.caption(1, "window")).to_have_text("W 1600 · C 900")


def test_presets_do_nothing_on_what_is_no_ct(compare: Compare) -> None:
    comparing = compare(prior=ReplayedStudy(scanned.mr("2.25.4", 5)))
    expect(comparing.caption(1, "window")).to_have_text("W 1600 · C 900")
    comparing.side(1).locator(".rail").focus()
    comparing.press("1")
    expect(comparing.caption(1, "window")).to_have_text("W 1600 · C 900")
    presets = comparing.opened.page.get_by_role("group", name="Venster, alleen voor CT in HU")
    expect(presets.get_by_role("button", name="Weke delen")).to_be_disabled()


@pytest.mark.hazard("H24")
def test_another_prior_gets_a_link_of_its_own(compare: Compare) -> None:
    far = ReplayedStudy(scanned.ct("2.25.7", 21, first_mm=500, step_mm=5))
    rows = (row("huidig"), row(PRIOR, date="2025-09-11", custodian=OTHER), row("ver", date="2024-01-01"))
    comparing = compare(rows=rows, studies={"ver": far})
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("l")
    expect(comparing.link).to_contain_text("Gekoppeld in mm")
    comparing.press("]")
    comparing.places("Beeld 11 van 21", "Beeld 11 van 21")
    expect(comparing.link).to_contain_text("Bij benadering gekoppeld")
