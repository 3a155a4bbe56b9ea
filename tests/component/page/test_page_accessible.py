"""The band, the timeline and the filters for assistive technology, in every theme and at every width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.component.page.conftest import OpenPage
from tests.component.page.test_compare_accessible import is_clean


def band(page: Page) -> None:
    page.keyboard.press("b")
    expect(page.locator(".band .mark:focus")).to_be_visible()


def timeline(page: Page) -> None:
    page.keyboard.press("t")
    expect(page.locator(".band.large")).to_be_visible()


def choices(page: Page) -> None:
    page.keyboard.press("f")
    expect(page.locator(".choices :focus")).to_be_visible()


def filtered(page: Page) -> None:
    page.locator('[data-control="modality-NM"]').click()
    expect(page.locator(".filter-status")).to_contain_text("Gefilterd")
    page.keyboard.press("b")


@pytest.mark.requirement("T4.6.band", "T4.6.views", "T4.8.counts")
@pytest.mark.parametrize("width", [1440, 390, 320])
@pytest.mark.parametrize("show", [band, timeline, choices, filtered])
def test_band_timeline_and_filters_are_accessible_in_every_theme(
    open_page: OpenPage, show: Callable[[Page], None], width: int
) -> None:
    page = open_page.page
    page.set_viewport_size({"width": width, "height": 900})
    open_page.hears("volledig")
    for theme in ("Licht", "Donker", "Gedimd"):
        # An open list of choices lies over the switch on a phone.
        page.get_by_role("button", name=theme).dispatch_event("click")
        if theme == "Licht":
            show(page)
        is_clean(page)
