"""Pictures for the documentation, taken by tests, and written only when the eye sees something new.

Dates move with the day on which the world was made, times with the clock: text that holds one is in the
picture, but not in the comparison.
"""

import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw
from playwright.sync_api import Frame, Page

FOLDER = Path(__file__).parents[2] / "docs/tutorial/pictures"
SEEN_FROM = 24
"""By how much, of 255, a colour differs before it counts."""
TOLERATED_SHARE = 0.005
COLOURS = 256

Box = tuple[float, float, float, float]

MOVING = r"""() => {
  const moving = /\d\d-\d\d-\d{4}|\d\d:\d\d|\d,\d s\b|geleden|vandaag|[0-9a-f]{32}/;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const boxes = [];
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if (!moving.test(text.data)) continue;
    const { left, top, right, bottom } = text.parentElement.getBoundingClientRect();
    if (right > left) boxes.push([left, top, right, bottom]);
  }
  return boxes;
}"""


def keep(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep what this page shows as `name`.png; with `whole` all of it, else what is in the window."""
    taken = Image.open(io.BytesIO(page.screenshot(full_page=whole, animations="disabled"))).convert("RGB")
    path = FOLDER / f"{name}.png"
    if path.exists() and _looks_like(Image.open(path).convert("RGB"), taken, _moving(page)):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    _small(taken).save(path, optimize=True)


def _small(image: Image.Image) -> Image.Image:
    """The same in 256 colours, a third of the size: areas are exact, edges of letters nearly."""
    indexed = image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    pixels = zip(*[iter(image.tobytes())] * 3, strict=True)
    palette = {}
    for (colour, index), _ in reversed(Counter(zip(pixels, indexed.tobytes(), strict=True)).most_common()):
        palette[index] = colour
    used = range(max(palette) + 1)
    indexed.putpalette([channel for index in used for channel in palette.get(index, (0, 0, 0))])
    return indexed


def _moving(page: Page) -> list[Box]:
    """Where dates and times stand, in the page and in the frames of its page."""
    return [
        (left + x, top + y, right + x, bottom + y)
        for frame in page.frames
        if frame.url.startswith("http")
        for x, y in [_origin(frame)]
        for left, top, right, bottom in frame.evaluate(MOVING)
    ]


def _origin(frame: Frame) -> tuple[float, float]:
    box = frame.frame_element().bounding_box() if frame.parent_frame else None
    return (box["x"], box["y"]) if box else (0, 0)


def _looks_like(kept: Image.Image, taken: Image.Image, moving: Sequence[Box]) -> bool:
    if kept.size != taken.size:
        return False
    for image in (kept, taken := taken.copy()):
        draw = ImageDraw.Draw(image)
        for box in moving:
            draw.rectangle(box, fill="black")
    red, green, blue = ImageChops.difference(kept, taken).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    different = sum(most.histogram()[SEEN_FROM + 1 :])
    return different <= TOLERATED_SHARE * taken.width * taken.height
