"""A header as DICOM JSON, for viewers that ask `/metadata` of a holder that has only files.

Texts stand in it whole and in UTF-8, whatever the file was written in: a report in SR must be readable
without a second question. Only long binary values, and pixels, are left behind an address. What cannot be
read as its kind of value stands as text, or as null, and never fails the rest.

Standard: DICOM PS3.18 Annex F; §F.2.2 (values), §F.2.3 (kinds), §F.2.5 (empty), §F.2.6 (BulkDataURI).
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from math import isfinite
from struct import unpack
from typing import Final

from tijdlijn.wire.bounded_json import encode
from tijdlijn.wire.dicom.bulk_addresses import BulkUri
from tijdlijn.wire.dicom.character_sets import FALLBACK, decode
from tijdlijn.wire.dicom.element import Element, Header
from tijdlijn.wire.dicom.header_attributes import CHARACTER_SET, header_encodings
from tijdlijn.wire.dicom.part10 import Part10Head

MAX_INLINE_BYTES: Final = 1024

_AVAILABLE_TRANSFER_SYNTAX: Final = 0x00083002
_INCOMPLETE: Final[Mapping[int, Mapping[str, object]]] = {
    0x009700EF: {"vr": "LO", "Value": ["TIJDLIJN"]},
    0x0097EF01: {"vr": "CS", "Value": ["INCOMPLETE"]},
}
"""Our own elements (PS3.5 §7.8.1): the header ends before its file's does, so that something is not told."""

_BULK_DATA_URI: Final = b'"BulkDataURI"'

_Values = list[object]
_Reading = Callable[[bytes, tuple[str, ...]], _Values]


def to_dicom_json(head: Part10Head, bulk_uri: BulkUri) -> bytes:
    """Write the header of one instance as one JSON object, with the transfer syntax in which it is stored.

    A list of instances is `[` + objects joined by `,` + `]`.
    """
    return JsonWriter().written(head, bulk_uri)


class JsonWriter:
    """Writes one header after the other, as `to_dicom_json`. An element that is the very one of the header
    before, as `ElementMemory` makes them, is written as it was then.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Element, bytes]] = {}
        self._encodings: tuple[str, ...] = ()

    def written(self, head: Part10Head, bulk_uri: BulkUri) -> bytes:
        """Write a header."""
        encodings = header_encodings(head.header, FALLBACK)
        if encodings != self._encodings:
            self._known.clear()
            self._encodings = encodings
        parts = {tag: self._part(tag, element, bulk_uri) for tag, element in head.header.items()}
        if _AVAILABLE_TRANSFER_SYNTAX not in parts:
            available = {"vr": "UI", "Value": [head.transfer_syntax_uid]}
            parts[_AVAILABLE_TRANSFER_SYNTAX] = _member(_AVAILABLE_TRANSFER_SYNTAX, available)
        if head.bulk is not None:
            behind = {"vr": head.bulk.vr, "BulkDataURI": bulk_uri(f"{head.bulk.tag:08X}")}
            parts[head.bulk.tag] = _member(head.bulk.tag, behind)
        if head.is_cut_off:
            parts |= {tag: _member(tag, element) for tag, element in _INCOMPLETE.items()}
        return b"{" + b",".join(parts.values()) + b"}"

    def _part(self, tag: int, element: Element, bulk_uri: BulkUri) -> bytes:
        known = self._known.get(tag)
        if known is not None and known[0] is element:
            return known[1]
        part = _member(tag, _written(tag, element, self._encodings, bulk_uri, ""))
        if _BULK_DATA_URI not in part:
            # An address is that of one instance.
            self._known[tag] = element, part
        return part


def _member(tag: int, element: Mapping[str, object]) -> bytes:
    return b'"%08X":%b' % (tag, encode(element))


def _data_set(
    header: Header, inherited: tuple[str, ...], bulk_uri: BulkUri, path: str
) -> dict[str, dict[str, object]]:
    encodings = header_encodings(header, inherited)
    return {
        f"{tag:08X}": _written(tag, element, encodings, bulk_uri, path) for tag, element in header.items()
    }


def _written(
    tag: int, element: Element, encodings: tuple[str, ...], bulk_uri: BulkUri, path: str
) -> dict[str, object]:
    if tag == CHARACTER_SET:
        return {"vr": "CS", "Value": ["ISO_IR 192"]}
    return _element(element, encodings, bulk_uri, f"{path}{tag:08X}")


def _element(element: Element, encodings: tuple[str, ...], bulk_uri: BulkUri, path: str) -> dict[str, object]:
    vr, value = element
    if not isinstance(value, bytes):
        items = [
            _data_set(item, encodings, bulk_uri, f"{path}/{number}/")
            for number, item in enumerate(value, start=1)
        ]
        return {"vr": "SQ", "Value": items} if items else {"vr": "SQ"}
    if not value:
        return {"vr": vr}
    read = _READINGS.get(vr)
    if read is not None:
        if vr in _BINARY_NUMBERS and len(value) > MAX_INLINE_BYTES:
            return {"vr": vr, "BulkDataURI": bulk_uri(path)}
        values = read(value, encodings)
        return {"vr": vr, "Value": values} if values != [None] else {"vr": vr}
    if len(value) > MAX_INLINE_BYTES:
        return {"vr": vr, "BulkDataURI": bulk_uri(path)}
    return {"vr": vr, "InlineBinary": b64encode(value).decode("ascii")}


def _decoded(data: bytes, encodings: tuple[str, ...]) -> str:
    if data.isascii() and b"\x1b" not in data:
        return data.decode("ascii")
    return decode(data, encodings)


def _codes(data: bytes, _: tuple[str, ...]) -> _Values:
    """Values of the default character set, several divided by a backslash."""
    return [part.strip("\0 ") or None for part in data.decode("latin-1").split("\\")]


def _texts(data: bytes, encodings: tuple[str, ...]) -> _Values:
    return [part.rstrip("\0 ") or None for part in _decoded(data, encodings).split("\\")]


def _text(data: bytes, encodings: tuple[str, ...]) -> _Values:
    """One text, in which a backslash is a letter."""
    return [_decoded(data, encodings).rstrip("\0 ") or None]


def _names(data: bytes, encodings: tuple[str, ...]) -> _Values:
    """Standard: PS3.18 §F.2.2: the groups of each name that it has."""
    return [_name(part) for part in _decoded(data, encodings).split("\\")]


def _name(text: str) -> dict[str, str] | None:
    groups = zip(("Alphabetic", "Ideographic", "Phonetic"), text.split("="), strict=False)
    return {kind: name for kind, group in groups if (name := group.strip("\0 "))} or None


def _integers(data: bytes, _: tuple[str, ...]) -> _Values:
    return [_integer(part.strip("\0 ")) for part in data.decode("latin-1").split("\\")]


def _integer(text: str) -> object:
    try:
        return int(text) if len(text) <= 12 and "_" not in text else text
    except ValueError:
        return text or None


def _decimals(data: bytes, _: tuple[str, ...]) -> _Values:
    return [_decimal(part.strip("\0 ")) for part in data.decode("latin-1").split("\\")]


def _decimal(text: str) -> object:
    try:
        number = float(text)
    except ValueError:
        return text or None
    return number if isfinite(number) and "_" not in text else text


def _numbers(letter: str, width: int) -> _Reading:
    def read(data: bytes, _: tuple[str, ...]) -> _Values:
        count = len(data) // width
        return list(unpack(f"<{count}{letter}", data[: count * width])) or [None]

    return read


def _floats(letter: str, width: int) -> _Reading:
    numbers = _numbers(letter, width)

    def read(data: bytes, encodings: tuple[str, ...]) -> _Values:
        # JSON has no word for what is no number.
        return [
            number if isinstance(number, float) and isfinite(number) else None
            for number in numbers(data, encodings)
        ]

    return read


def _tags(data: bytes, _: tuple[str, ...]) -> _Values:
    count = len(data) // 4
    parts = unpack(f"<{count * 2}H", data[: count * 4])
    return [f"{parts[at]:04X}{parts[at + 1]:04X}" for at in range(0, len(parts), 2)] or [None]


_BINARY_NUMBERS: Final = frozenset({"US", "SS", "UL", "SL", "UV", "SV", "FL", "FD", "AT"})
_READINGS: Final[dict[str, _Reading]] = {
    **dict.fromkeys(("AE", "AS", "CS", "DA", "DT", "TM", "UI"), _codes),
    **dict.fromkeys(("LO", "SH", "UC"), _texts),
    **dict.fromkeys(("LT", "ST", "UR", "UT"), _text),
    "PN": _names,
    "IS": _integers,
    "DS": _decimals,
    "US": _numbers("H", 2),
    "SS": _numbers("h", 2),
    "UL": _numbers("I", 4),
    "SL": _numbers("i", 4),
    "UV": _numbers("Q", 8),
    "SV": _numbers("q", 8),
    "FL": _floats("f", 4),
    "FD": _floats("d", 8),
    "AT": _tags,
}
