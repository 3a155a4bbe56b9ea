"""The head of a DICOM file: whose it is, what it is, and where its pixels begin.

Sans I/O: give it what has come so far, and it answers with the head or with how much more it needs, so that
a file can be checked and passed on before it is whole. All before the pixels is read, the pixels never. A
header too large to hold ends at the element that does not fit, and says so; the identifiers stand before it.

Standard: DICOM PS3.10 §7.1 (File Meta Information); PS3.5 §A.5 (deflated); PS3.3 C.7.6.3 (Image Pixel).
"""

from dataclasses import dataclass, field
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId, SeriesInstanceUID, SopInstanceUID, StudyInstanceUID
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom import mapping
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.data_set import PIXEL_TAGS, Bulk, Scan, scan_data_set, scan_deflated
from tijdlijn.wire.dicom.element import Element, Header
from tijdlijn.wire.dicom.element_memory import ElementMemory
from tijdlijn.wire.dicom.elements import ElementReader, Short
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.transfer_syntax import DEFLATED

MAX_HEAD_BYTES: Final = 8 * 1024 * 1024
META_AT: Final = 132

_TRANSFER_SYNTAX: Final = 0x00020010
_META_SOP_CLASS: Final = 0x00020002
_META_SOP_INSTANCE: Final = 0x00020003
_SOP_CLASS: Final = 0x00080016
_NUMBER_OF_FRAMES: Final = 0x00280008
_ROWS: Final = 0x00280010
_COLUMNS: Final = 0x00280011
_SAMPLES_PER_PIXEL: Final = 0x00280002
_BITS_ALLOCATED: Final = 0x00280100


@dataclass(frozen=True, slots=True)
class NeedMore:
    """The head is not there yet: ask again when there are this many bytes, counted from the file's first."""

    at_least_bytes: int


@dataclass(frozen=True, slots=True)
class Part10Head:
    """What a file says before its pixels. `patient_id` is `None` without a number or an issuer (B5).

    `frame_count` is `None` for what is no image; the sizes are absent where the file does not state them.
    `header` is the data set without group lengths; `is_cut_off` says that it had to end early, because it is
    larger than may be held.
    """

    transfer_syntax_uid: str
    sop_class_uid: str
    sop_instance_uid: SopInstanceUID
    series_uid: SeriesInstanceUID
    study_uid: StudyInstanceUID
    patient_id: LocalPatientId | None
    rows: int | None
    columns: int | None
    samples_per_pixel: int | None
    bits_allocated: int | None
    frame_count: int | None
    bulk: Bulk | None
    header: Header = field(repr=False)
    is_cut_off: bool = False

    @property
    def pixel_at(self) -> int | None:
        """Where the value of the pixel data begins in the file; `None` without pixels, or deflated."""
        return self.bulk.at if self.bulk and self.bulk.tag in PIXEL_TAGS else None

    @property
    def pixel_length(self) -> int | None:
        """How many bytes of pixel data the file announces; `None` when encapsulated, or without pixels."""
        return self.bulk.length if self.bulk and self.bulk.tag in PIXEL_TAGS else None


def read_head(
    buffer: bytes | bytearray | memoryview,
    *,
    total_bytes: int | None = None,
    default_issuer: str | None = None,
    limit_bytes: int = MAX_HEAD_BYTES,
    memory: ElementMemory | None = None,
) -> Part10Head | NeedMore:
    """Read the head of a file from its first bytes; with a `memory` that files of one series share, sooner.

    `total_bytes` is the size of the file where it is known, and at the latest when its end has come: without
    it a header that ends with the buffer is always answered by `NeedMore`. `default_issuer` is the OID of
    the archive's own patient numbers. No more than `limit_bytes` are ever asked for.

    Raises:
        InputInvalid: not a Part 10 file, malformed, nested too deep, cut off, without the UIDs of study,
            series and instance, or with a length larger than the file.
    """
    if total_bytes is not None and len(buffer) > total_bytes:
        raise InputInvalid("a DICOM file larger than announced")
    with memoryview(buffer) as whole, whole[:limit_bytes] as view:
        is_whole = total_bytes == len(view)
        try:
            meta, data_set_at = _file_meta(view, is_whole)
            transfer_syntax = _uid(meta, _TRANSFER_SYNTAX)
            if not transfer_syntax:
                raise InputInvalid("a DICOM file without a transfer syntax")
            if transfer_syntax == DEFLATED:
                scan = scan_deflated(view[data_set_at:], limit_bytes)
            else:
                scan = scan_data_set(view, data_set_at, transfer_syntax, total_bytes, limit_bytes, memory)
        except Short as short:
            needed = len(view) + 1 if short.at_least_bytes <= len(view) else short.at_least_bytes
            if total_bytes is not None and needed > total_bytes:
                raise InputInvalid("a DICOM file that is cut off, or a length larger than it") from None
            if needed > limit_bytes:
                raise InputInvalid("a DICOM header larger than may be read") from None
            return NeedMore(needed)
    _check_bulk(scan.bulk, total_bytes)
    return _head(transfer_syntax, meta, scan, default_issuer)


def _file_meta(view: memoryview, is_whole: bool) -> tuple[Header, int]:
    """Group 2, always in explicit little endian, and where the data set begins (PS3.10 §7.1)."""
    if len(view) < META_AT:
        raise Short(META_AT + 8)
    if bytes(view[META_AT - 4 : META_AT]) != b"DICM":
        raise InputInvalid("not a DICOM file")
    reader = ElementReader(view, explicit=True, little_endian=True)
    meta: dict[int, Element] = {}
    pos = META_AT
    while not (is_whole and pos == len(view)):
        if pos + 8 > len(view):
            raise Short(pos + 8)
        if bytes(view[pos : pos + 2]) != b"\x02\x00":
            break
        prefix = reader.prefix(pos, len(view), True, meta)
        meta[prefix.tag], pos = reader.element(prefix, len(view), True, 0)
    return meta, pos


def _check_bulk(bulk: Bulk | None, total_bytes: int | None) -> None:
    if bulk is None or bulk.at is None or total_bytes is None:
        return
    if bulk.at + (bulk.length or 0) > total_bytes:
        raise InputInvalid("a DICOM file with fewer pixels than it announces")


def _head(transfer_syntax: str, meta: Header, scan: Scan, default_issuer: str | None) -> Part10Head:
    source = HeaderAttributes(scan.header)
    has_pixels = scan.bulk is not None and scan.bulk.tag in PIXEL_TAGS
    return Part10Head(
        transfer_syntax_uid=transfer_syntax,
        sop_class_uid=_uid(scan.header, _SOP_CLASS) or _uid(meta, _META_SOP_CLASS),
        sop_instance_uid=SopInstanceUID(text(source, at.SOP_INSTANCE_UID) or _uid(meta, _META_SOP_INSTANCE)),
        series_uid=SeriesInstanceUID(text(source, at.SERIES_INSTANCE_UID) or ""),
        study_uid=mapping.study_uid(source),
        patient_id=mapping.local_patient_id(source, default_issuer),
        rows=source.number(_ROWS),
        columns=source.number(_COLUMNS),
        samples_per_pixel=source.number(_SAMPLES_PER_PIXEL),
        bits_allocated=source.number(_BITS_ALLOCATED),
        frame_count=(source.number(_NUMBER_OF_FRAMES) or 1) if has_pixels else None,
        bulk=scan.bulk,
        header=scan.header,
        is_cut_off=scan.is_cut_off,
    )


def _uid(header: Header, tag: int) -> str:
    """The UID of this tag, or nothing."""
    element = header.get(tag)
    return element.data.decode("latin-1").strip("\0 ") if element is not None else ""
