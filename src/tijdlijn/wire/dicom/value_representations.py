"""What kinds of value there are: how long their lengths are written, how wide their numbers are, and which of
them an element is that does not say it.

Standard: DICOM PS3.5 §6.2, §7.1.2, §7.1.3; PS3.6 (dictionary).
"""

import re
from functools import lru_cache
from typing import Final

from pydicom.datadict import dictionary_VR

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.element import Header

_PIXEL_REPRESENTATION: Final = 0x00280103
_LONG: Final = ("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV")
_SHORT: Final = (
    *("AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO"),
    *("LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"),
)
VRS: Final = {name.encode(): (name, name in _LONG) for name in _LONG + _SHORT}
"""By how it is written: its name, and whether its length takes four bytes."""

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


def unknown_form(written: bytes) -> tuple[str, bool]:
    """As `VRS`, of a representation that is not in the table.

    Raises:
        InputInvalid: no representation at all.
    """
    if not _LETTERS.fullmatch(written):
        raise InputInvalid("a DICOM element without a value representation")
    return _UNKNOWN


def implicit_vr(tag: int, around: Header) -> str:
    """Give what an element is that does not say it; private and unknown ones are UN.

    Standard: PS3.5 §7.1.3, Annex A.1.
    """
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
