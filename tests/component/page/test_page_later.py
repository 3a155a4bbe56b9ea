"""What comes after the list was whole, and a list that grows old: said in the corner, and nothing moves."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.component.page.conftest import OpenPage
from tests.lib.page_rows import COMPLETE, HOLDERS, OTHER, OWN, PATIENT, THIRD, row

LATER = "2026-11-24T01:59:30Z"
SINCE = "2026-11-24T01:30:00Z"


OVERLAPPING = """() => {
  const boxes = ['.head', '.added', '.old', '.nation', '.sub .link'].flatMap((part) =>
    [...document.querySelectorAll(`.completeness ${part}`)].map((one) => one.getBoundingClientRect()));
  return boxes.some((a, i) => boxes.slice(i + 1).some((b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
}"""
"""Whether two things that the corner says lie over each other."""


def outcome(custodian: str, kind: str, **more: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "custodian": custodian,
        "name": custodian,
        "kind": kind,
        "took_ms": 1,
        "rows": 1,
    }
    return {"event": "outcome", **fields, "retryable": kind != "Answered", "route": "r", **more}


def bare(key: str, **more: Any) -> dict[str, object]:
    """A row without images, so that nothing is fetched when it is selected."""
    return row(key, has_images=False, **more)


def told(open_page: OpenPage, third: str = "TimedOut", **more: object) -> None:
    open_page.question.send(
        PATIENT, HOLDERS, bare("a"), bare("b", date="2025-09-11", time="10:32", custodian=OTHER),
        outcome(OWN, "Answered"), outcome(OTHER, "Answered"), outcome(THIRD, third, **more),
        {**COMPLETE, "complete": third == "Answered", "answered": 2 + (third == "Answered")},
    )  # fmt: skip
    open_page.page.locator(".completeness .at").wait_for()


@pytest.mark.requirement("T4.1.late-seen")
@pytest.mark.hazard("H1")
def test_a_row_that_comes_late_is_counted_in_the_corner_until_it_is_seen(open_page: OpenPage) -> None:
    told(open_page)
    open_page.row("11-09-2025").click()

    open_page.question.send(
        bare("c", date="2026-01-02", time="08:00", custodian=THIRD), outcome(THIRD, "Answered"), COMPLETE
    )

    added = open_page.page.get_by_role("button", name="1 erbij nadat u keek")
    edged = open_page.page.locator(".row.fresh")
    expect(added).to_be_visible()
    expect(edged).to_contain_text("02-01-2026")
    expect(open_page.page.locator(".row")).to_have_count(3)
    expect(open_page.page.locator(".sub")).to_contain_text("Alles wat zij mogen tonen, is ontvangen")
    expect(open_page.row("11-09-2025")).to_be_focused()

    open_page.page.keyboard.press("n")
    expect(added).to_have_count(0)
    expect(edged).to_have_count(0)
    open_page.question.send(bare("d", date="2024-01-02", custodian=THIRD), COMPLETE)
    added.click()
    expect(added).to_have_count(0)


@pytest.mark.requirement("T4.1.old")
@pytest.mark.hazard("H1")
def test_a_list_of_a_quarter_of_an_hour_says_so_and_asks_again_without_moving_anything(
    open_page: OpenPage,
) -> None:
    told(open_page, "Answered")
    open_page.row("11-09-2025").click()

    open_page.page.clock.set_fixed_time(LATER)

    old = open_page.page.locator(".completeness .old")
    expect(old).to_have_text("lijst van 02:44, ouder dan 15 min")
    again = open_page.replay.question()
    assert again.holders is None
    expect(open_page.page.locator(".row")).to_have_count(2)
    again.send(
        PATIENT, HOLDERS, bare("a"), bare("b", date="2025-09-11", time="10:32", custodian=OTHER),
        bare("c", date="2026-01-02", custodian=THIRD),
        *(outcome(ura, "Answered") for ura in (OWN, OTHER, THIRD)), {**COMPLETE, "at": LATER},
    )  # fmt: skip
    expect(open_page.page.locator(".completeness .at")).to_have_text("02:59")
    expect(old).to_have_count(0)
    expect(open_page.page.get_by_role("button", name="1 erbij nadat u keek")).to_be_visible()
    expect(open_page.row("11-09-2025")).to_be_focused()
    expect(open_page.page.locator(".row[aria-selected='true']")).to_contain_text("11-09-2025")


@pytest.mark.requirement("T4.1.back-off-said", "T2.4.retry")
@pytest.mark.hazard("H1")
def test_a_holder_that_was_left_alone_is_named_with_since_when_and_asked_by_name(open_page: OpenPage) -> None:
    told(open_page, "NotAsked", since=SINCE)

    sub = open_page.page.locator(".sub")
    expect(sub).to_contain_text("MC Delfshaven antwoordt sinds 02:30 niet; nu niet gevraagd")
    open_page.page.keyboard.press("v")
    expect(open_page.page.get_by_role("dialog", name="Volledigheid")).to_contain_text(
        "geen antwoord sinds 02:30; nu niet gevraagd"
    )
    open_page.page.keyboard.press("Escape")
    sub.get_by_role("button", name="Opnieuw").click()
    assert open_page.replay.question().holders == [THIRD]


@pytest.mark.requirement("T4.1.late")
@pytest.mark.hazard("H1")
def test_a_holder_asked_again_that_is_late_again_still_joins_the_page(open_page: OpenPage) -> None:
    told(open_page)
    open_page.page.locator(".sub").get_by_role("button", name="Opnieuw").click()
    again = open_page.replay.question()
    again.send(outcome(THIRD, "TimedOut"), {**COMPLETE, "complete": False, "answered": 2})
    expect(open_page.page.locator(".sub")).to_contain_text("MC Delfshaven antwoordt niet op tijd")

    again.send(bare("c", date="2026-01-02", custodian=THIRD), outcome(THIRD, "Answered"), COMPLETE)
    again.end()

    expect(open_page.page.locator(".row")).to_have_count(3)
    expect(open_page.page.locator(".sub")).to_contain_text("Alles wat zij mogen tonen, is ontvangen")


@pytest.mark.requirement("T4.1.late-seen", "T4.1.old")
@pytest.mark.parametrize("width", [320, 390, 800, 1200, 1440])
def test_what_the_corner_says_more_fits_every_width(open_page: OpenPage, width: int) -> None:
    told(open_page)
    open_page.page.set_viewport_size({"width": width, "height": 900})
    open_page.question.send(bare("c", date="2026-01-02", custodian=THIRD))
    # An old list is asked for anew, and then nobody hears the first answer any more.
    open_page.page.locator(".completeness .added").wait_for()
    open_page.page.clock.set_fixed_time(LATER)
    for part in (".completeness .old", ".completeness .added", ".completeness .sub"):
        expect(open_page.page.locator(part)).to_be_in_viewport(ratio=1)
    assert open_page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not open_page.page.evaluate(OVERLAPPING)
