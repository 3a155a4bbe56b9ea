"""Whose a DICOM file is and what it calls itself, told from its first bytes, before any of it is passed on.

Only the elements up to Series Instance UID are walked, and of these only the few that identify are looked at:
hundreds of files a second pass here. Elements must stand in the order that the standard wants; so a second,
later number of a patient cannot stand behind the one that was read.

Standard: DICOM PS3.10 §7.1 (file), PS3.5 §7.1 (elements in ascending order), §7.5 (sequences), §A.5.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.bounded_json import MIB
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.element import Element, Header
from tijdlijn.wire.dicom.elements import UNDEFINED, ElementReader, Short
from tijdlijn.wire.dicom.header_attributes import CHARACTER_SET, HeaderAttributes
from tijdlijn.wire.dicom.identity import InstanceIdentity, identity_of_header, instance_uid
from tijdlijn.wire.dicom.transfer_syntax import DEFLATED, is_big_endian

MAX_START_BYTES: Final = 4 * MIB
"""A file that has not said whose it is in so many bytes is not read further."""

_FIRST_LOOK_BYTES: Final = 16 * 1024
_PREAMBLE: Final = 132
_WANTED: Final = frozenset(
    {
        CHARACTER_SET,
        at.SOP_INSTANCE_UID,
        at.PATIENT_ID,
        at.ISSUER_OF_PATIENT_ID,
        at.ISSUER_OF_PATIENT_ID_QUALIFIERS,
        at.BIRTH_DATE,
        at.SEX,
        at.STUDY_INSTANCE_UID,
        at.SERIES_INSTANCE_UID,
    }
)
_TRANSFER_SYNTAX: Final = 0x00020010
_META_GROUP: Final = 0x0002
_NOTHING: Final[Header] = {}


class IdentityReader:
    """Reads the identities of files that come one after the other.

    In a series all but the instance's own UID stands the same in each file, and at the same place. So a file
    whose elements begin as those of one before, with the same lengths, is known by comparing bytes, in a
    tenth of the time; any other is walked. What it gives does not depend on what was read before.
    """

    _MOST_FORMS: Final = 4
    """Numbers of one digit or two move what stands behind them: a series has a few forms, seldom one."""

    def __init__(self) -> None:
        self._forms: list[_Form] = []

    def read(self, start: bytes | memoryview) -> InstanceIdentity | None:
        """Read the identity from the first bytes of a file; `None` when more of them are needed. Nearly
        always the very first are enough, and then the others are not touched.

        Raises:
            InputInvalid: no DICOM file, one that does not say which study, series and instance it is, or one
                that goes on for `MAX_START_BYTES` before it does.
        """
        looked_at = bytes(start[:_FIRST_LOOK_BYTES])
        for known in self._forms:
            if known.is_of(looked_at):
                return known.identity_of(looked_at)
        form = _form_of(looked_at)
        if form is None and len(start) > len(looked_at):
            form = _form_of(bytes(start))
        if form is None:
            return None
        if form.instance_uid is not None:
            self._forms = [form, *self._forms[: self._MOST_FORMS - 1]]
        return form.identity


def _form_of(start: bytes) -> "_Form | None":
    try:
        return _walked(start)
    except Short:
        if len(start) >= MAX_START_BYTES:
            raise InputInvalid("a DICOM file that does not say whose it is") from None
        return None


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file was written up to the UID of its series: the bytes that decided what was read, each with its
    place, and the place of the one value that may be another. Without such a place it is no example.
    """

    identity: InstanceIdentity
    written: Sequence[tuple[int, bytes]] = ()
    instance_uid: slice | None = None

    def is_of(self, start: bytes) -> bool:
        """Whether walking this file would meet the same elements at the same places."""
        for at_byte, written in self.written:  # noqa: SIM110 - `all` takes twice as long
            if not start.startswith(written, at_byte):
                return False
        return True

    def identity_of(self, start: bytes) -> InstanceIdentity:
        uid = HeaderAttributes({at.SOP_INSTANCE_UID: Element("UI", start[self.instance_uid or slice(0)])})
        return replace(self.identity, sop_instance_uid=instance_uid(uid))


def _walked(start: bytes) -> _Form:
    if len(start) < _PREAMBLE:
        raise Short(_PREAMBLE)
    begins_at = _PREAMBLE if start[128:132] == b"DICM" else 0
    walk = _Walk(memoryview(start))
    syntax, dataset_at = _file_meta(start, begins_at, walk)
    if not begins_at and syntax is None and start[:2] != b"\x08\x00":
        raise InputInvalid("not a DICOM file")
    if syntax == DEFLATED:
        inflated = _inflated(start[dataset_at:])
        return _Form(identity_of_header(_header_of(inflated, 0, syntax, _Walk(memoryview(inflated))), syntax))
    identity = identity_of_header(_header_of(start, dataset_at, syntax, walk), syntax)
    if not begins_at:
        return _Form(identity)
    walk.keep(128, begins_at)
    return _Form(identity, walk.written, walk.instance_uid)


def _header_of(start: bytes, pos: int, syntax: str | None, walk: "_Walk") -> HeaderAttributes:
    # Looked up in the data set itself: files exist whose transfer syntax says the opposite.
    names_its_vr = start[pos + 4 : pos + 6]
    explicit = names_its_vr.isalpha() and names_its_vr.isupper()
    little_endian = syntax is None or not is_big_endian(syntax)
    reader = ElementReader(walk.view, explicit=explicit, little_endian=little_endian)
    return HeaderAttributes(_wanted(reader, pos, len(start), walk))


@dataclass(slots=True)
class _Walk:
    """Notes which bytes decided where a walk went and what it found."""

    view: memoryview
    written: list[tuple[int, bytes]] = field(default_factory=list)
    instance_uid: slice | None = None

    def keep(self, begins_at: int, ends_at: int) -> None:
        self.written.append((begins_at, bytes(self.view[begins_at:ends_at])))


def _file_meta(start: bytes, begins_at: int, walk: _Walk) -> tuple[str | None, int]:
    """The transfer syntax, and where the data set begins; group 0002 is always explicit little endian."""
    reader = ElementReader(walk.view, explicit=True, little_endian=True)
    pos, syntax = begins_at, None
    while True:
        if len(start) < pos + 8:
            raise Short(pos + 8)
        if int.from_bytes(start[pos : pos + 2], "little") != _META_GROUP:
            return syntax, pos
        prefix = reader.prefix(pos, len(start), True, _NOTHING)
        element, ends_at = reader.element(prefix, len(start), True, 0)
        is_syntax = prefix.tag == _TRANSFER_SYNTAX
        if is_syntax:
            syntax = element.data[:64].rstrip(b"\0 ").decode("ascii", "replace")
        walk.keep(pos, prefix.at if prefix.length != UNDEFINED and not is_syntax else ends_at)
        pos = ends_at


def _inflated(compressed: bytes) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(compressed, MAX_START_BYTES)
    except zlib.error as error:
        raise InputInvalid("a deflated DICOM file that cannot be inflated") from error


def _wanted(reader: ElementReader, pos: int, end: int, walk: _Walk) -> Header:
    """The elements that identify, up to the UID of the series; of the others no value is taken."""
    found: dict[int, Element] = {}
    before = -1
    while before < at.SERIES_INSTANCE_UID:
        tag, value_at, ends_at = reader.extent(pos, end)
        if tag <= before or tag > at.SERIES_INSTANCE_UID:
            raise InputInvalid("a DICOM file that does not say whose it is, or not in order")
        if ends_at is not None and tag not in _WANTED:
            walk.keep(pos, value_at)
            pos = ends_at
        else:
            element, past = reader.element(reader.prefix(pos, end, True, _NOTHING), end, True, 0)
            if tag in _WANTED:
                found[tag] = element
            if tag == at.SOP_INSTANCE_UID and ends_at is not None:
                walk.keep(pos, value_at)
                walk.instance_uid = slice(value_at, past)
            else:
                walk.keep(pos, past)
            pos = past
        before = tag
    return found
