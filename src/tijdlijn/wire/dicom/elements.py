"""The elements of a data set, read from bytes without believing one length in them.

Our own reader and not pydicom's, for three reasons: it says how many bytes it still needs instead of failing,
it checks every declared length before it takes anything, and it is fast enough to read the headers of a whole
study while the images stream by. Values stay bytes, numbers always little endian; who wants one converts it.

Standard: DICOM PS3.5 §7 (data set), §7.5 (nesting), Annex A (transfer syntaxes), §6.2.2 note 2 (UN).
"""

from struct import Struct
from typing import Final, NamedTuple

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.element import Element, Header
from tijdlijn.wire.dicom.value_representations import (
    VRS,
    WORD_BYTES,
    implicit_vr,
    swapped,
    unknown_form,
)

MAX_NESTING: Final = 16
UNDEFINED: Final = 0xFFFFFFFF

_ITEM: Final = 0xFFFEE000
_ITEM_END: Final = 0xFFFEE00D
_SEQUENCE_END: Final = 0xFFFEE0DD


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
            return Prefix(tag, "" if group == 0xFFFE else implicit_vr(tag, around), pos + 8, length)
        group, element, written, length = self._tag_and_16(self._view, pos)
        tag = group << 16 | element
        if group == 0xFFFE:
            return Prefix(tag, "", pos + 8, self._32(self._view, pos + 4)[0])
        vr, is_long = VRS.get(written) or unknown_form(written)
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
            if (VRS.get(written) or unknown_form(written))[1]:
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


def _beyond(at_least_bytes: int, is_soft: bool) -> Exception:
    return Short(at_least_bytes) if is_soft else InputInvalid("a DICOM length larger than what holds it")
