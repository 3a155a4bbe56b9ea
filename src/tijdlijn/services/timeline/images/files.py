"""A Part 10 file while it comes from its holder: its head, and then no more of it than somebody wants.

Whatever a holder sends that is no proper file is the holder's fault, and is told as that.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.ports import Piece, StoredInstance
from tijdlijn.wire.dicom.element_memory import ElementMemory
from tijdlijn.wire.dicom.frame import ByteRange
from tijdlijn.wire.dicom.part10 import NeedMore, Part10Head, read_head


@dataclass(frozen=True, slots=True)
class ComingFile:
    """A file whose head has come. `peer` is who sends it."""

    peer: str
    head: Part10Head
    begun: bytes
    rest: AsyncIterator[Piece]

    def check_whole_head(self) -> None:
        """Let whoever needs more than whose file it is go on.

        Raises:
            PeerAnswerInvalid: the header is larger than is read, so that nothing is known of what follows.
        """
        if self.head.is_cut_off:
            raise PeerAnswerInvalid(self.peer, "an incomplete instance: its header is larger than is read")

    async def pieces(self) -> AsyncGenerator[Piece, None]:
        """The whole file from its first byte, once."""
        yield self.begun
        async for piece in self.rest:
            yield piece

    async def cut(self, ranges: Sequence[ByteRange]) -> AsyncGenerator[tuple[int, Piece], None]:
        """Give the bytes of these ranges, which ascend, sharing at most one byte, as they come: the
        range's place among them, and a piece of it; at least one piece for each.

        Raises:
            PeerAnswerInvalid: the file ends before they do, or they do not ascend.
        """
        if any(later.start < sooner.end - 1 for sooner, later in pairwise(ranges)):
            raise PeerAnswerInvalid(self.peer, "a DICOM file whose frames are out of order")
        at, index = 0, 0
        async for piece in self.pieces():
            end = at + len(piece)
            while index < len(ranges) and ranges[index].start < end:
                wanted = ranges[index]
                yield index, piece[max(0, wanted.start - at) : wanted.end - at]
                if wanted.end > end:
                    break
                index += 1
            at = end
            if index == len(ranges):
                return
        raise PeerAnswerInvalid(self.peer, "a DICOM file with fewer pixels than it announces")


async def coming_file(instance: StoredInstance, peer: str, memory: ElementMemory | None = None) -> ComingFile:
    """Read the head of an instance; those of one series may share a `memory`.

    Raises:
        PeerAnswerInvalid: not a DICOM file, or one whose head is malformed, hostile or too large.
        PeerError: as the instance's `chunks`.
    """
    buffer, needed = bytearray(), 0
    async for chunk in instance.chunks:
        buffer += chunk
        if len(buffer) >= needed:
            head = _head(buffer, peer, memory)
            if isinstance(head, Part10Head):
                return ComingFile(peer, head, bytes(buffer), instance.chunks)
            # Half as much again each time: a header is not read anew for every piece that it comes in.
            needed = max(head.at_least_bytes, len(buffer) + len(buffer) // 2)
    head = _head(buffer, peer, memory, total_bytes=len(buffer))
    if isinstance(head, NeedMore):
        raise PeerAnswerInvalid(peer, "a DICOM file that ends too early")
    return ComingFile(peer, head, bytes(buffer), instance.chunks)


def _head(
    buffer: bytearray, peer: str, memory: ElementMemory | None, total_bytes: int | None = None
) -> Part10Head | NeedMore:
    try:
        return read_head(buffer, total_bytes=total_bytes, memory=memory)
    except InputInvalid as error:
        raise PeerAnswerInvalid(peer, "not a DICOM file that can be read") from error
