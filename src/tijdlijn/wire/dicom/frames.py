"""Where each frame of a file stands, so that one can be given without the others.

Uncompressed frames are computed, compressed ones found in the file's offset table or by looking at each
fragment once. Nothing is allocated by what a header announces: a frame exists where the file has its bytes.

Standard: DICOM PS3.5 §8.1.1 (bits), §8.2.1, §A.4 (encapsulation), Table A.4-1 and A.4-2 (offset tables);
PS3.3 C.7.6.3.1.8 (Extended Offset Table).
"""

from collections.abc import Sequence
from struct import unpack
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.fragments import Fragment, FragmentScanner
from tijdlijn.wire.dicom.frame import ByteRange, Frame, Frames
from tijdlijn.wire.dicom.native_frames import NativeFrames
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.transfer_syntax import is_encapsulated

_EXTENDED_OFFSETS: Final = 0x7FE00001
_EXTENDED_LENGTHS: Final = 0x7FE00002
_BEGINNINGS: Final = (b"\xff\xd8", b"\xff\x4f")
"""How a JPEG or JPEG-LS image, and a JPEG 2000 codestream, begin."""


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
