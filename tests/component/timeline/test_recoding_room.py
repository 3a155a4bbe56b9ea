"""Frames that are written anew: none is read before there is room for it."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest
from imagecodecs import jpeg2k_decode

from tijdlijn.services.timeline.images.decoding.decoder import HELD_BYTES, Decoder
from tijdlijn.services.timeline.images.drawing.recoding import Recoding
from tijdlijn.services.timeline.images.frame_reader import FramePiece
from tijdlijn.wire.pixels.order import Codec, Order, PixelFormat, Recoded

SMALL = PixelFormat(Codec.NONE, 64, 64, 1, 16, 16, 15, is_signed=False, photometric="MONOCHROME2")
FRAMES = 7


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.6.hostile")
async def test_a_frame_is_read_once_there_is_room_for_it_and_gives_the_room_back() -> None:
    read: list[int] = []

    async def pieces() -> AsyncIterator[FramePiece]:
        for number in range(1, FRAMES + 1):
            read.append(number)
            yield FramePiece(number, True, np.full((64, 64), number, "<u2").tobytes())

    async with Decoder.open(size=1) as decoder:
        recoding = Recoding(decoder, Order(SMALL, recoded=Recoded.HTJ2K), "holder")
        await decoder.take_room(HELD_BYTES)
        frames = recoding.frames(pieces())
        first = asyncio.ensure_future(anext(frames))
        for _ in range(20):
            await asyncio.sleep(0)
        assert read == []
        decoder.give_room(HELD_BYTES)
        made = [await first, *[frame async for frame in frames]]
        assert [frame.number for frame in made] == read == list(range(1, FRAMES + 1))
        assert all((jpeg2k_decode(bytes(frame.data)) == frame.number).all() for frame in made)
        await decoder.take_room(HELD_BYTES)


@pytest.mark.hazard("H22")
async def test_whoever_goes_away_leaves_no_room_taken() -> None:
    async def pieces() -> AsyncIterator[FramePiece]:
        for number in range(1, FRAMES + 1):
            yield FramePiece(number, True, bytes(SMALL.decoded_bytes))

    async with Decoder.open(size=1) as decoder:
        frames = Recoding(decoder, Order(SMALL, recoded=Recoded.HTJ2K), "holder").frames(pieces())
        await anext(frames)
        await frames.aclose()
        await decoder.take_room(HELD_BYTES)
