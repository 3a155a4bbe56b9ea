"""Whose a DICOM file is and what it calls itself, told from its first bytes, before any of it is passed on.

Only the elements up to Series Instance UID are walked, and of these only the few that identify are looked at:
hundreds of files a second pass here. Elements must stand in the order that the standard wants; so a second,
later number of a patient cannot stand behind the one that was read.

Standard: DICOM PS3.10 §7.1 (file), PS3.5 §7.1 (elements in ascending order), §7.5 (sequences), §A.5.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Final

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import (
    LocalPatientId,
    SeriesInstanceUID,
    SopInstanceUID,
    StudyInstanceUID,
)
from tijdlijn.wire.bounded_json import MIB
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import Attributes, text
from tijdlijn.wire.dicom.dataset import DatasetAttributes
from tijdlijn.wire.dicom.mapping import local_patient_id, study_uid

MAX_START_BYTES: Final = 4 * MIB
"""A file that has not said whose it is in so many bytes is not read further."""

_PREAMBLE: Final = 132
_EXPLICIT_BIG_ENDIAN: Final = "1.2.840.10008.1.2.2"
_DEFLATED: Final = "1.2.840.10008.1.2.1.99"
_CHARACTER_SET: Final = 0x00080005
_WANTED: Final = frozenset(
    {
        _CHARACTER_SET,
        at.SOP_INSTANCE_UID,
        at.PATIENT_ID,
        at.ISSUER_OF_PATIENT_ID,
        at.ISSUER_OF_PATIENT_ID_QUALIFIERS,
        at.STUDY_INSTANCE_UID,
        at.SERIES_INSTANCE_UID,
    }
)
_LONG_VRS: Final = frozenset(
    {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
)
_TRANSFER_SYNTAX: Final = 0x00020010
_UNDEFINED: Final = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_MAX_DEPTH: Final = 16


@dataclass(frozen=True, slots=True)
class InstanceIdentity:
    """What a file says of itself. `local_id` is absent when it does not say who issued `patient_number`,
    which may be absent too.
    """

    study_uid: StudyInstanceUID
    series_uid: SeriesInstanceUID
    sop_instance_uid: SopInstanceUID
    transfer_syntax_uid: str | None
    patient_number: str | None
    local_id: LocalPatientId | None


class _MoreNeeded(Exception):
    """The bytes end before the element does."""


def read_identity(start: bytes) -> InstanceIdentity | None:
    """Read the identity from the first bytes of a file; `None` when more of them are needed.

    Raises:
        InputInvalid: no DICOM file, one that does not say which study, series and instance it is, or one that
            goes on for `MAX_START_BYTES` before it does.
    """
    try:
        return _identity(start)
    except _MoreNeeded:
        if len(start) >= MAX_START_BYTES:
            raise InputInvalid("a DICOM file that does not say whose it is") from None
        return None


def _identity(start: bytes) -> InstanceIdentity:
    if len(start) < _PREAMBLE:
        raise _MoreNeeded
    begins_at = _PREAMBLE if start[128:132] == b"DICM" else 0
    syntax, dataset_at = _file_meta(start, begins_at)
    if not begins_at and syntax is None and start[:2] != b"\x08\x00":
        raise InputInvalid("not a DICOM file")
    if syntax == _DEFLATED:
        start, dataset_at = _inflated(start[dataset_at:]), 0
    big_endian = syntax == _EXPLICIT_BIG_ENDIAN
    # Looked up in the data set itself: files exist whose transfer syntax says the opposite.
    names_its_vr = start[dataset_at + 4 : dataset_at + 6]
    explicit = names_its_vr.isalpha() and names_its_vr.isupper()
    found = _Walk(start, explicit=explicit, big_endian=big_endian).collected(dataset_at)
    return identity_of_header(DatasetAttributes(Dataset(found)), syntax)


def identity_of_header(source: Attributes, transfer_syntax_uid: str | None = None) -> InstanceIdentity:
    """Give the identity out of a header that was read already, from a file or as DICOM JSON.

    Raises:
        InputInvalid: it does not say which study, series and instance it is of.
    """
    return InstanceIdentity(
        study_uid=study_uid(source),
        series_uid=SeriesInstanceUID(text(source, at.SERIES_INSTANCE_UID) or ""),
        sop_instance_uid=SopInstanceUID(text(source, at.SOP_INSTANCE_UID) or ""),
        transfer_syntax_uid=transfer_syntax_uid,
        patient_number=text(source, at.PATIENT_ID),
        local_id=local_patient_id(source, None),
    )


def _file_meta(start: bytes, begins_at: int) -> tuple[str | None, int]:
    """The transfer syntax, and where the data set begins; group 0002 is always explicit little endian."""
    walk, at_byte, syntax = _Walk(start, explicit=True, big_endian=False), begins_at, None
    while True:
        tag, _, length, value_at = walk.element(at_byte)
        if tag >> 16 != 0x0002:
            return syntax, at_byte
        at_byte = value_at + length
        if tag == _TRANSFER_SYNTAX:
            syntax = walk.value(value_at, min(length, 64)).rstrip(b"\0 ").decode("ascii", "replace")


def _inflated(compressed: bytes) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(compressed, MAX_START_BYTES)
    except zlib.error as error:
        raise InputInvalid("a deflated DICOM file that cannot be inflated") from error


class _Walk:
    """The elements of one data set in order; nothing is read that is not there."""

    def __init__(self, data: bytes, *, explicit: bool, big_endian: bool) -> None:
        self._data = data
        self._explicit = explicit
        self._little_endian = not big_endian
        endian = ">" if big_endian else "<"
        self._tag = struct.Struct(f"{endian}HH")
        self._short = struct.Struct(f"{endian}H")
        self._long = struct.Struct(f"{endian}L")

    def collected(self, at_byte: int) -> dict[BaseTag, DataElement | RawDataElement]:
        """Give the wanted elements as they stand, up to the UID of the series."""
        found: dict[BaseTag, DataElement | RawDataElement] = {}
        before = -1
        while before < at.SERIES_INSTANCE_UID:
            tag, vr, length, value_at = self.element(at_byte)
            if tag <= before or tag > at.SERIES_INSTANCE_UID:
                raise InputInvalid("a DICOM file that does not say whose it is, or not in order")
            if length == _UNDEFINED:
                value_end, at_byte = self._sequence(value_at, self._explicit and vr != b"UN", depth=0)
            else:
                value_end = at_byte = value_at + length
            if tag in _WANTED:
                value = self.value(value_at, value_end - value_at)
                # Implicit files do not name it; of what is wanted here only one is a sequence.
                is_sequence = tag == at.ISSUER_OF_PATIENT_ID_QUALIFIERS
                found[BaseTag(tag)] = RawDataElement(
                    BaseTag(tag),
                    "SQ" if is_sequence else "LO",
                    len(value),
                    value,
                    value_at,
                    not self._explicit,
                    self._little_endian,
                )
            before = tag
        return found

    def element(self, at_byte: int) -> tuple[int, bytes, int, int]:
        """Give tag, VR (empty where it is not named), length, and where the value begins."""
        return self._element(at_byte, self._explicit)

    def value(self, at_byte: int, length: int) -> bytes:
        """Give so many bytes."""
        value = self._data[at_byte : at_byte + length]
        if len(value) < length:
            raise _MoreNeeded
        return value

    def _element(self, at_byte: int, explicit: bool) -> tuple[int, bytes, int, int]:
        try:
            group, number = self._tag.unpack_from(self._data, at_byte)
            tag = group << 16 | number
            if not explicit or group == 0xFFFE:
                return tag, b"", self._long.unpack_from(self._data, at_byte + 4)[0], at_byte + 8
            vr = self._data[at_byte + 4 : at_byte + 6]
            if vr in _LONG_VRS:
                return tag, vr, self._long.unpack_from(self._data, at_byte + 8)[0], at_byte + 12
            return tag, vr, self._short.unpack_from(self._data, at_byte + 6)[0], at_byte + 8
        except struct.error:
            raise _MoreNeeded from None

    def _sequence(self, at_byte: int, explicit: bool, depth: int) -> tuple[int, int]:
        """Walk over a value of undefined length; give where its items end, and where it ends itself."""
        if depth > _MAX_DEPTH:
            raise InputInvalid("a DICOM file with sequences in sequences without end")
        while True:
            tag, _, length, value_at = self._element(at_byte, explicit)
            if tag == _SEQUENCE_END:
                return at_byte, value_at
            if tag != _ITEM:
                raise InputInvalid("a DICOM file with a sequence that is none")
            at_byte = self._item(value_at, explicit, depth) if length == _UNDEFINED else value_at + length

    def _item(self, at_byte: int, explicit: bool, depth: int) -> int:
        while True:
            tag, vr, length, value_at = self._element(at_byte, explicit)
            if tag == _ITEM_END:
                return value_at
            if length == _UNDEFINED:
                _, at_byte = self._sequence(value_at, explicit and vr != b"UN", depth + 1)
            else:
                at_byte = value_at + length
