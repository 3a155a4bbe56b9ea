"""Frames written anew on their way: as lossless HTJ2K for whoever is behind a slow connection, uncompressed
for whoever lacks the codec in which they are stored.

A few frames of one answer are in work at once, and come out in their order. No more are read than are worked
on, and none before there is room for it: a reader that is slow holds up the holder, as it does without.

Standard: DICOM PS3.5 §A.4.11 (HTJ2K), PS3.18 §8.7.3.3 (frames; uncompressed is what every asker may want).
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.services.timeline.images.asked import Asked
from tijdlijn.services.timeline.images.decoding.decoder import Decoder
from tijdlijn.services.timeline.images.frame_reader import FramePiece, OpenFrames
from tijdlijn.services.timeline.images.headers import packed_headers
from tijdlijn.wire.dicom.codestream import check_codestream
from tijdlijn.wire.dicom.pixel_format import codec_of, may_become, pixel_format
from tijdlijn.wire.pixels.order import MAX_FRAME_BYTES, Codec, Order, PixelFormat, Recoded

Shape = Callable[[AsyncIterator[FramePiece]], AsyncGenerator[FramePiece, None]]
"""What makes of frames as they are stored those that go out."""


async def recoding(asked: Asked, opened: OpenFrames, recoded: Recoded) -> Shape | None:
    """Give what writes these frames anew; `None` where nothing here can, or a reader who follows the header
    would see something else.

    Raises:
        PeerAnswerInvalid: what their header says of them contradicts itself. PeerError: as
            `HolderLink.headers`.
    """
    codec, peer = codec_of(opened.transfer_syntax_uid), asked.viewing.study.place.custodian.value
    if codec is None:
        return None
    try:
        pixels = pixel_format(opened.head) if opened.head else await _by_metadata(asked, codec)
    except InputInvalid as error:
        raise PeerAnswerInvalid(peer, str(error)) from error
    if pixels is None or not may_become(recoded, pixels):
        return None
    return Recoding(asked.decoder, Order(pixels, recoded=recoded), peer).frames


async def _by_metadata(asked: Asked, codec: Codec) -> PixelFormat | None:
    """What the header of an instance says. It was noted when the metadata of its series were read, else its
    own header is read now, and no other.
    """
    series_uid, instance_uid = asked.instance
    known = asked.viewing.study.pixels
    if instance_uid not in known:
        await packed_headers(asked, series_uid, instance_uid)
    found = known.get(instance_uid)
    return None if found is None else replace(found, codec=codec)


@dataclass(frozen=True, slots=True)
class Recoding:
    """Writes the frames of one instance anew."""

    decoder: Decoder
    order: Order
    peer: str

    async def frames(self, pieces: AsyncIterator[FramePiece]) -> AsyncGenerator[FramePiece, None]:
        """Give the frames in their order, each in one piece."""
        under_way: deque[asyncio.Task[FramePiece]] = deque()
        try:
            async with aclosing(self._whole(pieces)) as frames:
                while (task := await self._next(frames)) is not None:
                    under_way.append(task)
                    if len(under_way) > self.decoder.size:
                        yield await under_way.popleft()
            while under_way:
                yield await under_way.popleft()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _next(self, frames: AsyncIterator[tuple[int, bytes]]) -> asyncio.Task[FramePiece] | None:
        """Read the next frame once there is room for it; its task gives the room back, however it ends."""
        size_bytes = self.order.pixels.decoded_bytes
        await self.decoder.take_room(size_bytes)
        task: asyncio.Task[FramePiece] | None = None
        try:
            found = await anext(frames, None)
            if found is not None:
                task = asyncio.create_task(self._recoded(*found))
                task.add_done_callback(lambda _: self.decoder.give_room(size_bytes))
        finally:
            if task is None:
                self.decoder.give_room(size_bytes)
        return task

    async def _whole(self, pieces: AsyncIterator[FramePiece]) -> AsyncGenerator[tuple[int, bytes], None]:
        number, data = 0, bytearray()
        async for piece in pieces:
            if piece.begins and number:
                yield number, bytes(data)
                data.clear()
            number = piece.number
            data += piece.data
            if len(data) > MAX_FRAME_BYTES:
                raise PeerAnswerInvalid(self.peer, "a frame larger than may be held")
        if number:
            yield number, bytes(data)

    async def _recoded(self, number: int, frame: bytes) -> FramePiece:
        try:
            check_codestream(frame, self.order.pixels)
            made = await self.decoder.carry_out(self.order, frame)
        except InputInvalid as error:
            raise PeerAnswerInvalid(self.peer, str(error)) from error
        return FramePiece(number, True, made)
