"""A picture cut out, turned over and brought to the size of a viewport.

Standard: DICOM PS3.18 §8.3.5.1.3 (viewport): first the region, then the flips, then the size, with its
proportions kept.
"""

import numpy as np

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.pixels.decoding import Samples
from tijdlijn.wire.pixels.order import Viewport
from tijdlijn.wire.pixels.shading import Bytes


def in_viewport(picture: Bytes, viewport: Viewport) -> Bytes:
    """Give what the viewport shows.

    Raises:
        InputInvalid: its region has no pixel of the image.
    """
    rows, columns = picture.shape[:2]
    top, bottom = _span(viewport.top, viewport.region_height, rows)
    left, right = _span(viewport.left, viewport.region_width, columns)
    region = picture[top:bottom, left:right]
    if viewport.is_flipped_horizontally:
        region = region[:, ::-1]
    if viewport.is_flipped_vertically:
        region = region[::-1]
    factor = min(viewport.width / region.shape[1], viewport.height / region.shape[0])
    width, height = (max(1, round(side * factor)) for side in (region.shape[1], region.shape[0]))
    scaled = _scaled(_scaled(region, height, 0), width, 1)
    return np.ascontiguousarray(np.rint(scaled).astype(np.uint8))


def _span(start: float, size: float | None, side: int) -> tuple[int, int]:
    first = round(start)
    past = side if size is None else min(side, round(start + size))
    if not 0 <= first < past:
        raise InputInvalid("a region without a pixel of the image")
    return first, past


def _scaled(picture: Samples, size: int, axis: int) -> Samples:
    """Bring one side to a size: smaller by the mean of what falls together, larger by what lies between."""
    old = picture.shape[axis]
    if size == old:
        return picture
    shape = [1] * picture.ndim
    shape[axis] = -1
    scaled: Samples
    if size > old:
        centres = np.clip((np.arange(size) + 0.5) * old / size - 0.5, 0, old - 1)
        before = np.floor(centres).astype(np.int64)
        part = (centres - before).astype(np.float32).reshape(shape)
        scaled = np.take(picture, before, axis).astype(np.float32)
        scaled += (np.take(picture, np.minimum(before + 1, old - 1), axis) - scaled) * part
        return scaled
    # Between two edges lie whole pixels and, since an edge may lie within one, a part of two others.
    edges = np.arange(size + 1) * old / size
    whole = np.minimum(np.floor(edges).astype(np.int64), old)
    part = (edges - whole).astype(np.float32).reshape(shape)
    at_edge = np.take(picture, np.minimum(whole, old - 1), axis) * part
    scaled = np.add.reduceat(picture, whole[:-1], axis, dtype=np.float32) + np.diff(at_edge, axis=axis)
    return scaled * np.float32(size / old)
