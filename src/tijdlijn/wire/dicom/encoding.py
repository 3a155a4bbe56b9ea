"""Writing a small DICOM file: explicit little endian, UTF-8, sequences of known length.

The counterpart of `elements`, for the documents that we make ourselves. Standard: DICOM PS3.5 §7.1, §7.5;
PS3.10 §7.1.
"""

from collections.abc import Mapping
from struct import pack
from typing import Final

from tijdlijn.wire.dicom.element import Element, Header
from tijdlijn.wire.dicom.transfer_syntax import EXPLICIT_LITTLE
from tijdlijn.wire.dicom.value_representations import is_long

IMPLEMENTATION_CLASS_UID: Final = "2.25.227069255069702624586789728636930505984"
"""Ours, from a UUID of its own (PS3.5 §B.2)."""

_ITEM: Final = b"\xfe\xff\x00\xe0"
_MAX_SHORT_BYTES: Final = 65534


def texts(vr: str, *values: str) -> Element:
    """Make an element of texts; no value at all, and an empty one, is an element without a value.

    A backslash divides values and cannot stand in one, nor can a control character: they become spaces.
    Nothing is cut to what its kind allows, for a number cut short is another number; only what the form
    cannot hold ends early.
    """
    data = "\\".join(_clean(vr, value) for value in values).encode()
    if not is_long(vr) and len(data) > _MAX_SHORT_BYTES:
        data = data[:_MAX_SHORT_BYTES].decode(errors="ignore").encode()
    return Element(vr, data)


def items(*data_sets: Mapping[int, Element]) -> Element:
    """Make a sequence, written out at once, so that what is said often can be made once; none is an empty
    one.
    """
    written = [_encoded(data_set) for data_set in data_sets]
    return Element("SQ", b"".join(_ITEM + pack("<L", len(item)) + item for item in written))


def part10_file(data_set: Header, *, sop_class_uid: str, sop_instance_uid: str) -> bytes:
    """Write a file. Order of tags is ours to make, not the caller's."""
    meta = {
        0x00020001: Element("OB", b"\0\1"),
        0x00020002: texts("UI", sop_class_uid),
        0x00020003: texts("UI", sop_instance_uid),
        0x00020010: texts("UI", EXPLICIT_LITTLE),
        0x00020012: texts("UI", IMPLEMENTATION_CLASS_UID),
    }
    group = _encoded(meta)
    length = _encoded({0x00020000: Element("UL", pack("<L", len(group)))})
    return bytes(128) + b"DICM" + length + group + _encoded(data_set)


def _encoded(data_set: Header) -> bytes:
    return b"".join([_element(tag, data_set[tag]) for tag in sorted(data_set)])


def _element(tag: int, element: Element) -> bytes:
    vr, data = element.vr, element.data
    if len(data) % 2:
        data += b"\0" if vr in ("UI", "OB") else b" "
    if is_long(vr):
        return pack("<HH2sHL", tag >> 16, tag & 0xFFFF, vr.encode("ascii"), 0, len(data)) + data
    return pack("<HH2sH", tag >> 16, tag & 0xFFFF, vr.encode("ascii"), len(data)) + data


def _clean(vr: str, value: str) -> str:
    if value.isascii() and value.isprintable() and "\\" not in value:
        return value.strip()
    divider = "" if vr in ("UT", "ST", "LT", "UR") else "\\"
    return "".join(" " if ord(letter) < 32 or letter in divider else letter for letter in value).strip()
