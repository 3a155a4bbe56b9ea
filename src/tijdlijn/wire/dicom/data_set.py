"""The data set of a file up to its pixels: read as far as it fits, and never a byte of the pixels.

Standard: DICOM PS3.5 §7 (data set), §A.5 (deflated); PS3.3 C.7.6.3 (Image Pixel).
"""

import zlib
from dataclasses import dataclass
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.element import Element, Header
from tijdlijn.wire.dicom.element_memory import ElementMemory
from tijdlijn.wire.dicom.elements import UNDEFINED, ElementReader, Prefix, Short
from tijdlijn.wire.dicom.transfer_syntax import EXPLICIT_LITTLE, IMPLICIT_LITTLE, is_big_endian
from tijdlijn.wire.dicom.value_representations import is_ambiguous

PIXEL_TAGS: Final = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
"""Float, Double Float and plain Pixel Data."""

BULK_TAGS: Final = PIXEL_TAGS | {0x00420011, 0x56000020}
"""Where a header ends: pixels, an encapsulated document, spectroscopy data."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """The element at which the header ends; its value begins at byte `at` of the file.

    `length` is `None` where pixels are encapsulated; `at` is `None` in a deflated file, where no byte of the
    data set has a place of its own.
    """

    tag: int
    vr: str
    at: int | None
    length: int | None


@dataclass(slots=True)
class Scan:
    """What was read of a data set: its elements, what it ends at, and whether it had to end early."""

    header: dict[int, Element]
    bulk: Bulk | None = None
    is_cut_off: bool = False


def scan_deflated(deflated: memoryview, limit_bytes: int) -> Scan:
    """Inflate as far as the limit allows, and read that. Raises as `scan_data_set`."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = inflater.decompress(deflated, limit_bytes)
    except zlib.error as error:
        raise InputInvalid("a deflated DICOM file that cannot be inflated") from error
    try:
        scan = scan_data_set(
            memoryview(plain), 0, EXPLICIT_LITTLE, len(plain) if inflater.eof else None, limit_bytes
        )
    except Short:
        if inflater.eof or len(plain) == limit_bytes:
            raise InputInvalid("a deflated DICOM file that is cut off, or too large a header") from None
        # How much more is needed cannot be said in deflated bytes.
        raise Short(0) from None
    if scan.bulk is not None:
        scan.bulk = Bulk(scan.bulk.tag, scan.bulk.vr, None, scan.bulk.length)
    return scan


def scan_data_set(  # noqa: PLR0913, PLR0917 - what bounds the reading
    view: memoryview,
    pos: int,
    transfer_syntax: str,
    total_bytes: int | None,
    limit_bytes: int,
    memory: ElementMemory | None = None,
) -> Scan:
    """Read everything up to the pixels, the end, or the element that does not fit.

    Raises:
        Short: the buffer ends first. InputInvalid: malformed, or an element twice.
    """
    explicit, end = _is_explicit(view, pos, transfer_syntax), len(view)
    reader = ElementReader(view, explicit=explicit, little_endian=not is_big_endian(transfer_syntax))
    if memory is not None:
        memory.begin((transfer_syntax, explicit))
    scan = Scan({})
    while pos != total_bytes:
        known = memory.known(view, pos) if memory is not None else None
        if known is not None and known.tag not in scan.header:
            scan.header[known.tag] = known.element
            pos += len(known.written)
            continue
        begins_at = pos
        try:
            prefix = reader.prefix(pos, end, True, scan.header)
            if prefix.tag in BULK_TAGS:
                scan.bulk = _bulk(prefix)
                break
            element, pos = reader.element(prefix, end, True, 0)
        except Short as short:
            fits_file = total_bytes is None or short.at_least_bytes <= total_bytes
            if short.at_least_bytes <= limit_bytes or not fits_file or not _may_end(scan.header):
                raise
            scan.is_cut_off = True
            break
        if not prefix.vr or prefix.tag in scan.header:
            raise InputInvalid("a DICOM element out of place, or twice")
        if prefix.tag & 0xFFFF:
            scan.header[prefix.tag] = element
            if memory is not None and (explicit or not is_ambiguous(prefix.tag)):
                memory.keep(prefix.tag, view[begins_at:pos], element)
    return scan


def _is_explicit(view: memoryview, pos: int, transfer_syntax: str) -> bool:
    if transfer_syntax == IMPLICIT_LITTLE:
        return False
    # Old archives announce explicit and write implicit; the first element shows it.
    return len(view) < pos + 6 or bytes(view[pos + 4 : pos + 6]).isalpha()


def _bulk(prefix: Prefix) -> Bulk:
    return Bulk(prefix.tag, prefix.vr, prefix.at, None if prefix.length == UNDEFINED else prefix.length)


def _may_end(header: Header) -> bool:
    """Whether what says whose it is has been read already."""
    return at.SERIES_INSTANCE_UID in header and at.STUDY_INSTANCE_UID in header
