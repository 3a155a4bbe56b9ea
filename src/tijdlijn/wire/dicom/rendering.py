"""How somebody wants a picture: the parameters of an address that ends in `rendered` or `thumbnail`.

Standard: DICOM PS3.18 §8.3.5.1.2 (quality), §8.3.5.1.3 (viewport), §8.3.5.1.4 (window).
"""

import re
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.grayscale import window_of
from tijdlijn.wire.pixels.order import MAX_SIDE, PixelFormat, Viewport, Window

DEFAULT_QUALITY: Final = 90
_FUNCTIONS: Final = {"linear": "LINEAR", "linear-exact": "LINEAR_EXACT", "sigmoid": "SIGMOID"}
_SIDE: Final = re.compile(r"[1-9][0-9]{0,4}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,6})?")


def parse_quality(text: str | None) -> int:
    """Read the quality of a lossy picture, 1 to 100.

    Raises:
        InputInvalid: no such number.
    """
    if text is None:
        return DEFAULT_QUALITY
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= 100:
        raise InputInvalid("quality is a number from 1 to 100")
    return int(text)


def parse_window(text: str | None) -> Window | None:
    """Read `center,width,function`.

    Raises:
        InputInvalid: another form, or a window that cannot be one.
    """
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) != 3 or parts[2] not in _FUNCTIONS:
        raise InputInvalid("window is center,width,function, with linear, linear-exact or sigmoid")
    center, width = _number(parts[0]), _number(parts[1])
    window = window_of(center, width, _FUNCTIONS[parts[2]])
    if window is None:
        raise InputInvalid("a window of no width")
    return window


def parse_viewport(text: str | None, *, with_region: bool = True) -> Viewport | None:
    """Read `width,height`, and behind it what of the image is shown: `left,top,width,height`, of which each
    may be empty or absent, and a negative width or height turns the picture over.

    Raises:
        InputInvalid: another form, too large, or a region where none is taken.
    """
    if text is None:
        return None
    parts = text.split(",")
    if not 2 <= len(parts) <= (6 if with_region else 2) or not all(map(_SIDE.fullmatch, parts[:2])):
        raise InputInvalid("viewport is width,height" + (",left,top,width,height" if with_region else ""))
    width, height = int(parts[0]), int(parts[1])
    if max(width, height) > MAX_SIDE:
        raise InputInvalid(f"a viewport is at most {MAX_SIDE} pixels wide and high")
    left, top, region_width, region_height = ([_optional(part) for part in parts[2:]] + [None] * 4)[:4]
    if 0 in (region_width, region_height):
        raise InputInvalid("a region of no size")
    return Viewport(
        width,
        height,
        left=abs(left or 0.0),
        top=abs(top or 0.0),
        region_width=abs(region_width) if region_width else None,
        region_height=abs(region_height) if region_height else None,
        is_flipped_horizontally=(region_width or 0) < 0,
        is_flipped_vertically=(region_height or 0) < 0,
    )


def check_region(viewport: Viewport, pixels: PixelFormat) -> None:
    """Hold a viewport to the image that it is for.

    Raises:
        InputInvalid: it shows nothing of it.
    """
    ends = (
        (viewport.left, viewport.region_width, pixels.columns),
        (viewport.top, viewport.region_height, pixels.rows),
    )
    for start, size, side in ends:
        past = side if size is None else min(side, round(start + size))
        if round(start) >= past:
            raise InputInvalid("a region without a pixel of the image")


def _optional(text: str) -> float | None:
    return _number(text) if text else None


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise InputInvalid("a rendering parameter that is no number")
    return float(text)
