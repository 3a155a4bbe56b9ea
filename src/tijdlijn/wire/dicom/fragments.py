"""The fragments of compressed pixels, found as the bytes come.

Sans I/O: feed it the file's bytes in order, or only the few at `next_at` where the file can be read anywhere;
what lies between is skipped unread. Standard: DICOM PS3.5 §A.4.
"""

from dataclasses import dataclass
from struct import unpack_from
from typing import Final

from tijdlijn.domain.errors import InputInvalid

MAX_FRAGMENTS: Final = 250_000
MAX_OFFSET_TABLE_BYTES: Final = 4 * MAX_FRAGMENTS

_ITEM: Final = 0xE000FFFE
_END: Final = 0xE0DDFFFE


@dataclass(frozen=True, slots=True)
class Fragment:
    """One fragment: its bytes stand from `at`; `begins_with` are its first two."""

    at: int
    length: int
    begins_with: bytes


class FragmentScanner:
    """Walks the items of pixel data whose value begins at byte `pixel_at` of the file.

    `next_at` is the place of the next byte that it looks at, `fragments` what it has found, `offsets` the
    basic offset table (empty where the file has none), `is_done` whether the last delimiter has come.
    """

    def __init__(self, pixel_at: int) -> None:
        self.fragments: list[Fragment] = []
        self.offsets: tuple[int, ...] = ()
        self.is_done = False
        self.next_at = pixel_at
        self._table_is_read = False
        self._kept = b""

    def feed(self, piece: bytes | bytearray | memoryview, at: int) -> None:
        """Take bytes of the file that stand from `at`; those before `next_at` are passed over.

        Raises:
            InputInvalid: an item that is none, too many fragments, or a piece that begins behind `next_at`.
        """
        wanted = self.next_at + len(self._kept)
        if self.is_done or at + len(piece) <= wanted:
            return
        if at > wanted:
            raise InputInvalid("bytes of a DICOM file are missing")
        fresh = memoryview(piece)[wanted - at :]
        data = self._kept + fresh if self._kept else fresh
        start = self.next_at
        self._walk(data, start)
        self._kept = bytes(data[self.next_at - start :])

    def scan(self, file: bytes | bytearray | memoryview) -> None:
        """Take a file that is there as a whole, without copying any of it.

        Raises:
            InputInvalid: as `feed`.
        """
        self._walk(file, 0)

    def _walk(self, buffer: bytes | bytearray | memoryview, start: int) -> None:
        """Read the items that stand whole in the buffer, whose first byte is byte `start` of the file."""
        while not self.is_done:
            pos = self.next_at - start
            # Of a fragment its first two bytes are looked at as well, of an offset table all.
            if pos + 8 > len(buffer):
                return
            tag, length = unpack_from("<II", buffer, pos)
            if tag == _END:
                self.is_done = True
                self.next_at += 8
            elif tag != _ITEM or length == 0xFFFFFFFF:
                raise InputInvalid("compressed pixels in something that is no fragment")
            elif not self._table_is_read:
                if length > MAX_OFFSET_TABLE_BYTES or length % 4:
                    raise InputInvalid("an offset table that cannot be one")
                if pos + 8 + length > len(buffer):
                    return
                self.offsets = unpack_from(f"<{length // 4}I", buffer, pos + 8)
                self._table_is_read = True
                self.next_at += 8 + length
            else:
                if pos + 8 + min(length, 2) > len(buffer):
                    return
                if len(self.fragments) >= MAX_FRAGMENTS:
                    raise InputInvalid("too many fragments")
                begins_with = bytes(buffer[pos + 8 : pos + 8 + min(length, 2)])
                self.fragments.append(Fragment(self.next_at + 8, length, begins_with))
                self.next_at += 8 + length
