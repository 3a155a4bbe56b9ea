"""A header that we read ourselves, as `Attributes`. Standard: DICOM PS3.5 §6.2."""

import re
from math import isfinite
from struct import calcsize, unpack
from typing import Final

from tijdlijn.wire.dicom.character_sets import FALLBACK, clean, decode, encodings
from tijdlijn.wire.dicom.element import Header

CHARACTER_SET: Final = 0x00080005
MAX_NUMBERS: Final = 100_000

_BINARY: Final = {"US": "H", "SS": "h", "UL": "I", "SL": "i", "FL": "f", "FD": "d", "UV": "Q", "SV": "q"}
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,10}")


class HeaderAttributes:
    """One data set, or one item inside it; an item has the character sets of what it stands in."""

    def __init__(self, header: Header, inherited: tuple[str, ...] = FALLBACK) -> None:
        self._header = header
        self._encodings = header_encodings(header, inherited)

    def texts(self, tag: int) -> tuple[str, ...]:
        """See `Attributes.texts`."""
        element = self._header.get(tag)
        if element is None or not element.data:
            return ()
        cleaned = (clean(part) for part in decode(element.data, self._encodings).split("\\"))
        return tuple(part for part in cleaned if part)

    def block(self, tag: int) -> str:
        """One text with its lines (ST, LT, UT), in which a backslash is a letter; else empty."""
        element = self._header.get(tag)
        if element is None or not element.data:
            return ""
        written = decode(element.data, self._encodings).replace("\0", "").replace("\t", "    ")
        lines = written.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(_CONTROL.sub(" ", line).rstrip() for line in lines).strip("\n")

    def data(self, tag: int) -> bytes:
        """The value as it stands, numbers in little endian; empty where there is none."""
        element = self._header.get(tag)
        return element.data if element is not None else b""

    def first_item(self, tag: int) -> "HeaderAttributes | None":
        """See `Attributes.first_item`."""
        element = self._header.get(tag)
        return HeaderAttributes(element.items[0], self._encodings) if element and element.items else None

    def items(self, tag: int) -> "tuple[HeaderAttributes, ...]":
        """All items of a sequence, in order."""
        element = self._header.get(tag)
        return tuple(HeaderAttributes(item, self._encodings) for item in element.items) if element else ()

    def numbers(self, tag: int) -> tuple[float, ...]:
        """The numbers, in binary or as text (IS, DS), `MAX_NUMBERS` at most; empty where one is none."""
        element = self._header.get(tag)
        if element is None or not element.data:
            return ()
        letter = _BINARY.get(element.vr)
        if letter is not None:
            size = calcsize(letter)
            count = min(len(element.data) // size, MAX_NUMBERS)
            return unpack(f"<{count}{letter}", element.data[: count * size])
        try:
            found = tuple(map(float, self.texts(tag)[:MAX_NUMBERS]))
        except ValueError:
            return ()
        return found if all(map(isfinite, found)) else ()

    def number(self, tag: int) -> int | None:
        """The first whole number, whether it is written in binary (US, UL) or as text (IS)."""
        element = self._header.get(tag)
        if element is None or not element.data:
            return None
        if element.vr in ("US", "UL", "OW"):
            return int.from_bytes(element.data[: 4 if element.vr == "UL" else 2], "little")
        text = next(iter(self.texts(tag)), "")
        return int(text) if _NUMBER.fullmatch(text) else None


def header_encodings(header: Header, inherited: tuple[str, ...] = FALLBACK) -> tuple[str, ...]:
    """Give Python's names of a data set's own character sets, or those that it inherits."""
    element = header.get(CHARACTER_SET)
    if element is None or not element.data:
        return inherited
    return encodings(part.strip() for part in element.data.decode("latin-1").split("\\")) or inherited
