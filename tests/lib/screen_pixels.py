"""The pixels of a picture on the screen beside those that should stand there."""

import base64
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator

STEPS = 2.0
CONTRAST = 0.1
BLOCK = 10
FEW = 0.01
"""Of the blocks of a picture made smaller: where thin lines were left out."""


def on_screen(canvas: Locator) -> NDArray[Any]:
    """What a canvas shows: rows × columns × red, green and blue."""
    png = canvas.evaluate("canvas => canvas.toDataURL('image/png')").partition(",")[2]
    return np.asarray(Image.open(BytesIO(base64.b64decode(png))).convert("RGB"), dtype=float)


def looks_like(screen: NDArray[Any], expected: NDArray[Any]) -> bool:
    """Whether every place is as expected; of a picture made smaller, all but a few blocks."""
    is_smaller = any(ours > seen for ours, seen in zip(expected.shape[:2], screen.shape[:2], strict=True))
    return strangers(screen, expected) <= (FEW if is_smaller else 0.0)


def strangers(screen: NDArray[Any], expected: NDArray[Any]) -> float:
    """Give the part of all places on the screen that are not as expected, of a picture that is fitted whole
    into its canvas, in the middle.

    An enlarged picture is compared at each place, where neighbours shine into each other: two steps of 255
    may be lost, and a tenth of the contrast between the pixels around it. One made smaller is compared in
    blocks of some ten places, since each browser leaves out other pixels.
    """
    expected = np.clip(expected, 0, 255)
    height, width, _ = screen.shape
    rows, columns, _ = expected.shape
    scale = min(height / rows, width / columns)
    top, left = (height - rows * scale) / 2, (width - columns * scale) / 2
    if scale < 1:
        return _strange_blocks(_inside(screen, top, left, rows * scale, columns * scale), expected)
    y, x = _places(top, rows * scale), _places(left, columns * scale)
    mixed, contrast = _enlarged(expected, (y + 0.5 - top) / scale - 0.5, (x + 0.5 - left) / scale - 0.5)
    return float((np.abs(screen[y][:, x] - mixed) > STEPS + CONTRAST * contrast).mean())


def _places(start: float, length: float) -> NDArray[np.int_]:
    return np.arange(int(np.ceil(start)), int(start + length))


def _enlarged(picture: NDArray[Any], y: NDArray[Any], x: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """What lies between pixels: the mixture of the four around, and how far these are apart."""
    y, x = np.clip(y, 0, len(picture) - 1), np.clip(x, 0, picture.shape[1] - 1)
    top, left = y.astype(int), x.astype(int)
    bottom, right = np.minimum(top + 1, len(picture) - 1), np.minimum(left + 1, picture.shape[1] - 1)
    corners = [picture[row][:, column] for row in (top, bottom) for column in (left, right)]
    down, across = (y - top)[:, None, None], (x - left)[None, :, None]
    upper = corners[0] * (1 - across) + corners[1] * across
    lower = corners[2] * (1 - across) + corners[3] * across
    return upper * (1 - down) + lower * down, np.max(corners, axis=0) - np.min(corners, axis=0)


def _inside(screen: NDArray[Any], top: float, left: float, height: float, width: float) -> NDArray[Any]:
    return screen[round(top) : round(top + height), round(left) : round(left + width)]


def _strange_blocks(screen: NDArray[Any], expected: NDArray[Any]) -> float:
    down, across = len(screen) // BLOCK, screen.shape[1] // BLOCK
    seen, ours = (_blocks(picture, down, across) for picture in (screen, expected))
    spread = _blocks(expected**2, down, across) - ours**2
    return float((np.abs(seen - ours) > STEPS + CONTRAST * 2 * np.sqrt(np.maximum(spread, 0))).mean())


def _blocks(picture: NDArray[Any], down: int, across: int) -> NDArray[Any]:
    """The mean of each of `down` × `across` blocks."""
    rows = np.linspace(0, len(picture), down + 1).astype(int)
    columns = np.linspace(0, picture.shape[1], across + 1).astype(int)
    sums = np.add.reduceat(np.add.reduceat(picture, rows[:-1], axis=0), columns[:-1], axis=1)
    return np.asarray(sums / (np.diff(rows)[:, None, None] * np.diff(columns)[None, :, None]))
