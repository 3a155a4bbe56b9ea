"""Where frames stand in a file that can be read anywhere.

Of compressed pixels only the beginning of each fragment is read, never what lies between.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from tijdlijn.connectors.folder.open_file import PIECE_BYTES, OpenFile
from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.wire.dicom.bulkdata import every_frame
from tijdlijn.wire.dicom.fragments import MAX_OFFSET_TABLE_BYTES, FragmentScanner
from tijdlijn.wire.dicom.frame import Frame, Frames
from tijdlijn.wire.dicom.frames import frames_by_header, frames_of_fragments
from tijdlijn.wire.dicom.part10 import Part10Head

MAX_TURNED_BYTES = 256 * 1024 * 1024
"""A frame whose bits or bytes must be turned round is held whole, and so has a limit."""

_FIRST_LOOK = 64
_LONGER_LOOK = 8 + MAX_OFFSET_TABLE_BYTES


@dataclass(frozen=True, slots=True)
class Located:
    """Frames in the order in which they were asked for. `first` are the bytes of the first one where it is no
    larger than a piece: they come with its place, in one turn of the worker thread.
    """

    transfer_syntax_uid: str
    frames: Sequence[Frame]
    first: bytes | None = None

    async def pieces(self, file: OpenFile, index: int) -> AsyncGenerator[bytes, None]:
        """Give the bytes of one of the frames as they go over the wire.

        Raises:
            PeerUnreachable: the file cannot be read any more.
        """
        frame = self.frames[index]
        if index == 0 and self.first is not None:
            yield frame.served(self.first)
            return
        if frame.is_turned:
            whole = b"".join([await file.span(one.start, one.end) for one in frame.ranges])
            yield frame.served(whole)
            return
        for one in frame.ranges:
            for start in range(one.start, one.end, PIECE_BYTES):
                yield await file.span(start, min(start + PIECE_BYTES, one.end))


def locate(file: OpenFile, head: Part10Head, numbers: Sequence[int] | None) -> Located:
    """Find frames by number, or all; blocks.

    Raises:
        AccessDenied: there is no such frame, or its place cannot be found.
        PeerUnreachable: the file cannot be read.
    """
    try:
        frames = frames_by_header(head) or _scanned(file, head)
        wanted = every_frame(frames) if numbers is None else numbers
        found = [_whole(file, frames, number) for number in wanted]
    except InputInvalid as error:
        raise AccessDenied("no such frame") from error
    first = found[0].ranges
    is_small = sum(one.size for one in first) <= PIECE_BYTES
    read = b"".join(file.read(one.start, one.end) for one in first) if is_small else None
    return Located(head.transfer_syntax_uid, found, read)


def _whole(file: OpenFile, frames: Frames, number: int) -> Frame:
    frame = frames.frame(number)
    if any(not 0 <= one.start <= one.end <= file.size_bytes for one in frame.ranges):
        raise InputInvalid("a frame beyond the end of its file")
    if frame.is_turned and sum(one.size for one in frame.ranges) > MAX_TURNED_BYTES:
        raise InputInvalid("a frame too large to be turned round")
    return frame


def _scanned(file: OpenFile, head: Part10Head) -> Frames:
    if head.pixel_at is None:
        raise InputInvalid("no pixels with a place in the file")
    scanner = FragmentScanner(head.pixel_at)
    look = _FIRST_LOOK
    while not scanner.is_done:
        at = scanner.next_at
        end = min(at + look, file.size_bytes)
        if at >= end:
            raise InputInvalid("a DICOM file cut off within its pixels")
        scanner.feed(file.read(at, end), at)
        if scanner.next_at == at:
            if look == _LONGER_LOOK:
                raise InputInvalid("a DICOM file cut off within its pixels")
            # Only the offset table is longer than a first look.
            look = _LONGER_LOOK
        else:
            look = _FIRST_LOOK
    return frames_of_fragments(head, scanner)
