"""A list of headers in DICOM JSON, taken apart without reading more than whose each is.

A series of thousands is one body; decoded as a whole it would take ten times its size.

Standard: DICOM PS3.18 Annex F; §10.4.1.1.5 (metadata).
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID, StudyInstanceUID
from tijdlijn.domain.instances import InstancePath
from tijdlijn.domain.patient import Demographics
from tijdlijn.wire.bounded_json import MIB, decode
from tijdlijn.wire.dicom import values
from tijdlijn.wire.dicom.json_model import JsonDataset

MAX_LIST_BYTES: Final = 64 * MIB


class _Uid(msgspec.Struct):
    values: list[str] = msgspec.field(name="Value", default_factory=list)

    @property
    def text(self) -> str:
        return self.values[0] if len(self.values) == 1 else ""


class _Text(msgspec.Struct):
    values: list[object] = msgspec.field(name="Value", default_factory=list)

    @property
    def text(self) -> str | None:
        first = self.values[0] if self.values else None
        return first if isinstance(first, str) else None


class _Identity(msgspec.Struct):
    study: _Uid = msgspec.field(name="0020000D", default_factory=_Uid)
    series: _Uid = msgspec.field(name="0020000E", default_factory=_Uid)
    instance: _Uid = msgspec.field(name="00080018", default_factory=_Uid)
    birth_date: _Text = msgspec.field(name="00100030", default_factory=_Text)
    sex: _Text = msgspec.field(name="00100040", default_factory=_Text)


class _PixelElements(msgspec.Struct, rename=lambda name: name.removeprefix("of_")):
    """What `pixel_format.described` asks for; the rest of a header is passed over unread."""

    of_00280002: object = None
    of_00280004: object = None
    of_00280006: object = None
    of_00280010: object = None
    of_00280011: object = None
    of_00280100: object = None
    of_00280101: object = None
    of_00280102: object = None
    of_00280103: object = None


def pixel_elements(written: bytes) -> JsonDataset:
    """Read of one object only the elements that say what a frame is.

    Raises:
        InputInvalid: no JSON object.
    """
    elements = decode(written, _PixelElements, limit_bytes=MAX_LIST_BYTES)
    return {name.removeprefix("of_"): value for name, value in msgspec.structs.asdict(elements).items()}


def objects_of(body: bytes) -> Iterator[tuple[InstancePath, Demographics, bytes]]:
    """Give each object of a list as it is written, with what it says that it is of, and of whom: birth date
    and sex.

    Raises:
        InputInvalid: no such list, or an object without the UIDs of its study, series and instance.
    """
    for written in decode(body, list[msgspec.Raw], limit_bytes=MAX_LIST_BYTES):
        identity = decode(written, _Identity, limit_bytes=MAX_LIST_BYTES)
        path = InstancePath(
            StudyInstanceUID(identity.study.text),
            SeriesInstanceUID(identity.series.text),
            SopInstanceUID(identity.instance.text),
        )
        person = Demographics(
            birth_date=values.vague_date(identity.birth_date.text), sex=values.sex(identity.sex.text)
        )
        yield path, person, bytes(written)


def object_of(written: bytes) -> JsonDataset:
    """Read one object whole.

    Raises:
        InputInvalid: no JSON object.
    """
    return decode(written, dict[str, object], limit_bytes=MAX_LIST_BYTES)
