"""Stored values as brightness or colour, eight bits each.

Standard: DICOM PS3.4 N.2 (the grayscale pipeline), PS3.3 C.11.1, C.11.2.1.2 and .3 (modality and VOI LUT),
C.7.6.3.1.2 (YBR to RGB), C.7.9 (palette).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.pixels.decoding import Samples
from tijdlijn.wire.pixels.order import Grayscale, LookupTable, Palette, PixelFormat, Window, WindowFunction

Bytes = NDArray[np.uint8]
"""Rows, columns and, for colour, red, green and blue."""

_Numbers = NDArray[Any]
_YBR = frozenset({"YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_420", "YBR_PARTIAL_422"})


def brightness(values: Samples, grayscale: Grayscale, pixels: PixelFormat) -> Bytes:
    """Turn stored values into brightness. Every stored value is worked out once, and then looked up."""
    full_range = _shown_range(values, grayscale, pixels)
    if values.dtype.itemsize > 2 or values.dtype.kind == "f":
        return _worked_out(values.astype(np.float64), grayscale, full_range)
    limits = np.iinfo(values.dtype)
    domain = np.arange(limits.min, limits.max + 1, dtype=np.float64)
    table = _worked_out(domain, grayscale, full_range)
    # An index below zero counts from the end: so the table begins at zero.
    by_bits: Bytes = np.roll(table, limits.min) if limits.min else table
    shown: Bytes = by_bits[values.view(f"u{values.dtype.itemsize}")]
    return shown


def colour_of(values: Samples, palette: Palette) -> Bytes:
    """Look up the colour of each stored value."""
    return np.stack(
        [_in_eight_bits(table, values) for table in (palette.red, palette.green, palette.blue)], axis=-1
    )


def as_rgb(values: Samples, pixels: PixelFormat) -> Bytes:
    """Give colour samples as red, green and blue of eight bits.

    Raises:
        InputInvalid: a colour space that is not known here.
    """
    if pixels.samples_per_pixel != 3:
        raise InputInvalid("an image of a number of colours that is not known here")
    if pixels.bits_stored > 8:
        values = values >> (pixels.bits_stored - 8)
    values = np.clip(values, 0, 255)
    if pixels.photometric in _YBR:
        return _from_ybr(values, is_partial=pixels.photometric.startswith("YBR_PARTIAL"))
    if pixels.photometric in ("RGB", "YBR_RCT", "YBR_ICT"):
        return values.astype(np.uint8)
    raise InputInvalid("an image in a colour space that is not known here")


def _worked_out(stored: _Numbers, grayscale: Grayscale, full_range: tuple[float, float]) -> Bytes:
    values = _after_modality(stored, grayscale)
    if grayscale.window is not None:
        shown = _windowed(values, grayscale.window)
    elif grayscale.voi_table is not None:
        table = grayscale.voi_table
        shown = _looked_up(table, values) / ((1 << table.bits) - 1)
    else:
        low, high = full_range
        shown = (values - low) / max(high - low, 1e-9)
    levels: Bytes = np.rint(np.clip(shown, 0, 1) * 255).astype(np.uint8)
    return np.invert(levels) if grayscale.is_inverted else levels


def _after_modality(stored: _Numbers, grayscale: Grayscale) -> _Numbers:
    if grayscale.modality_table is not None:
        return _looked_up(grayscale.modality_table, stored)
    return stored * grayscale.slope + grayscale.intercept


def _windowed(values: _Numbers, window: Window) -> _Numbers:
    """From 0 to 1; what lies beyond is cut off by the caller."""
    center, width = window.center, window.width
    match window.function:
        case WindowFunction.LINEAR_EXACT:
            return (values - center) / width + 0.5
        case WindowFunction.SIGMOID:
            # As the standard's 1 / (1 + exp(-4 (x - c) / w)), and without overflow.
            return 0.5 + 0.5 * np.tanh(2 * (values - center) / width)
        case WindowFunction.LINEAR:
            # A width of 1 is a threshold.
            return (values - (center - 0.5)) / max(width - 1, 1e-9) + 0.5


def _shown_range(values: Samples, grayscale: Grayscale, pixels: PixelFormat) -> tuple[float, float]:
    """Between which values, after the modality, all of the frame lies; padding does not count."""
    if grayscale.window is not None or grayscale.voi_table is not None:
        return 0.0, 1.0
    if pixels.bits_stored <= 8:
        low = -(1 << pixels.bits_stored - 1) if pixels.is_signed else 0
        ends = np.array([low, low + (1 << pixels.bits_stored) - 1], dtype=np.float64)
    else:
        counted = values
        if grayscale.padding is not None:
            first, last = grayscale.padding
            counted = values[(values < first) | (values > last)]
        if counted.dtype.kind == "f":
            counted = counted[np.isfinite(counted)]
        if not counted.size:
            return 0.0, 1.0
        ends = np.array([counted.min(), counted.max()], dtype=np.float64)
    shown = _after_modality(ends, grayscale)
    return float(shown.min()), float(shown.max())


def _looked_up(table: LookupTable, values: _Numbers) -> _Numbers:
    index = np.clip(values - table.first, 0, table.entries - 1)
    found: _Numbers = _entries(table)[index.astype(np.int64)].astype(np.float64)
    return found


def _entries(table: LookupTable) -> _Numbers:
    entries: _Numbers = np.frombuffer(table.data, f"<u{table.entry_bytes}", table.entries)
    return entries


def _in_eight_bits(table: LookupTable, values: Samples) -> Bytes:
    entries = _entries(table)
    # Many write eight bits and say sixteen, or the other way round; the values tell.
    if entries.size and int(entries.max()) > 255:
        entries = entries >> (max(table.bits, 9) - 8)
    index = np.clip(values.astype(np.int64) - table.first, 0, table.entries - 1)
    found: Bytes = entries.astype(np.uint8)[index]
    return found


def _from_ybr(values: _Numbers, *, is_partial: bool) -> Bytes:
    """Without a matrix product, which would wake a library for linear algebra."""
    y, cb, cr = (values[..., place].astype(np.float32) for place in range(3))
    cb -= 128
    cr -= 128
    if is_partial:
        y, cb, cr = (y - 16) * (255 / 219), cb * (255 / 224), cr * (255 / 224)
    rgb = np.stack((y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb), axis=-1)
    colours: Bytes = np.clip(np.rint(rgb), 0, 255).astype(np.uint8)
    return colours
