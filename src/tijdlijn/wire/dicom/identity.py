"""Whose a DICOM file is and what it calls itself, told from its first bytes, before any of it is passed on.

Only the elements up to Series Instance UID are walked, and of these only the few that identify are looked at:
hundreds of files a second pass here. Elements must stand in the order that the standard wants; so a second,
later number of a patient cannot stand behind the one that was read.

Standard: DICOM PS3.10 §7.1 (file), PS3.5 §7.1 (elements in ascending order), §7.5 (sequences), §A.5.
"""

import zlib
from dataclasses import dataclass
from typing import Final

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
from tijdlijn.wire.dicom.elements import Element, ElementReader, Header, Short
from tijdlijn.wire.dicom.header_attributes import CHARACTER_SET, HeaderAttributes
from tijdlijn.wire.dicom.mapping import local_patient_id, study_uid
from tijdlijn.wire.dicom.transfer_syntax import DEFLATED, is_big_endian

MAX_START_BYTES: Final = 4 * MIB
"""A file that has not said whose it is in so many bytes is not read further."""

_PREAMBLE: Final = 132
_WANTED: Final = frozenset(
    {
        CHARACTER_SET,
        at.SOP_INSTANCE_UID,
        at.PATIENT_ID,
        at.ISSUER_OF_PATIENT_ID,
        at.ISSUER_OF_PATIENT_ID_QUALIFIERS,
        at.STUDY_INSTANCE_UID,
        at.SERIES_INSTANCE_UID,
    }
)
_TRANSFER_SYNTAX: Final = 0x00020010
_META_GROUP: Final = 0x0002
_NOTHING: Final[Header] = {}


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


def read_identity(start: bytes) -> InstanceIdentity | None:
    """Read the identity from the first bytes of a file; `None` when more of them are needed.

    Raises:
        InputInvalid: no DICOM file, one that does not say which study, series and instance it is, or one that
            goes on for `MAX_START_BYTES` before it does.
    """
    try:
        return _identity(start)
    except Short:
        if len(start) >= MAX_START_BYTES:
            raise InputInvalid("a DICOM file that does not say whose it is") from None
        return None


def _identity(start: bytes) -> InstanceIdentity:
    if len(start) < _PREAMBLE:
        raise Short(_PREAMBLE)
    begins_at = _PREAMBLE if start[128:132] == b"DICM" else 0
    syntax, dataset_at = _file_meta(start, begins_at)
    if not begins_at and syntax is None and start[:2] != b"\x08\x00":
        raise InputInvalid("not a DICOM file")
    if syntax == DEFLATED:
        start, dataset_at = _inflated(start[dataset_at:]), 0
    # Looked up in the data set itself: files exist whose transfer syntax says the opposite.
    names_its_vr = start[dataset_at + 4 : dataset_at + 6]
    explicit = names_its_vr.isalpha() and names_its_vr.isupper()
    little_endian = syntax is None or not is_big_endian(syntax)
    reader = ElementReader(memoryview(start), explicit=explicit, little_endian=little_endian)
    return identity_of_header(HeaderAttributes(_wanted(reader, dataset_at, len(start))), syntax)


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
    reader = ElementReader(memoryview(start), explicit=True, little_endian=True)
    pos, syntax = begins_at, None
    while True:
        if len(start) < pos + 8:
            raise Short(pos + 8)
        if int.from_bytes(start[pos : pos + 2], "little") != _META_GROUP:
            return syntax, pos
        prefix = reader.prefix(pos, len(start), True, _NOTHING)
        element, pos = reader.element(prefix, len(start), True, 0)
        if prefix.tag == _TRANSFER_SYNTAX:
            syntax = element.data[:64].rstrip(b"\0 ").decode("ascii", "replace")


def _inflated(compressed: bytes) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(compressed, MAX_START_BYTES)
    except zlib.error as error:
        raise InputInvalid("a deflated DICOM file that cannot be inflated") from error


def _wanted(reader: ElementReader, pos: int, end: int) -> Header:
    """The elements that identify, up to the UID of the series; of the others no value is taken."""
    found: dict[int, Element] = {}
    before = -1
    while before < at.SERIES_INSTANCE_UID:
        tag, ends_at = reader.extent(pos, end)
        if tag <= before or tag > at.SERIES_INSTANCE_UID:
            raise InputInvalid("a DICOM file that does not say whose it is, or not in order")
        if ends_at is not None and tag not in _WANTED:
            pos = ends_at
        else:
            element, pos = reader.element(reader.prefix(pos, end, True, _NOTHING), end, True, 0)
            if tag in _WANTED:
                found[tag] = element
        before = tag
    return found
