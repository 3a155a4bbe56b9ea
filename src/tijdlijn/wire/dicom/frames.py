"""Where each frame of a file stands, so that one can be given without the others.

Uncompressed frames are computed, compressed ones found in the file's offset table or by looking at each
fragment once. Nothing is allocated by what a header announces: a frame exists where the file has its bytes.

Standard: DICOM PS3.5 §8.1.1 (bits), §8.2.1, §A.4 (encapsulation), Table A.4-1 and A.4-2 (offset tables);
PS3.3 C.7.6.3.1.8 (Extended Offset Table).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import unpack
from typing import Final, Protocol

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.elements import WORD_BYTES, swapped
from tijdlijn.wire.dicom.fragments import Fragment, FragmentScanner
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.transfer_syntax import is_big_endian, is_encapsulated

_PHOTOMETRIC: Final = 0x00280004
_EXTENDED_OFFSETS: Final = 0x7FE00001
_EXTENDED_LENGTHS: Final = 0x7FE00002
_BEGINNINGS: Final = (b"\xff\xd8", b"\xff\x4f")
"""How a JPEG or JPEG-LS image, and a JPEG 2000 codestream, begin."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes of the file from `start` up to and without `end`."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many bytes."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its ranges, one after the other, make its bytes; `served` turns those into what goes out.

    Of uncompressed frames `bit_offset` and `bit_count` say which bits of these bytes are its own: with one
    bit a pixel a frame need not begin at a byte. `word_bytes` is more than 1 where numbers are big endian.
    """

    ranges: tuple[ByteRange, ...]
    bit_offset: int = 0
    bit_count: int | None = None
    word_bytes: int = 1

    @property
    def is_turned(self) -> bool:
        """Whether its bytes may differ from those that go out, so that it must be there as a whole."""
        if self.word_bytes > 1:
            return True
        return self.bit_count is not None and not self._is_all_bits(sum(one.size for one in self.ranges))

    def served(self, data: bytes) -> bytes:
        """Give the frame as it goes over the wire: little endian, from the first bit (PS3.18 §8.7.3.3.2)."""
        if self.word_bytes > 1:
            data = swapped(data, self.word_bytes)
        if self.bit_count is None or self._is_all_bits(len(data)):
            return data
        bits = int.from_bytes(data, "little") >> self.bit_offset
        return (bits & ((1 << self.bit_count) - 1)).to_bytes((self.bit_count + 7) // 8, "little")

    def _is_all_bits(self, size_bytes: int) -> bool:
        return self.bit_offset == 0 and self.bit_count == size_bytes * 8


class Frames(Protocol):
    """The frames of one file."""

    @property
    def count(self) -> int:
        """How many the file has bytes for."""
        ...

    def frame(self, number: int) -> Frame:
        """Give one frame, counted from 1.

        Raises:
            InputInvalid: there is no such frame.
        """
        ...


class NativeFrames:
    """Uncompressed frames: computed from the sizes in the header.

    Raises:
        InputInvalid: the file is no uncompressed image, is deflated, or is too short for one frame.
    """

    def __init__(self, head: Part10Head) -> None:
        at, length = head.pixel_at, head.pixel_length
        if at is None or length is None or head.bulk is None:
            raise InputInvalid("no uncompressed pixels with a place in the file")
        sizes = (head.rows, head.columns, head.samples_per_pixel or 1, head.bits_allocated)
        if not all(sizes):
            raise InputInvalid("an image without sizes")
        rows, columns, samples, bits = (size or 0 for size in sizes)
        if bits != 1 and bits % 8:
            raise InputInvalid("an image whose pixels are no whole bytes")
        self._at = at
        self._bits = rows * columns * samples * bits
        if text(HeaderAttributes(head.header), _PHOTOMETRIC) == "YBR_FULL_422":
            # Two pixels share their colour (PS3.3 C.7.6.3.1.2).
            self._bits = self._bits * 2 // 3
        self._word_bytes = 1
        if is_big_endian(head.transfer_syntax_uid):
            # In OW pixels of one byte, or of one bit, are turned too: a word holds several (PS3.5 §A.3).
            self._word_bytes = max(bits // 8, WORD_BYTES.get(head.bulk.vr, 1))
        self.count = min(head.frame_count or 1, length * 8 // self._bits)
        if self.count < 1:
            raise InputInvalid("fewer pixels than one frame has")

    def frame(self, number: int) -> Frame:
        """See `Frames.frame`."""
        if not 1 <= number <= self.count:
            raise InputInvalid("no such frame")
        first = (number - 1) * self._bits
        past = first + self._bits
        word_bits = 8 * self._word_bytes
        start = first // word_bits * self._word_bytes
        end = -(-past // word_bits) * self._word_bytes
        place = ByteRange(self._at + start, self._at + end)
        return Frame((place,), first - 8 * start, self._bits, self._word_bytes)


class EncapsulatedFrames:
    """Compressed frames, from the fragments of the whole file; each frame is the ranges of its fragments.

    Raises:
        InputInvalid: no fragments, or more than one frame and nothing that tells where each begins.
    """

    def __init__(self, frame_count: int, fragments: Sequence[Fragment], offsets: Sequence[int] = ()) -> None:
        groups = _groups(frame_count, fragments, offsets)
        self._frames = tuple(
            Frame(tuple(ByteRange(one.at, one.at + one.length) for one in group)) for group in groups
        )
        self.count = len(self._frames)

    def frame(self, number: int) -> Frame:
        """See `Frames.frame`."""
        if not 1 <= number <= self.count:
            raise InputInvalid("no such frame")
        return self._frames[number - 1]


class TabledFrames:
    """Compressed frames of one fragment each, from an Extended Offset Table in the header: no byte of the
    pixels is looked at. The basic offset table before them is empty then (PS3.5 §A.4).

    Raises:
        InputInvalid: no such table, or one for another number of frames.
    """

    def __init__(self, head: Part10Head) -> None:
        starts = _words(head, _EXTENDED_OFFSETS)
        lengths = _words(head, _EXTENDED_LENGTHS)
        if head.pixel_at is None or len(starts) != len(lengths) or len(starts) != head.frame_count:
            raise InputInvalid("an offset table for another number of frames")
        # The item of the basic offset table, and that of each frame, take eight bytes.
        self._first = head.pixel_at + 8 + 8
        self._starts, self._lengths = starts, lengths
        self.count = len(starts)

    def frame(self, number: int) -> Frame:
        """See `Frames.frame`."""
        if not 1 <= number <= self.count:
            raise InputInvalid("no such frame")
        start = self._first + self._starts[number - 1]
        return Frame((ByteRange(start, start + self._lengths[number - 1]),))


def frames_by_header(head: Part10Head) -> Frames | None:
    """Give the frames where the header alone tells their places; `None` where fragments must be scanned.

    Raises:
        InputInvalid: no image, deflated, or a table for another number of frames.
    """
    if not _is_encapsulated(head):
        return NativeFrames(head)
    return TabledFrames(head) if _EXTENDED_OFFSETS in head.header else None


def frames_in(head: Part10Head, file: bytes | bytearray | memoryview) -> Frames:
    """Give the frames of a file that is there as a whole.

    Raises:
        InputInvalid: no image, deflated, cut off, malformed fragments, or frames that cannot be told apart.
    """
    if not _is_encapsulated(head):
        frames = NativeFrames(head)
        if frames.frame(frames.count).ranges[0].end > len(file):
            raise InputInvalid("a DICOM file with fewer pixels than it announces")
        return frames
    if head.pixel_at is None:
        raise InputInvalid("no pixels with a place in the file")
    scanner = FragmentScanner(head.pixel_at)
    scanner.scan(file)
    return frames_of_fragments(head, scanner)


def frames_of_fragments(head: Part10Head, scanner: FragmentScanner) -> EncapsulatedFrames:
    """Give the frames from a scanner that has seen the end of the fragments.

    Raises:
        InputInvalid: the end did not come, or frames cannot be told apart.
    """
    if not scanner.is_done:
        raise InputInvalid("a DICOM file cut off within its pixels")
    offsets = _words(head, _EXTENDED_OFFSETS) or scanner.offsets
    return EncapsulatedFrames(head.frame_count or 1, scanner.fragments, offsets)


def _is_encapsulated(head: Part10Head) -> bool:
    """A length tells more than the transfer syntax: fragments have none (PS3.5 §A.4)."""
    return head.pixel_length is None and is_encapsulated(head.transfer_syntax_uid)


def _groups(
    frame_count: int, fragments: Sequence[Fragment], offsets: Sequence[int]
) -> list[Sequence[Fragment]]:
    """The fragments of each frame, by the surest of what tells them apart."""
    if not fragments:
        raise InputInvalid("compressed pixels without a fragment")
    if frame_count == 1:
        return [fragments]
    if len(fragments) == frame_count:
        return [(one,) for one in fragments]
    first_item_at = fragments[0].at - 8
    at_item = {one.at - 8 - first_item_at: index for index, one in enumerate(fragments)}
    starts = [at_item[offset] for offset in offsets if offset in at_item]
    if len(starts) != frame_count:
        starts = [index for index, one in enumerate(fragments) if one.begins_with in _BEGINNINGS]
    if len(starts) != frame_count or starts[0] != 0 or sorted(set(starts)) != starts:
        raise InputInvalid("compressed frames that cannot be told apart")
    ends = [*starts[1:], len(fragments)]
    return [fragments[start:end] for start, end in zip(starts, ends, strict=True)]


def _words(head: Part10Head, tag: int) -> tuple[int, ...]:
    element = head.header.get(tag)
    data = element.data if element is not None else b""
    return unpack(f"<{len(data) // 8}Q", data[: len(data) // 8 * 8])
