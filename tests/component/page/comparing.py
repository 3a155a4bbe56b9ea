"""The side-by-side view, opened by a test on studies that the test made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect

from tests.component.page.conftest import OpenPage
from tests.lib import scanned
from tests.lib.page_rows import COMPLETE, HOLDERS, OTHER, PATIENT, row
from tests.lib.replayed_images import ReplayedStudy

CURRENT, PRIOR = "huidig", "eerder"


@dataclass
class Comparing:
    """The page with images beside each other."""

    opened: OpenPage

    def side(self, at: int) -> Locator:
        """The left pane is 0, the right one 1."""
        return self.opened.page.locator(".view").nth(at)

    def caption(self, at: int, name: str) -> Locator:
        """One line of words on a picture."""
        return self.side(at).locator(f".ov .{name}")

    def places(self, left: str, right: str) -> None:
        """Wait until these images are said to be on the screen."""
        expect(self.caption(0, "place")).to_have_text(left)
        expect(self.caption(1, "place")).to_have_text(right)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.opened.page.keyboard.press(key)

    @property
    def link(self) -> Locator:
        return self.opened.page.locator(".linkbar")

    def pixel(self, at: int, x: float, y: float) -> tuple[int, ...]:
        """What is drawn at a place in a pane, both from 0 to 1 of the picture: red, green and blue."""
        values = self.side(at).evaluate(
            """(pane, [x, y]) => {
              const canvas = pane.querySelector('canvas');
              const at = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)];
              return [...canvas.getContext('2d').getImageData(...at, 1, 1).data.slice(0, 3)];
            }""",
            [x, y],
        )
        return tuple(values)


Compare = Callable[..., Comparing]


@pytest.fixture
def compare(open_page: OpenPage) -> Compare:
    """Give a list with a current study and a prior of another hospital, or what is wanted, and open both."""

    def begin(
        *,
        current: ReplayedStudy | None = None,
        prior: ReplayedStudy | None = None,
        rows: tuple[Mapping[str, object], ...] = (),
        studies: Mapping[str, ReplayedStudy] | None = None,
        patient: Mapping[str, object] = PATIENT,
        chosen: str = "11-09-2025",
        expires_in_s: int = 300,
        width: int = 1440,
    ) -> Comparing:
        open_page.page.set_viewport_size({"width": width, "height": 1000 if width > 1000 else 844})
        open_page.replay.images.expires_in_s = expires_in_s
        open_page.replay.images.studies = {
            CURRENT: current or ReplayedStudy(scanned.ct("2.25.1", 21, first_mm=-300, step_mm=5)),
            PRIOR: prior or ReplayedStudy(scanned.ct("2.25.2", 11, first_mm=-290, step_mm=10)),
            **(studies or {}),
        }
        given = rows or (
            row(CURRENT),
            row(PRIOR, date="2025-09-11", time="10:32", custodian=OTHER),
        )
        open_page.question.send(patient, HOLDERS, *given, COMPLETE)
        open_page.row(chosen).click()
        open_page.page.keyboard.press("Enter")
        return Comparing(open_page)

    return begin
