"""OHIF in a window, as a test looks at it."""

import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tijdlijn.services.timeline.viewer.files import ViewerFiles

KEPT = Path(__file__).parent / "ohif"
"""Pictures of what the viewer showed when its version was chosen."""
WITHIN_MS = 60_000
SMALLER, SHADES = 3, 32
"""The pictures are kept a third as wide and high, in so many shades of grey."""
SEEN_FROM, TOLERATED_SHARE = 32, 0.01
"""By how much, of 255, a shade differs before it counts, and how much of the picture may."""

MOVING = r"""() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const boxes = [];
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if (!/\d\d-[a-z]{3}-\d{4}/.test(text.data)) continue;
    const { left, top, right, bottom } = text.parentElement.getBoundingClientRect();
    boxes.push([left, top, right, bottom]);
  }
  return boxes;
}"""
"""Where dates stand: they move with the day on which the world was made."""

needs_viewer = pytest.mark.skipif(
    not ViewerFiles.read().is_installed and os.environ.get("CI") != "true",
    reason="the full viewer is not installed: tools/viewer.sh fetches it where a registry can be reached",
)


@dataclass
class FullViewer:
    """One window with OHIF in it."""

    page: Page

    def __post_init__(self) -> None:
        self.page.set_default_timeout(WITHIN_MS)

    def panes(self, count: int) -> list[Locator]:
        """The panes, when each says which of its images it shows and nothing more is fetched."""
        panes = self.page.locator("[data-cy='viewport-pane']")
        expect(panes).to_have_count(count, timeout=WITHIN_MS)
        for pane in panes.all():
            expect(pane).to_contain_text("/", timeout=WITHIN_MS)
            expect(pane.locator("canvas").first).to_be_visible()
        self.page.wait_for_load_state("load")
        return panes.all()

    def shades(self, pane: Locator) -> int:
        """How many shades of grey the middle of a pane holds once it is drawn; a black pane has one."""
        shades = 0
        for _ in range(100):
            taken = Image.open(io.BytesIO(pane.screenshot())).convert("L")
            width, height = taken.size
            middle = taken.crop((width // 4, height // 4, 3 * width // 4, 3 * height // 4))
            shades = sum(1 for pixels in middle.histogram() if pixels > 20)
            if shades > 40:
                break
        return shades

    def looks_as(self, name: str) -> None:
        """Compare what is shown with the picture that is kept of it; keep it if there is none yet.

        A picture that differs lies beside it as `name.new.png`, to be looked at.
        """
        taken = Image.open(io.BytesIO(self.page.screenshot())).convert("L")
        draw = ImageDraw.Draw(taken)
        for box in self.page.evaluate(MOVING):
            draw.rectangle(box, fill=0)
        taken = taken.reduce(SMALLER)
        path, new = KEPT / f"{name}.png", KEPT / f"{name}.new.png"
        if not path.exists():
            KEPT.mkdir(exist_ok=True)
            taken.quantize(SHADES, dither=Image.Dither.NONE).save(path, optimize=True)
        kept = Image.open(path).convert("L")
        assert kept.size == taken.size
        histogram = ImageChops.difference(kept, taken).histogram()
        share = sum(histogram[SEEN_FROM:]) / (taken.width * taken.height)
        if share > TOLERATED_SHARE:
            taken.save(new)
        assert share <= TOLERATED_SHARE, f"{share:.1%} looks otherwise: look at {new}; how-to, full viewer"
