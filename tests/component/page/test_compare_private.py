"""Images leave the screen and the memory with what they were shown for."""

import pytest
from playwright.sync_api import expect

from tests.component.page.comparing import CURRENT, PRIOR, Compare, Comparing, compare
from tests.lib import scanned
from tests.lib.page_rows import OTHER, THIRD, row
from tests.lib.replayed_images import ReplayedStudy

__all__ = ["compare"]

pytestmark = pytest.mark.requirement("T3.3.private")


def shown(compare: Compare) -> Comparing:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    return comparing


@pytest.mark.parametrize("reason", ["patient-switched", "session-ended", "withdrawn"])
@pytest.mark.hazard("H10")
def test_a_closed_timeline_takes_the_images_with_it(compare: Compare, reason: str) -> None:
    comparing = shown(compare)
    page = comparing.opened.page
    comparing.opened.question.send({"event": "closed", "reason": reason})
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("canvas")).to_have_count(0)
    assert "Test-Aneurysma" not in page.content()


def test_a_row_that_goes_takes_its_images_with_it(compare: Compare) -> None:
    comparing = shown(compare)
    comparing.opened.question.send({"event": "gone", "keys": [PRIOR]})
    expect(comparing.side(1)).to_contain_text("Dit onderzoek staat niet meer in de lijst.")
    expect(comparing.side(1).locator("canvas")).to_have_count(0)
    expect(comparing.side(0).locator("canvas")).to_have_count(1)


@pytest.mark.hazard("H3")
def test_a_row_that_closes_takes_its_images_with_it(compare: Compare) -> None:
    comparing = shown(compare)
    comparing.opened.question.send(row(PRIOR, date="2025-09-11", custodian=OTHER, lock="other-person"))
    expect(comparing.side(1)).to_contain_text("Deze beelden blijven dicht.")
    expect(comparing.side(1).locator("canvas")).to_have_count(0)


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T4.12.opening")
@pytest.mark.parametrize("told_by", ["manifest", "header"])
def test_images_that_turn_out_to_be_another_persons_close_their_row(compare: Compare, told_by: str) -> None:
    files = scanned.ct("2.25.2", 11, first_mm=-290, step_mm=10)
    prior_study = ReplayedStudy(files)
    if told_by == "manifest":
        prior_study.state = "other-person"
    else:
        prior_study.metadata_status = 409
    comparing = compare(prior=prior_study)
    page, prior = comparing.opened.page, comparing.opened.row("11-09-2025")
    expect(comparing.side(1)).to_contain_text("Deze beelden blijven dicht.")
    expect(comparing.side(1)).to_contain_text("De geboortedatum of het geslacht bij de houder is anders")
    page.keyboard.press("Escape")
    expect(prior).to_contain_text("Beelden en verslag blijven dicht")
    expect(prior).to_contain_text("Gesloten")
    expect(prior.locator(".open-images")).to_have_count(0)
    comparing.opened.question.send(row(PRIOR, date="2025-09-11", custodian=OTHER, description="CTA bekken"))
    told_again = comparing.opened.row("CTA bekken")
    expect(told_again).to_contain_text("Beelden en verslag blijven dicht")


def test_a_row_that_is_told_anew_under_another_key_stays_in_sight(compare: Compare) -> None:
    comparing = shown(compare)
    comparing.opened.replay.images.studies["nieuw"] = comparing.opened.replay.images.studies[PRIOR]
    told = row(PRIOR, date="2025-09-11", time="10:32", custodian=OTHER, description="CTA bekken")
    comparing.opened.question.send({**told, "key": "nieuw", "replaces": [PRIOR]})
    expect(comparing.side(1).locator("header")).to_contain_text("CTA bekken")
    expect(comparing.caption(1, "place")).to_have_text("Beeld 6 van 11")


@pytest.mark.hazard("H6")
def test_a_copy_that_leaves_its_row_is_asked_of_its_holder_at_once(compare: Compare) -> None:
    told = row(PRIOR, date="2025-09-11", custodian=OTHER, others=[THIRD])
    comparing = compare(rows=(row(CURRENT), told))
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.opened.replay.images.studies[PRIOR].state = "not-given"
    comparing.opened.question.send({**told, "copies": told["copies"][1:]})  # type: ignore[index]
    expect(comparing.side(1)).to_contain_text("UMC Rijnmond geeft ze niet of niet meer.")
    expect(comparing.side(1).locator("canvas")).to_have_count(0)
    expect(comparing.side(1).get_by_role("button", name="MC Delfshaven")).to_be_visible()


def test_a_holder_that_withdraws_while_images_are_shown(compare: Compare) -> None:
    comparing = compare_with_short_tickets(compare)
    comparing.opened.replay.images.studies[PRIOR].state = "not-given"
    expect(comparing.side(1)).to_contain_text("UMC Rijnmond geeft ze niet of niet meer.", timeout=15_000)
    expect(comparing.side(1).locator("canvas")).to_have_count(0)
    expect(comparing.side(0).locator("canvas")).to_have_count(1)


def compare_with_short_tickets(compare: Compare) -> Comparing:
    """Opened under a ticket that is over in seconds, so that it is soon renewed."""
    comparing = compare(expires_in_s=3)
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    return comparing


def test_back_in_the_list_nothing_of_the_images_is_left(compare: Compare) -> None:
    comparing = shown(compare)
    comparing.press("Escape")
    page = comparing.opened.page
    expect(page.locator(".compare")).to_have_count(0)
    expect(page.locator("canvas")).to_have_count(0)
    comparing.press("Enter")
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    assert comparing.opened.replay.images.opened == [[CURRENT, PRIOR], [CURRENT, PRIOR]]


def test_the_browser_keeps_nothing_but_the_theme(compare: Compare) -> None:
    comparing = shown(compare)
    kept = comparing.opened.page.evaluate(
        """async () => ({
          local: {...localStorage}, session: {...sessionStorage}, caches: await caches.keys().catch(() => []),
          databases: (await indexedDB.databases()).length,
        })"""
    )
    assert kept == {"local": {}, "session": {}, "caches": [], "databases": 0}
