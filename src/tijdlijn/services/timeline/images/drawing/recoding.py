"""Frames written anew on their way: as lossless HTJ2K for whoever is behind a slow connection, uncompressed
for whoever lacks the codec in which they are stored.

A few frames of one answer are in work at once, and come out in their order. No more are read than are worked
on: a reader that is slow holds up the holder, as it does without.

Standard: DICOM PS3.5 §A.4.11 (HTJ2K), PS3.18 §8.7.3.3 (frames; uncompressed is what every asker may want).
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import SopInstanceUID
from tijdlijn.services.timeline.images.asked import Asked
from tijdlijn.services.timeline.images.decoding.decoder import Decoder
from tijdlijn.services.timeline.images.frame_reader import FramePiece, OpenFrames
from tijdlijn.services.timeline.images.headers import packed_headers
from tijdlijn.services.timeline.images.metadata_cache import unpacked
from tijdlijn.wire.dicom.codestream import check_codestream
from tijdlijn.wire.dicom.json_model import JsonAttributes
from tijdlijn.wire.dicom.json_objects import object_of, objects_of
from tijdlijn.wire.dicom.pixel_format import codec_of, described, may_become, pixel_format
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
    return _Recoding(asked.decoder, Order(pixels, recoded=recoded), peer).frames


async def _by_metadata(asked: Asked, codec: Codec) -> PixelFormat | None:
    """What the metadata say of an instance; those of its series are read once for all that it has."""
    series_uid, instance_uid = asked.instance
    known = asked.viewing.study.pixels
    if instance_uid not in known:
        kept = asked.viewing.kept(asked.root, series_uid)
        packed = kept or await packed_headers(asked, series_uid, instance_uid)
        known |= _described_in(b"[" + b"".join(unpacked(packed)) + b"]")
    found = known.get(instance_uid)
    return None if found is None else replace(found, codec=codec)


def _described_in(headers: bytes) -> dict[SopInstanceUID, PixelFormat]:
    found: dict[SopInstanceUID, PixelFormat] = {}
    for path, written in objects_of(headers):
        # What is no image, or contradicts itself, has no description; who asks for its frames hears that.
        with suppress(InputInvalid):
            if path.instance_uid is not None:
                found[path.instance_uid] = described(JsonAttributes(object_of(written)), Codec.NONE)
    return found


@dataclass(frozen=True, slots=True)
class _Recoding:
    """Writes the frames of one instance anew."""

    decoder: Decoder
    order: Order
    peer: str

    async def frames(self, pieces: AsyncIterator[FramePiece]) -> AsyncGenerator[FramePiece, None]:
        """Give the frames in their order, each in one piece."""
        under_way: deque[asyncio.Task[FramePiece]] = deque()
        try:
            async for number, frame in self._whole(pieces):
                under_way.append(asyncio.create_task(self._recoded(number, frame)))
                if len(under_way) > self.decoder.size:
                    yield await under_way.popleft()
            while under_way:
                yield await under_way.popleft()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

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
            async with self.decoder.room(self.order.pixels.decoded_bytes):
                made = await self.decoder.carry_out(self.order, frame)
        except InputInvalid as error:
            raise PeerAnswerInvalid(self.peer, str(error)) from error
        return FramePiece(number, True, made)
