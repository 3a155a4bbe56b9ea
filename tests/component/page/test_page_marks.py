"""What matters for the question is marked by key or mouse, says by whom and until when, and hides nothing."""

import pytest
from playwright.sync_api import expect

from tests.component.page.conftest import OpenPage
from tests.component.page.test_page_concerns import tellable

pytestmark = pytest.mark.requirement("A5", "T4.9.page")
BRAIN = "e45"
"""The MRI of the brain at UMC Rijnmond."""


def markable() -> list[dict[str, object]]:
    """A recording in which every row can be marked."""
    events = tellable()
    for event in events:
        if event.get("event") == "entry":
            event["marked_as"] = [f"mark-{event['key']}"]
    return events


def mark(key: str = BRAIN, **facts: object) -> dict[str, object]:
    return {
        "marked_as": f"mark-{key}",
        "by": "dr. S. Test-Arts",
        "role": "SEH-arts",
        "situation": "SEH-bezoek",
        "marked_at": "2026-11-24T01:50:00+00:00",
        "ends_at": "2027-02-22T01:50:00+00:00",
        "shared": False,
        "own": True,
    } | facts


@pytest.fixture
def opened(open_page: OpenPage) -> OpenPage:
    open_page.question.send(*markable())
    open_page.page.locator(".completeness .at").wait_for()
    return open_page


def test_m_marks_the_selected_row_and_m_takes_it_back(opened: OpenPage) -> None:
    page, row, button = opened.page, opened.row("MRI hersenen"), opened.pane.locator(".mark")
    row.click()
    count = opened.page.locator(".list .row").count()
    opened.replay.marks = [mark()]
    page.keyboard.press("m")

    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_contain_text("Gemarkeerd")
    expect(row).to_contain_text("gemarkeerd")
    expect(row).to_be_focused()
    expect(opened.pane.locator(".marks")).to_have_text(
        "U markeerde dit di 24-11-2026 02:50 bij SEH-bezoek. Tot 22-02-2027. Alleen u ziet het. "
        "Toon aan collega’s"
    )
    assert opened.replay.marks_set == [{"about": f"about-{BRAIN}", "marked": True, "shared": False}]
    expect(page.locator(".list .row")).to_have_count(count)

    opened.replay.marks = []
    page.keyboard.press("m")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(row).not_to_contain_text("gemarkeerd")
    expect(opened.pane.locator(".marks")).to_be_empty()
    assert opened.replay.marks_set[-1] == {"about": f"about-{BRAIN}", "marked": False, "shared": False}


def test_a_mark_is_shown_to_colleagues_only_when_that_is_asked_for(opened: OpenPage) -> None:
    opened.row("MRI hersenen").click()
    opened.replay.marks = [mark()]
    opened.pane.get_by_role("button", name="Markeren").click()
    expect(opened.pane.locator(".marks")).to_contain_text("Alleen u ziet het.")
    opened.replay.marks = [mark(shared=True)]
    opened.pane.get_by_role("button", name="Toon aan collega’s").click()

    expect(opened.pane.locator(".marks")).to_contain_text("Collega’s van uw instelling")
    assert opened.replay.marks_set[-1] == {"about": f"about-{BRAIN}", "marked": True, "shared": True}
    expect(opened.pane.get_by_role("button", name="Niet meer tonen aan collega’s")).to_be_focused()


def test_what_a_colleague_marked_says_who_and_can_be_marked_beside_it(opened: OpenPage) -> None:
    theirs = mark(by="drs. C. Test-Collega", role="radioloog", situation=None, own=False, shared=True)
    opened.replay.marks = [theirs]
    opened.page.reload()
    opened.replay.question().send(*markable())
    row = opened.row("MRI hersenen")
    expect(row).to_contain_text("gemarkeerd door drs. C. Test-Collega")
    row.click()
    expect(opened.pane.locator(".marks")).to_have_text(
        "drs. C. Test-Collega (radioloog) markeerde dit di 24-11-2026 02:50. Tot 22-02-2027."
    )
    opened.replay.marks = [mark(), theirs]
    opened.page.keyboard.press("m")
    expect(opened.pane.locator(".marks .marked")).to_have_count(2)
    expect(opened.page.locator(".list .row").nth(3)).to_be_visible()


def test_what_was_not_kept_says_so_and_stays_unmarked(opened: OpenPage) -> None:
    opened.expected_faults = "Failed to load resource"
    opened.row("MRI hersenen").click()
    opened.replay.mark_status = 503
    opened.page.keyboard.press("m")
    expect(opened.pane.locator(".marks")).to_contain_text("Uw markering is niet bewaard.")
    expect(opened.pane.locator(".mark")).to_have_attribute("aria-pressed", "false")
    opened.row("Botscintigrafie").click()
    expect(opened.pane.locator(".marks")).to_be_empty()


def test_a_patient_without_a_bsn_cannot_be_marked_and_the_page_says_why(opened: OpenPage) -> None:
    opened.expected_faults = "Failed to load resource"
    opened.row("MRI hersenen").click()
    opened.replay.mark_status = 404
    opened.page.keyboard.press("m")
    expect(opened.pane.locator(".marks")).to_contain_text("geen BSN bekend")


def test_a_closed_row_has_no_button(opened: OpenPage) -> None:
    closed = {
        **next(event for event in markable() if event.get("key") == BRAIN),
        "marked_as": [],
        "lock": "other-person",
    }
    opened.row("MRI hersenen").click()
    expect(opened.pane.locator(".mark")).to_be_visible()
    opened.question.send(closed)
    expect(opened.pane.locator(".mark")).to_be_hidden()
    opened.page.keyboard.press("m")
    assert opened.replay.marks_set == []
