"""Something is wrong: told from the page by key or mouse, and what the holder did stands beside the row."""

import json

import pytest
from playwright.sync_api import expect

from tests.component.page.conftest import OpenPage
from tests.lib.page_replay import recorded

pytestmark = pytest.mark.requirement("T4.11.told")
AT = "2026-11-24T01:50:00Z"


def tellable() -> list[dict[str, object]]:
    """A recording in which everything can be told about."""
    events = recorded("volledig")
    for event in events:
        if event.get("event") != "entry":
            continue
        for copy in event["copies"]:  # type: ignore[attr-defined]
            copy |= {
                "about": f"about-{event['key']}",
                "subject": f"images-{event['key']}-{copy['custodian']}",
            }
        for report in event["reports"]:  # type: ignore[attr-defined]
            report |= {"subject": f"report-{report['key']}"}
    return events


def concern(subject: str, state: str = "received", answer: str | None = None) -> dict[str, object]:
    return {
        "concern_id": "1",
        "subject": subject,
        "custodian": "90000102",
        "kind": "wrong-side",
        "text": "links is rechts",
        "told_at": AT,
        "state": state,
        "changed_at": AT if state != "waiting" else None,
        "answer": answer,
    }


@pytest.fixture
def opened(open_page: OpenPage) -> OpenPage:
    open_page.question.send(*tellable())
    open_page.page.locator(".completeness .at").wait_for()
    return open_page


BRAIN = "images-e45-90000102"
"""The images of the MRI of the brain at UMC Rijnmond."""


def test_w_tells_what_is_wrong_with_the_selected_row_in_a_few_keys(opened: OpenPage) -> None:
    page = opened.page
    opened.row("MRI hersenen").click()
    page.keyboard.press("w")
    dialog = page.get_by_role("dialog", name="Er klopt iets niet")
    expect(dialog).to_contain_text("Gaat naar UMC Rijnmond, met uw naam en het kenmerk.")
    expect(dialog.get_by_role("link", name="Bel")).to_be_visible()
    opened.replay.concerns = [concern(BRAIN)]

    dialog.get_by_label("De zijde klopt niet").check()
    dialog.get_by_label("Toelichting").fill("links is rechts")
    page.keyboard.press("Tab")
    dialog.get_by_role("button", name="Melden").click()

    expect(dialog).to_be_hidden()
    (told,) = opened.replay.concerns_told
    assert (told["kind"], told["text"]) == ("wrong-side", "links is rechts")
    expect(opened.pane.locator(".told")).to_contain_text("aan UMC Rijnmond: de zijde klopt niet.")
    expect(opened.pane.locator(".told")).to_contain_text("Ontvangen.")


def test_the_answer_of_the_holder_stands_beside_its_row_and_no_other(opened: OpenPage) -> None:
    opened.replay.concerns = [concern(BRAIN, "corrected", "De zijde is hersteld.")]
    opened.page.reload()
    question = opened.replay.question()
    question.send(*tellable())

    opened.row("MRI hersenen").click()
    expect(opened.pane.locator(".told")).to_contain_text("Hersteld.")
    expect(opened.pane.locator(".told q")).to_have_text("De zijde is hersteld.")
    opened.row("Botscintigrafie").click()
    expect(opened.pane.locator(".told")).to_be_empty()


def test_without_a_kind_nothing_is_sent_and_escape_leaves_without_a_trace(opened: OpenPage) -> None:
    page = opened.page
    opened.row("MRI hersenen").click()
    button = opened.pane.get_by_role("button", name="Er klopt iets niet")
    button.click()
    dialog = page.get_by_role("dialog", name="Er klopt iets niet")
    dialog.get_by_role("button", name="Melden").click()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    assert opened.replay.concerns_told == []


def test_what_did_not_arrive_says_so_and_keeps_what_was_written(opened: OpenPage) -> None:
    page = opened.page
    opened.expected_faults = "Failed to load resource"
    opened.row("MRI hersenen").click()
    page.keyboard.press("w")
    opened.replay.concern_status = 503
    dialog = page.get_by_role("dialog", name="Er klopt iets niet")
    dialog.get_by_label("Iets anders").check()
    dialog.get_by_label("Toelichting").fill("onscherp")
    dialog.get_by_role("button", name="Melden").click()
    expect(dialog).to_contain_text("Uw melding is niet aangekomen.")
    expect(dialog.get_by_label("Toelichting")).to_have_value("onscherp")


def test_letters_are_letters_while_something_is_written(opened: OpenPage) -> None:
    page = opened.page
    opened.row("MRI hersenen").click()
    page.keyboard.press("w")
    dialog = page.get_by_role("dialog", name="Er klopt iets niet")
    dialog.get_by_label("Toelichting").press_sequentially("wvor?")
    expect(dialog.get_by_label("Toelichting")).to_have_value("wvor?")
    expect(page.get_by_role("dialog", name="Volledigheid")).to_be_hidden()
    assert json.dumps(opened.replay.concerns_told) == "[]"
