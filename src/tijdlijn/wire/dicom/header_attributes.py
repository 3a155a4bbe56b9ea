"""A header that we read ourselves, as `Attributes`. Standard: DICOM PS3.5 §6.2."""

import re
from typing import Final

from tijdlijn.wire.dicom.character_sets import FALLBACK, clean, decode, encodings
from tijdlijn.wire.dicom.elements import Header

CHARACTER_SET: Final = 0x00080005
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

    def first_item(self, tag: int) -> "HeaderAttributes | None":
        """See `Attributes.first_item`."""
        element = self._header.get(tag)
        return HeaderAttributes(element.items[0], self._encodings) if element and element.items else None

    def items(self, tag: int) -> "tuple[HeaderAttributes, ...]":
        """All items of a sequence, in order."""
        element = self._header.get(tag)
        return tuple(HeaderAttributes(item, self._encodings) for item in element.items) if element else ()

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
