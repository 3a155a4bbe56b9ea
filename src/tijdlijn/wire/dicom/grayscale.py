"""How the values of a frame become brightness, as its header has it: for the frame itself, for all frames, or
for the file.

Standard: DICOM PS3.3 C.7.6.16.2.9 and .10 (functional groups), C.11.1 (modality LUT), C.11.2 (VOI LUT).
"""

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite
from typing import Final

from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.element import Header
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.lookup_tables import lookup_table
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.pixels.order import Grayscale, Window, WindowFunction

_SHARED_GROUPS: Final = 0x52009229
_FRAME_GROUPS: Final = 0x52009230
_PIXEL_TRANSFORMATION: Final = 0x00289145
_FRAME_VOI: Final = 0x00289132
_INTERCEPT: Final = 0x00281052
_SLOPE: Final = 0x00281053
_WINDOW_CENTER: Final = 0x00281050
_WINDOW_WIDTH: Final = 0x00281051
_VOI_FUNCTION: Final = 0x00281056
_MODALITY_LUTS: Final = 0x00283000
_VOI_LUTS: Final = 0x00283010
_PADDING: Final = 0x00280120
_PADDING_LIMIT: Final = 0x00280121


def grayscale_of(head: Part10Head, frame_number: int, window: Window | None = None) -> Grayscale:
    """Read how frame `frame_number`, counted from 1, is shown; `window` stands in place of the file's own.

    A table comes before a window where the file has both. A window that cannot be one is left out, and all
    values of the frame are shown.

    Raises:
        InputInvalid: a table that cannot be one.
    """
    source = HeaderAttributes(head.header)
    shown = Grayscale(
        padding=_padding(head.header),
        is_inverted=text(source, at.PHOTOMETRIC_INTERPRETATION) == "MONOCHROME1",
    )
    shown = _with_modality(shown, head.header, frame_number)
    if window is not None:
        return replace(shown, window=window)
    tables = _items(head.header, _VOI_LUTS)
    if tables:
        return replace(shown, voi_table=lookup_table(tables[0]))
    return replace(shown, window=_window(head.header, frame_number))


def _with_modality(shown: Grayscale, header: Header, frame_number: int) -> Grayscale:
    tables = _items(header, _MODALITY_LUTS)
    if tables:
        return replace(shown, modality_table=lookup_table(tables[0]))
    for group in _groups(header, frame_number, _PIXEL_TRANSFORMATION):
        slope = _decimal(group, _SLOPE)
        if slope is not None and slope != 0:
            return replace(shown, slope=slope, intercept=_decimal(group, _INTERCEPT) or 0.0)
    return shown


def _window(header: Header, frame_number: int) -> Window | None:
    for group in _groups(header, frame_number, _FRAME_VOI):
        center, width = _decimal(group, _WINDOW_CENTER), _decimal(group, _WINDOW_WIDTH)
        if center is not None and width is not None:
            named = text(HeaderAttributes(group), _VOI_FUNCTION) or WindowFunction.LINEAR
            return window_of(center, width, named)
    return None


def window_of(center: float, width: float, function: str) -> Window | None:
    """Give a window; `None` when there can be no such one (PS3.3 C.11.2.1.2.1: a width of 1 at least)."""
    try:
        named = WindowFunction(function)
    except ValueError:
        return None
    least = 1.0 if named is WindowFunction.LINEAR else 1e-6
    return Window(center, width, named) if isfinite(center) and isfinite(width) and width >= least else None


def _groups(header: Header, frame_number: int, macro: int) -> Iterator[Header]:
    """Where something may stand: the frame's own group, the one of all frames, and the file itself."""
    own = _items(header, _FRAME_GROUPS)
    if frame_number <= len(own):
        yield from _items(own[frame_number - 1], macro)[:1]
    for shared in _items(header, _SHARED_GROUPS)[:1]:
        yield from _items(shared, macro)[:1]
    yield header


def _items(header: Header, tag: int) -> tuple[Header, ...]:
    element = header.get(tag)
    return element.items if element is not None else ()


def _decimal(header: Header, tag: int) -> float | None:
    written = text(HeaderAttributes(header), tag)
    try:
        number = float(written) if written is not None else None
    except ValueError:
        return None
    return number if number is None or isfinite(number) else None


def _padding(header: Header) -> tuple[int, int] | None:
    ends = [_whole(header, tag) for tag in (_PADDING, _PADDING_LIMIT)]
    if ends[0] is None:
        return None
    other = ends[0] if ends[1] is None else ends[1]
    return min(ends[0], other), max(ends[0], other)


def _whole(header: Header, tag: int) -> int | None:
    element = header.get(tag)
    if element is None or len(element.data) < 2:
        return None
    return int.from_bytes(element.data[:2], "little", signed=element.vr == "SS")
