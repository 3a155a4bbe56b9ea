"""Whether a DICOM file is whole, told from its structure alone: nothing is decoded and no pixel is read.

A file that was cut off while it was copied still has a readable header, and its study must stay on the
timeline ("images not readable at the holder"). So the elements are walked by their lengths until the end of
the file, and what lies before the pixel data is handed over for reading, never more than is really there.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

EXPLICIT_BIG_ENDIAN = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"

_LONG_VRS = frozenset(
    {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
)
_UNDEFINED = 0xFFFFFFFF
_ROWS = 0x00280010
_TRANSFER_SYNTAX = 0x00020010
_PIXEL_DATA = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_BEYOND_HEADER = 0x00420000
_ORIGINAL_ATTRIBUTES = 0x04000561
_MAX_KEPT_BYTES = 64 * 1024
"""An element behind the header that is larger is left where it is."""

_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_MAX_NESTING = 32
_MAX_INFLATED_BYTES = 256 * 1024 * 1024


class NotDicom(Exception):
    """The bytes are no DICOM file that can be walked at all."""


class _CutOff(Exception):
    """The file ends before the element that it announces."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What the walk found: `header` is the file up to the pixel data (or up to where it is still whole), and
    what an importer wrote down of the values that it replaced, as a file of its own; `is_whole` whether
    everything that the file announces is there.
    """

    header: bytes
    is_whole: bool


def examine(file: BinaryIO, size_bytes: int) -> Structure:
    """Walk one file from its start.

    Raises:
        NotDicom: it does not begin as a DICOM file or data set.

    Standard: DICOM PS3.10 §7.1; PS3.5 §7.1 (data elements), §A.4 (encapsulated pixel data).
    """
    start = file.read(132)
    begins_at = 132 if start[128:] == b"DICM" else 0
    file.seek(begins_at)
    meta = _Walk(file, size_bytes, explicit=True, endian="<")
    syntax = meta.file_meta_transfer_syntax()
    dataset_at = file.tell()
    if not begins_at and syntax is None and not _looks_like_a_data_set(file, dataset_at):
        raise NotDicom
    if syntax == DEFLATED:
        return _examine_deflated(file, dataset_at)
    explicit = _names_its_vr(file, dataset_at)
    endian = ">" if syntax == EXPLICIT_BIG_ENDIAN else "<"
    walk = _Walk(file, size_bytes, explicit, endian)
    header_end, is_whole = walk.to_the_end()
    file.seek(0)
    header = file.read(header_end)
    for begins_at, ends_at in walk.kept:
        file.seek(begins_at)
        header += file.read(ends_at - begins_at)
    return Structure(header, is_whole)


def _examine_deflated(file: BinaryIO, dataset_at: int) -> Structure:
    """A deflated data set is one compressed run: what is cut off there cannot be read in part."""
    file.seek(dataset_at)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        inflater.decompress(file.read(), _MAX_INFLATED_BYTES)
    except zlib.error as error:
        raise NotDicom from error
    if not inflater.eof:
        raise NotDicom
    file.seek(0)
    return Structure(file.read(), is_whole=True)


def _looks_like_a_data_set(file: BinaryIO, at: int) -> bool:
    """Files without preamble begin with group 0008 (or 0002); anything else is taken for no DICOM file."""
    head = file.read(4)
    file.seek(at)
    return len(head) == 4 and struct.unpack("<H", head[:2])[0] in (0x0002, 0x0008)


def _names_its_vr(file: BinaryIO, at: int) -> bool:
    """Looked up in the data set itself: files exist whose transfer syntax says the opposite."""
    head = file.read(6)
    file.seek(at)
    return head[4:6].isalpha() and head[4:6].isupper()


class _Walk:
    """One pass over the elements of a file; every length is checked against what the file has."""

    def __init__(self, file: BinaryIO, size_bytes: int, explicit: bool, endian: str) -> None:
        self._file = file
        self._size_bytes = size_bytes
        self._explicit = explicit
        self.kept: list[tuple[int, int]] = []
        """Where elements stand that lie behind the header and are read with it."""
        self._tag = struct.Struct(f"{endian}HH")
        self._short = struct.Struct(f"{endian}H")
        self._long = struct.Struct(f"{endian}L")

    def file_meta_transfer_syntax(self) -> str | None:
        """Walk group 0002, which is always explicit little endian; stop at the first other group."""
        syntax: str | None = None
        try:
            while (at := self._file.tell()) < self._size_bytes:
                tag, _, length = self._element()
                if tag >> 16 != 0x0002:
                    self._file.seek(at)
                    break
                value_at = self._file.tell()
                if tag == _TRANSFER_SYNTAX:
                    syntax = self._file.read(min(length, 64)).rstrip(b"\0 ").decode("ascii", "replace")
                    self._file.seek(value_at)
                self._skip(length)
        except _CutOff as error:
            raise NotDicom from error
        return syntax

    def to_the_end(self) -> tuple[int, bool]:
        """Give where the readable header ends, and whether all that was announced is there."""
        has_rows = has_pixels = False
        header_end: int | None = None
        at = self._file.tell()
        try:
            while (at := self._file.tell()) < self._size_bytes:
                tag, vr, length = self._element()
                has_rows |= tag == _ROWS
                has_pixels |= tag in _PIXEL_DATA
                if tag >= _BEYOND_HEADER and header_end is None:
                    header_end = at
                self._skip_value(vr, length, depth=0)
                ends_at = self._file.tell()
                if tag == _ORIGINAL_ATTRIBUTES and header_end is not None and ends_at - at <= _MAX_KEPT_BYTES:
                    self.kept = [(at, ends_at)]
        except _CutOff:
            return (at if header_end is None else header_end), False
        return (at if header_end is None else header_end), has_pixels or not has_rows

    def _element(self) -> tuple[int, bytes, int]:
        group, number = self._tag.unpack(self._read(4))
        tag = group << 16 | number
        if not self._explicit or group == 0xFFFE:
            return tag, b"", self._long.unpack(self._read(4))[0]
        vr = self._read(2)
        if vr in _LONG_VRS:
            self._read(2)
            return tag, vr, self._long.unpack(self._read(4))[0]
        return tag, vr, self._short.unpack(self._read(2))[0]

    def _skip_value(self, vr: bytes, length: int, depth: int) -> None:
        if length != _UNDEFINED:
            self._skip(length)
            return
        if depth > _MAX_NESTING:
            raise _CutOff
        explicit, self._explicit = self._explicit, self._explicit and vr != b"UN"
        while True:
            tag, _, item_length = self._element()
            if tag == _SEQUENCE_END:
                break
            if tag != _ITEM:
                raise _CutOff
            if item_length == _UNDEFINED:
                self._skip_item(depth + 1)
            else:
                self._skip(item_length)
        self._explicit = explicit

    def _skip_item(self, depth: int) -> None:
        while True:
            tag, vr, length = self._element()
            if tag == _ITEM_END:
                return
            self._skip_value(vr, length, depth)

    def _read(self, count: int) -> bytes:
        value = self._file.read(count)
        if len(value) < count:
            raise _CutOff
        return value

    def _skip(self, length: int) -> None:
        end = self._file.tell() + length
        if end > self._size_bytes:
            raise _CutOff
        self._file.seek(end)
