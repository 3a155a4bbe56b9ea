"""Frames of an instance, in the order in which they are asked for. Standard: DICOM PS3.18 §10.4.1.1.6."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass

from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.ports import Piece
from tijdlijn.services.timeline.images.asked import Asked, not_acceptable
from tijdlijn.services.timeline.images.drawing.recoding import Shape, recoding
from tijdlijn.services.timeline.images.frame_reader import FramePiece, FrameReader, OpenFrames
from tijdlijn.serving.streaming import ClosedStream
from tijdlijn.wire.dicom.multipart import PartWriter, new_boundary, related
from tijdlijn.wire.dicom.transfer_syntax import EXPLICIT_LITTLE, HTJ2K_LOSSLESS, frame_content_type
from tijdlijn.wire.dicom.wado import FramesWanted, frames_wanted, parse_frame_list
from tijdlijn.wire.pixels.order import Recoded

_RECODED = {HTJ2K_LOSSLESS: Recoded.HTJ2K, EXPLICIT_LITTLE: Recoded.PLAIN}
"""What can be made of frames that are stored otherwise."""


async def answer_frames(asked: Asked) -> Response:
    """Answer with frames: as they are stored, uncompressed ones in little endian, or written anew where that
    is what is taken.
    """
    runs = ascending_runs(parse_frame_list(asked.request.path_params["frames"]))
    return await answer_frame_runs(asked, runs)


async def answer_frame_runs(
    asked: Asked, runs: Sequence[Sequence[int]], headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with these frames, each part with these headers too; one empty run is all frames."""
    wanted = frames_wanted(asked.accept)
    if wanted is None:
        return not_acceptable("frames are given as multipart/related with parts of pixels or images")
    # Of several runs the later ones begin when the answer has: what they ask for must be known to be there.
    reader = FrameReader(asked.viewing, *asked.instance, by_file_only=len(runs) > 1)
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(reader.open(runs[0]))
        syntax = opened.transfer_syntax_uid
        if opened.count is not None and any(run[-1] > opened.count for run in runs if run):
            raise AccessDenied("no such frame")
        form = await _form(asked, opened, wanted)
        if form is None:
            return not_acceptable(
                f"the frames are stored in transfer syntax {syntax}, which is not taken here"
            )
        content_type, shape = form
        pieces = await stack.enter_async_context(aclosing(shape(opened.pieces)))
        # Waited for here, so that a file that is none gets its status.
        first = await anext(pieces, None)
        if first is None:
            raise AccessDenied("no such frame")
        holding = stack.pop_all()
    boundary = new_boundary()
    parts = _Parts(PartWriter(boundary), {"Content-Type": content_type, **(headers or {})}, shape)
    return ClosedStream(
        parts.body(first, pieces, reader, runs[1:]),
        media_type=related(boundary, content_type.partition(";")[0]),
        holding=holding,
    )


async def _form(asked: Asked, opened: OpenFrames, wanted: FramesWanted) -> tuple[str, Shape] | None:
    """Choose the best form of those that are taken: its content type, and what makes it of what is stored."""
    stored = opened.transfer_syntax_uid
    offered = [stored, *_RECODED]
    while (chosen := wanted.choose(offered)) is not None and chosen != stored:
        shape = await recoding(asked, opened, _RECODED[chosen])
        if shape is not None:
            return frame_content_type(chosen), shape
        offered.remove(chosen)
    return None if chosen is None else (frame_content_type(stored), _as_it_is)


async def _as_it_is(pieces: AsyncIterator[FramePiece]) -> AsyncGenerator[FramePiece, None]:
    async for piece in pieces:
        yield piece


@dataclass(frozen=True, slots=True)
class _Parts:
    """Writes frames as the parts of one body."""

    writer: PartWriter
    headers: Mapping[str, str]
    shape: Shape

    async def body(
        self,
        first: FramePiece,
        pieces: AsyncIterator[FramePiece],
        reader: FrameReader,
        later: Sequence[Sequence[int]],
    ) -> AsyncGenerator[Piece, None]:
        """Write what is on its way already, and then the later runs, one after the other."""
        for written in self._written(first):
            yield written
        async for piece in pieces:
            for written in self._written(piece):
                yield written
        for run in later:
            async with reader.open(run) as again, aclosing(self.shape(again.pieces)) as shaped:
                async for piece in shaped:
                    for written in self._written(piece):
                        yield written
        yield self.writer.closes()

    def _written(self, piece: FramePiece) -> Iterator[Piece]:
        if piece.begins:
            yield self.writer.begins(self.headers)
        yield piece.data


def ascending_runs(numbers: Sequence[int]) -> list[list[int]]:
    """Cut a list of frames where the next is not behind the one before it; each run is read in one go."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number > runs[-1][-1]:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
