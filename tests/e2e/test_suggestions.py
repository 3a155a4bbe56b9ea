"""What lies nearest to the study that is read, from a launch out of the EPD: opened by a key and by mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.workplace import Workplace


@pytest.mark.requirement("T4.3.on-top", "T4.3.suggested", "A6")
def test_the_nearest_studies_stand_on_top_and_one_key_opens_them(workplace: Workplace) -> None:
    timeline = workplace.launch("aneurysma")
    timeline.answered(5, 5)
    page = timeline.page
    cards = timeline.inside.locator(".suggestions .card")
    expect(cards.first).to_contain_text("CTA aorta abdominalis")
    expect(cards.first).to_contain_text(re.compile(r"zelfde regio.* · 1[34] mnd"))
    rows = timeline.rows.all_inner_texts()
    page.keyboard.press("1")
    row = timeline.row("CTA aorta abdominalis", "UMC Rijnmond")
    expect(row).to_be_focused()
    expect(timeline.pane).to_contain_text("maximale diameter 50 mm")
    page.keyboard.press("Enter")
    expect(timeline.inside.locator(".compare")).to_be_visible()
    page.keyboard.press("Escape")
    expect(row).to_be_focused()
    page.keyboard.press("s")
    expect(cards).to_have_count(0)
    assert len(timeline.rows.all_inner_texts()) == len(rows)
    page.keyboard.press("s")
    second = cards.nth(1)
    name = second.locator(".cut").inner_text()
    second.click()
    expect(timeline.selected).to_contain_text(name)
    expect(timeline.pane.locator("h2").first).to_contain_text(name)
    page.get_by_role("button", name="waarom?").click()
    why = page.get_by_role("dialog", name="Waarom deze onderzoeken?")
    expect(why).to_contain_text(re.compile(r"Regels versie \d{4}\.\d"))
    expect(why).to_contain_text(re.compile(r"\+50\s*zelfde regio"))
