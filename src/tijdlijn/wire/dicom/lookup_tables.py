"""Tables of values and colours that stand in a header.

Standard: DICOM PS3.3 C.11.1.1 (modality LUT), C.11.2.1.1 (VOI LUT), C.7.6.3.1.5 and .6 (palette), C.7.9.2
(segmented palette).
"""

from array import array
from struct import unpack_from
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.element import Header
from tijdlijn.wire.pixels.order import LookupTable, Palette

_LUT_DESCRIPTOR: Final = 0x00283002
_LUT_DATA: Final = 0x00283006
_PALETTE_DESCRIPTORS: Final = (0x00281101, 0x00281102, 0x00281103)
_DATA_FROM_DESCRIPTOR: Final = 0x100
_SEGMENTED_FROM_DESCRIPTOR: Final = 0x120
_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2


def lookup_table(item: Header) -> LookupTable:
    """Read the table of an item of a LUT sequence.

    Raises:
        InputInvalid: no table, or one shorter than it says.
    """
    return _table(item, _LUT_DESCRIPTOR, _bytes_of(item, _LUT_DATA))


def palette_of(header: Header) -> Palette:
    """Read the colours of an image with a palette.

    Raises:
        InputInvalid: one of its tables is absent, shorter than it says, or malformed.
    """
    red, green, blue = (_colour(header, descriptor) for descriptor in _PALETTE_DESCRIPTORS)
    return Palette(red, green, blue)


def _colour(header: Header, descriptor: int) -> LookupTable:
    data = _bytes_of(header, descriptor + _DATA_FROM_DESCRIPTOR)
    if not data and (segments := _bytes_of(header, descriptor + _SEGMENTED_FROM_DESCRIPTOR)):
        entries, _, _ = _described(header, descriptor)
        data = _expanded(segments, entries)
    return _table(header, descriptor, data)


def _table(item: Header, descriptor: int, data: bytes) -> LookupTable:
    entries, first, bits = _described(item, descriptor)
    if len(data) < entries or not 1 <= bits <= 16:
        raise InputInvalid("a lookup table that cannot be one")
    return LookupTable(first, entries, bits, data)


def _described(item: Header, descriptor: int) -> tuple[int, int, int]:
    """How many entries, the first value, and bits of an entry; a number of 0 stands for 65,536."""
    element = item.get(descriptor)
    if element is None or len(element.data) < 6:
        raise InputInvalid("a lookup table that is not described")
    entries, bits = unpack_from("<H", element.data)[0], unpack_from("<H", element.data, 4)[0]
    first = unpack_from("<h" if element.vr == "SS" else "<H", element.data, 2)[0]
    return entries or 65536, first, bits


def _bytes_of(item: Header, tag: int) -> bytes:
    element = item.get(tag)
    return element.data if element is not None else b""


def _expanded(segments: bytes, entries: int) -> bytes:
    """Write out a segmented palette, in words; never more than `entries`."""
    words = array("H", segments[: len(segments) // 2 * 2])
    written = _Written(words, entries)
    at = 0
    while at + 2 <= len(words) and not written.is_full:
        at = written.segment(at)
    return array("H", written.whole[:entries]).tobytes()


class _Written:
    """A segmented palette while it is written out (PS3.3 C.7.9.2)."""

    def __init__(self, words: "array[int]", entries: int) -> None:
        self.whole: list[int] = []
        self._words = words
        self._entries = entries
        self._segments_left = 2 * entries

    @property
    def is_full(self) -> bool:
        return len(self.whole) >= self._entries

    def segment(self, at: int, *, may_repeat: bool = True) -> int:
        """Write out the segment at this word; give where the next one begins."""
        self._segments_left -= 1
        kind, length = self._words[at], self._words[at + 1]
        values = self._words[at + 2 : at + 2 + (length if kind == _DISCRETE else 2)]
        if kind == _DISCRETE:
            self.whole.extend(values)
            return at + 2 + length
        if kind == _LINEAR and self.whole and values:
            start, rise = self.whole[-1], values[0] - self.whole[-1]
            self.whole.extend(start + rise * step // length for step in range(1, length + 1))
            return at + 3
        if kind != _INDIRECT or not may_repeat or len(values) != 2 or self._segments_left < 0:
            raise InputInvalid("a segmented palette that cannot be one")
        self._repeat(values[0] | values[1] << 16, length)
        return at + 4

    def _repeat(self, at: int, count: int) -> None:
        """Write out segments that stand elsewhere once more; `at` counts in bytes."""
        at //= 2
        for _ in range(count):
            if at + 2 > len(self._words) or self.is_full or self._segments_left < 0:
                return
            at = self.segment(at, may_repeat=False)
