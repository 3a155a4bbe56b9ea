"""Single frames: those that the holder gives by themselves, else out of a file that it sends whole.

Where the head tells each frame's place, frames pass through as the file comes. Where fragments must be
looked at first, a small file is held for it and a large one is sent twice: memory stays flat.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass

from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID
from tijdlijn.ports import Derivation, Piece, StoredFrame, StoredInstance
from tijdlijn.services.timeline.images.files import ComingFile, coming_file
from tijdlijn.services.timeline.images.viewing import Viewing
from tijdlijn.wire.dicom.bulkdata import every_frame
from tijdlijn.wire.dicom.fragments import FragmentScanner
from tijdlijn.wire.dicom.frame import Frame, Frames
from tijdlijn.wire.dicom.frames import frames_by_header, frames_of_fragments
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.transfer_syntax import DEFLATED, EXPLICIT_BIG

HELD_BYTES = 16 * 1024 * 1024
WHOLE_BYTES = 4 * 1024 * 1024
"""A frame no larger is given when all of it has come, so that a file that ends too early has its status."""
MAX_TURNED_BYTES = 256 * 1024 * 1024
"""A frame whose bits or bytes must be turned round is held whole, and so has a limit."""

_NOT_AS_SERVED = frozenset({DEFLATED, EXPLICIT_BIG})
"""What is stored so is not served so; whoever names it may mean either."""


@dataclass(frozen=True, slots=True)
class FramePiece:
    """A piece of a frame; `begins` says that it is the first of frame `number`."""

    number: int
    begins: bool
    data: Piece


@dataclass(frozen=True, slots=True)
class OpenFrames:
    """Frames on their way: the transfer syntax in which they are stored, the number of the instance's last
    frame where that is known, the pieces of those that were asked for, and the head of their file where it
    was read.
    """

    transfer_syntax_uid: str
    count: int | None
    pieces: AsyncIterator[FramePiece]
    head: Part10Head | None = None


@dataclass(frozen=True, slots=True)
class FrameReader:
    """Reads frames of one instance; with `by_file_only` the number of the last one is always known."""

    viewing: Viewing
    series_uid: SeriesInstanceUID
    instance_uid: SopInstanceUID
    by_file_only: bool = False

    @asynccontextmanager
    async def open(self, numbers: Sequence[int]) -> AsyncIterator[OpenFrames]:
        """Open frames by number, ascending. An empty `numbers` is all that there are.

        Raises:
            AccessDenied: there is no such instance or frame, or its pixels have no frames of their own.
            PeerError: as `HolderLink.instances`.
        """
        place, offered = self.viewing.study.place, self.viewing.viewings.offered
        if numbers and not self.by_file_only and offered.may_be(place, Derivation.FRAMES):
            async with AsyncExitStack() as stack:
                frames = None
                with suppress(AccessDenied):
                    if await self.viewing.compare(self.series_uid, self.instance_uid):
                        frames = await stack.enter_async_context(self._of_holder(numbers))
                if frames is not None:
                    offered.is_made(place, Derivation.FRAMES)
                    yield frames
                    return
            async with self._of_file(numbers) as frames:
                offered.is_lacking(place, Derivation.FRAMES)
                yield frames
                return
        async with self._of_file(numbers) as frames:
            yield frames

    @asynccontextmanager
    async def _of_holder(self, numbers: Sequence[int]) -> AsyncIterator[OpenFrames]:
        async with self.viewing.frames(self.series_uid, self.instance_uid, numbers) as frames:
            first = await anext(frames, None)
            if first is None or first.transfer_syntax_uid in _NOT_AS_SERVED:
                raise AccessDenied("no frame in a form that can be passed on")
            peer = self.viewing.study.place.custodian.value
            async with aclosing(_given(first, frames, peer)) as pieces:
                yield OpenFrames(first.transfer_syntax_uid, None, pieces)

    @asynccontextmanager
    async def _of_file(self, numbers: Sequence[int]) -> AsyncIterator[OpenFrames]:
        async with self._instance() as (stored, file):
            known = _by_header(file)
            if known is not None:
                frames = _chosen(known, numbers)
                async with aclosing(self._passing(file, frames, known, stored)) as pieces:
                    yield OpenFrames(file.head.transfer_syntax_uid, known.count, pieces, file.head)
                return
            known, held = await _scanned(file)
            frames = _chosen(known, numbers)
            if held is not None:
                again = ComingFile(file.peer, file.head, held, _nothing())
                async with aclosing(self._passing(again, frames, known, stored)) as pieces:
                    yield OpenFrames(file.head.transfer_syntax_uid, known.count, pieces, file.head)
                return
        async with (
            self._instance() as (stored, again),
            aclosing(self._passing(again, frames, known, stored)) as pieces,
        ):
            yield OpenFrames(again.head.transfer_syntax_uid, known.count, pieces, again.head)

    def _instance(self) -> AbstractAsyncContextManager[tuple[AsyncIterator[StoredInstance], ComingFile]]:
        return open_instance(self.viewing, self.series_uid, self.instance_uid)

    async def _passing(
        self,
        file: ComingFile,
        frames: Sequence[tuple[int, Frame]],
        known: Frames,
        stored: AsyncIterator[StoredInstance],
    ) -> AsyncGenerator[FramePiece, None]:
        owners = [place for place, (_, frame) in enumerate(frames) for _ in frame.ranges]
        ranges = [one for _, frame in frames for one in frame.ranges]
        begun, held = -1, bytearray()
        async with aclosing(file.cut(ranges)) as pieces:
            async for index, data in pieces:
                place = owners[index]
                number, frame = frames[place]
                size_bytes = sum(one.size for one in frame.ranges)
                if not frame.is_turned and size_bytes > WHOLE_BYTES:
                    yield FramePiece(number, place != begun, data)
                    begun = place
                    continue
                held += data
                if len(held) > MAX_TURNED_BYTES:
                    raise PeerAnswerInvalid(file.peer, "a frame too large to be turned round")
                if len(held) == size_bytes:
                    yield FramePiece(number, True, frame.served(bytes(held)))
                    held.clear()
        if frames[-1][0] == known.count:
            # So little is left that reading it is cheaper than a new connection for the next frame.
            async for _ in stored:
                pass


@asynccontextmanager
async def open_instance(
    viewing: Viewing, series_uid: SeriesInstanceUID, instance_uid: SopInstanceUID
) -> AsyncIterator[tuple[AsyncIterator[StoredInstance], ComingFile]]:
    """Open one instance up to the end of its head; with the iterator that gave it."""
    async with viewing.instances(series_uid, instance_uid) as stored:
        async for instance in stored:
            yield stored, await coming_file(instance, viewing.study.place.custodian.value)
            return
        raise AccessDenied("no such instance")


def _by_header(file: ComingFile) -> Frames | None:
    file.check_whole_head()
    if file.head.pixel_at is None:
        raise AccessDenied("no frames that could be given by themselves")
    try:
        return frames_by_header(file.head)
    except InputInvalid as error:
        raise PeerAnswerInvalid(file.peer, "an image whose frames cannot be found") from error


async def _scanned(file: ComingFile) -> tuple[Frames, bytes | None]:
    """Look at every fragment as it passes; with the file, if it is small enough to be held."""
    scanner = FragmentScanner(file.head.pixel_at or 0)
    held: bytearray | None = bytearray()
    at = 0
    try:
        async for piece in file.pieces():
            scanner.feed(piece, at)
            at += len(piece)
            if held is not None:
                held += piece
                if len(held) > HELD_BYTES:
                    held = None
        return frames_of_fragments(file.head, scanner), None if held is None else bytes(held)
    except InputInvalid as error:
        raise PeerAnswerInvalid(file.peer, "an image whose frames cannot be found") from error


def _chosen(frames: Frames, numbers: Sequence[int]) -> list[tuple[int, Frame]]:
    try:
        return [(number, frames.frame(number)) for number in numbers or every_frame(frames)]
    except InputInvalid as error:
        raise AccessDenied("no such frame") from error


async def _given(
    first: StoredFrame, rest: AsyncIterator[StoredFrame], peer: str
) -> AsyncGenerator[FramePiece, None]:
    frame: StoredFrame | None = first
    while frame is not None:
        begins = True
        async for chunk in frame.chunks:
            yield FramePiece(frame.number, begins, chunk)
            begins = False
        if begins:
            raise PeerAnswerInvalid(peer, "a frame without a byte")
        frame = await anext(rest, None)
        if frame is not None and frame.transfer_syntax_uid != first.transfer_syntax_uid:
            raise PeerAnswerInvalid(peer, "frames of one instance in several transfer syntaxes")


async def _nothing() -> AsyncGenerator[bytes, None]:
    return
    yield b""
