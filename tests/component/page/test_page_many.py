"""A patient with 500 studies of 12 holders, who answer one after the other."""

import pytest
from playwright.sync_api import expect

from tests.component.page.conftest import OpenPage
from tests.lib import page_rows

URAS = [f"9000{n:04}" for n in range(101, 113)]
MODALITIES = ("CT", "MR", "DX", "US", "MG", "NM", "XA", "OT")
REGIONS = ("thorax", "abdomen", "hoofd", "knie", None)


def study(n: int) -> dict[str, object]:
    """One of the 500: every twelfth is of one holder."""
    row = page_rows.row(
        f"s{n}",
        date=f"{2008 + n % 19}-{1 + n % 9:02}-{1 + n % 28:02}",
        modality=MODALITIES[n % 8],
        description=f"Onderzoek {n}",
        region=REGIONS[n % 5],
    )
    copy = {
        "custodian": URAS[n % 12],
        "institution_name": f"Test {n % 12}",
        "instance_count": 4,
        "own": False,
    }
    return {**row, "copies": [{**copy, "images": None}]}


@pytest.mark.requirement("T4.6.many", "T4.6.band", "A1")
def test_500_studies_of_12_holders_all_stand_in_list_and_band_and_move_no_row(open_page: OpenPage) -> None:
    page = open_page.page
    asked = [
        {"custodian": ura, "name": f"Test {n}", "short_name": f"Test {n}", "phone": None, "own": n == 0}
        for n, ura in enumerate(URAS)
    ]
    open_page.question.send(page_rows.PATIENT, {**page_rows.HOLDERS, "asked": asked})
    studies = [study(n) for n in range(500)]
    open_page.question.send(*studies[0::12])
    expect(page.locator(".row")).to_have_count(42)
    read = page.locator(".row").nth(6)
    read.click()
    selected = page.locator(".row[aria-selected='true']")
    before = selected.bounding_box(), selected.inner_text()
    for holder in range(1, 12):
        open_page.question.send(*studies[holder::12])
    expect(page.locator(".row")).to_have_count(500)
    assert (selected.bounding_box(), selected.inner_text()) == before
    assert sum(int(text) for text in page.locator(".band .name .n").all_inner_texts()) == 500
    chip = page.get_by_role("button", name="CT 63 onderzoeken")
    chip.click()
    expect(page.locator(".filter-status")).to_contain_text("Gefilterd: 63 van 500 · 437 verborgen")
    expect(page.locator(".row")).to_have_count(63)
    chip.click()
    expect(page.locator(".row")).to_have_count(500)
    order = [text[:10] for text in open_page.dates]
    assert order == sorted(order, key=lambda day: day.split("-")[::-1], reverse=True)
