"""The elements of a data set, read from bytes without believing one length in them.

Our own reader and not pydicom's, for three reasons: it says how many bytes it still needs instead of failing,
it checks every declared length before it takes anything, and it is fast enough to read the headers of a whole
study while the images stream by. Values stay bytes, numbers always little endian; who wants one converts it.

Standard: DICOM PS3.5 §7 (data set), §7.5 (nesting), Annex A (transfer syntaxes), §6.2.2 note 2 (UN).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from struct import Struct
from typing import Final, NamedTuple

from pydicom.datadict import dictionary_VR

from tijdlijn.domain.errors import InputInvalid

MAX_NESTING: Final = 16
UNDEFINED: Final = 0xFFFFFFFF

_ITEM: Final = 0xFFFEE000
_ITEM_END: Final = 0xFFFEE00D
_SEQUENCE_END: Final = 0xFFFEE0DD
_PIXEL_REPRESENTATION: Final = 0x00280103
_LONG: Final = ("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV")
_SHORT: Final = (
    *("AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO"),
    *("LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"),
)
_VRS: Final = {name.encode(): (name, name in _LONG) for name in _LONG + _SHORT}
_LONG_FORMS: Final = frozenset(_LONG)
_UNKNOWN: Final = ("UN", True)
"""A representation that is newer than this reader has the long form (PS3.5 §7.1.2) and stays bytes."""

_LETTERS: Final = re.compile(rb"[A-Z]{2}")
WORD_BYTES: Final = {
    **dict.fromkeys(("US", "SS", "OW", "AT"), 2),
    **dict.fromkeys(("UL", "SL", "FL", "OF", "OL"), 4),
    **dict.fromkeys(("FD", "OD", "SV", "UV", "OV"), 8),
}
"""How many bytes of a value make one number, for those that have an order of bytes."""


class Element(NamedTuple):
    """One element: its value representation, and its bytes or its items."""

    vr: str
    value: "bytes | tuple[Header, ...]"

    @property
    def data(self) -> bytes:
        """The bytes; of a sequence none."""
        return self.value if isinstance(self.value, bytes) else b""

    @property
    def items(self) -> "tuple[Header, ...]":
        """The items; of anything but a sequence none."""
        return () if isinstance(self.value, bytes) else self.value


Header = Mapping[int, Element]
"""A data set in the order of the file: tag as a number, `0x00100020`, to its element."""


class Short(Exception):
    """The buffer ends before the element that is being read; so many bytes are needed, at least."""

    def __init__(self, at_least_bytes: int) -> None:
        self.at_least_bytes = at_least_bytes
        super().__init__(at_least_bytes)


class Prefix(NamedTuple):
    """What stands before a value: where the value begins, and its length (`UNDEFINED` where it has none)."""

    tag: int
    vr: str
    at: int
    length: int


class ElementReader:
    """Reads elements of one data set. Positions are offsets in `view`.

    `end` is where the element must have ended; `is_soft` says that the buffer ends there, not the data set.
    """

    def __init__(self, view: memoryview, *, explicit: bool, little_endian: bool) -> None:
        order = "<" if little_endian else ">"
        self._view = view
        self._explicit = explicit
        self._little = little_endian
        self._tag_and_16 = Struct(order + "HH2sH").unpack_from
        self._tag_and_32 = Struct(order + "HHL").unpack_from
        self._32 = Struct(order + "L").unpack_from

    def prefix(self, pos: int, end: int, is_soft: bool, around: Header) -> Prefix:
        """Read what stands before the value at `pos`; `around` is the data set so far.

        Raises:
            Short: the buffer ends first.
            InputInvalid: the data set ends first, or this is no element.
        """
        if pos + 8 > end:
            raise _beyond(pos + 8, is_soft)
        if not self._explicit:
            group, element, length = self._tag_and_32(self._view, pos)
            tag = group << 16 | element
            return Prefix(tag, "" if group == 0xFFFE else _implicit_vr(tag, around), pos + 8, length)
        group, element, written, length = self._tag_and_16(self._view, pos)
        tag = group << 16 | element
        if group == 0xFFFE:
            return Prefix(tag, "", pos + 8, self._32(self._view, pos + 4)[0])
        vr, is_long = _VRS.get(written) or _unknown(written)
        if not is_long:
            return Prefix(tag, vr, pos + 8, length)
        if pos + 12 > end:
            raise _beyond(pos + 12, is_soft)
        return Prefix(tag, vr, pos + 12, self._32(self._view, pos + 8)[0])

    def extent(self, pos: int, end: int) -> tuple[int, int, int | None]:
        """Give the tag of the element at `pos`, where its value begins and where the next element does,
        `None` where no length says it.

        For whoever passes over most elements: lengths alone are read, in half the time of `prefix`.

        Raises:
            Short: the buffer ends first. InputInvalid: this is no element.
        """
        if pos + 8 > end:
            raise Short(pos + 8)
        group, element, length = self._tag_and_32(self._view, pos)
        value_at = pos + 8
        if self._explicit and group != 0xFFFE:
            _, _, written, length = self._tag_and_16(self._view, pos)
            if (_VRS.get(written) or _unknown(written))[1]:
                if pos + 12 > end:
                    raise Short(pos + 12)
                length, value_at = self._32(self._view, pos + 8)[0], pos + 12
        return group << 16 | element, value_at, None if length == UNDEFINED else value_at + length

    def element(self, head: Prefix, end: int, is_soft: bool, nesting: int) -> tuple[Element, int]:
        """Read the value behind a prefix; give the element and where the next one begins.

        Raises:
            Short: the buffer ends first.
            InputInvalid: the data set ends first, or it is nested too deep or malformed.
        """
        _, vr, at, length = head
        if length != UNDEFINED:
            past = at + length
            if past > end:
                raise _beyond(past, is_soft)
            if vr == "SQ":
                return Element(vr, self._items(at, past, False, False, nesting + 1)[0]), past
            return Element(vr, self._value(vr, at, past)), past
        if vr == "SQ" or not self._explicit:
            items, past = self._items(at, end, is_soft, True, nesting + 1)
            return Element("SQ", items), past
        if vr == "UN":
            unknown = ElementReader(self._view, explicit=False, little_endian=True)
            items, past = unknown._items(at, end, is_soft, True, nesting + 1)
            return Element("SQ", items), past
        fragments_end = self._fragments_end(at, end, is_soft)
        return Element(vr, bytes(self._view[at : fragments_end - 8])), fragments_end

    def _value(self, vr: str, at: int, past: int) -> bytes:
        data = bytes(self._view[at:past])
        width = 1 if self._little else WORD_BYTES.get(vr, 1)
        return data if width == 1 else swapped(data, width)

    def _items(
        self, pos: int, end: int, is_soft: bool, delimited: bool, nesting: int
    ) -> tuple[tuple[Header, ...], int]:
        if nesting > MAX_NESTING:
            raise InputInvalid("DICOM sequences are nested too deep")
        found: list[Header] = []
        while delimited or pos < end:
            if pos + 8 > end:
                raise _beyond(pos + 8, is_soft)
            group, element, length = self._tag_and_32(self._view, pos)
            tag = group << 16 | element
            pos += 8
            if tag == _SEQUENCE_END:
                break
            if tag != _ITEM:
                raise InputInvalid("a DICOM sequence with something that is no item")
            if length == UNDEFINED:
                item, pos = self._item(pos, end, is_soft, True, nesting)
            else:
                if pos + length > end:
                    raise _beyond(pos + length, is_soft)
                item, pos = self._item(pos, pos + length, False, False, nesting)
            found.append(item)
        return tuple(found), pos

    def _item(self, pos: int, end: int, is_soft: bool, delimited: bool, nesting: int) -> tuple[Header, int]:
        found: dict[int, Element] = {}
        while delimited or pos < end:
            head = self.prefix(pos, end, is_soft, found)
            if head.tag == _ITEM_END:
                return found, head.at
            if not head.vr:
                raise InputInvalid("a DICOM item that ends where it should not")
            found[head.tag], pos = self.element(head, end, is_soft, nesting)
        return found, pos

    def _fragments_end(self, pos: int, end: int, is_soft: bool) -> int:
        """Where a value in fragments ends, behind its delimiter (an icon may be compressed)."""
        while True:
            if pos + 8 > end:
                raise _beyond(pos + 8, is_soft)
            group, element, length = self._tag_and_32(self._view, pos)
            tag = group << 16 | element
            pos += 8
            if tag == _SEQUENCE_END:
                return pos
            if tag != _ITEM or length == UNDEFINED:
                raise InputInvalid("a DICOM value in fragments that are none")
            pos += length


class Known(NamedTuple):
    """An element as it was read once, with the bytes in which it was written."""

    tag: int
    written: bytes
    element: Element


class ElementMemory:
    """Elements of the file before: in a series most stand the same in each file, and an element says itself
    where it ends, so that equal bytes are the same element. One memory is for one reader at a time.
    """

    MAX_BYTES: Final = 64 * 1024
    """A longer element is not worth comparing."""

    def __init__(self) -> None:
        self._known: dict[bytes, Known] = {}
        self._written_as: object = None

    def begin(self, written_as: object) -> None:
        """Say in which way the next file is written; what was written otherwise is forgotten."""
        if written_as != self._written_as:
            self._known.clear()
            self._written_as = written_as

    def known(self, view: memoryview, pos: int) -> Known | None:
        """Give the element at `pos` if it is written as the one of this tag was before."""
        known = self._known.get(bytes(view[pos : pos + 4]))
        if known is None or view[pos : pos + len(known.written)] != known.written:
            return None
        return known

    def keep(self, tag: int, written: memoryview, element: Element) -> None:
        """Remember an element that is read by itself, whatever stands before it."""
        if len(written) <= self.MAX_BYTES:
            self._known[bytes(written[:4])] = Known(tag, bytes(written), element)


def is_long(vr: str) -> bool:
    """Whether the length of such a value is written in four bytes (PS3.5 §7.1.2)."""
    return vr in _LONG_FORMS


def swapped(data: bytes, width: int) -> bytes:
    """Turn the order of bytes in every word of `width` bytes; an odd rest stays as it is."""
    whole = len(data) - len(data) % width
    turned = bytearray(data)
    for offset in range(width):
        turned[offset:whole:width] = data[width - 1 - offset : whole : width]
    return bytes(turned)


def _beyond(at_least_bytes: int, is_soft: bool) -> Exception:
    return Short(at_least_bytes) if is_soft else InputInvalid("a DICOM length larger than what holds it")


def _unknown(written: bytes) -> tuple[str, bool]:
    if not _LETTERS.fullmatch(written):
        raise InputInvalid("a DICOM element without a value representation")
    return _UNKNOWN


def _implicit_vr(tag: int, around: Header) -> str:
    """Standard: PS3.5 §7.1.3, Annex A.1; private and unknown elements are UN."""
    if tag & 0x00010000:
        return "LO" if 0x10 <= tag & 0xFFFF <= 0xFF else "UN"
    vr = _dictionary_vr(tag)
    if len(vr) == 2:
        return vr
    if vr.startswith("US or SS"):
        signed = around.get(_PIXEL_REPRESENTATION)
        return "SS" if signed is not None and signed.data[:1] == b"\x01" else "US"
    return "OW"


def is_ambiguous(tag: int) -> bool:
    """Whether what an implicit element is depends on those before it."""
    return _dictionary_vr(tag).startswith("US or SS")


@lru_cache(maxsize=8192)
def _dictionary_vr(tag: int) -> str:
    """What the dictionary has, several where the file itself decides."""
    if tag & 0xFFFF == 0:
        return "UL"
    try:
        return dictionary_VR(tag)
    except KeyError:
        return "UN"
