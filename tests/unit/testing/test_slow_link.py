"""The slow connection is as slow as it says, for all that goes over it together, and changes nothing."""

import asyncio
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from tijdlijn.testing.slow_link import Speed, slow_link

SENT = bytes(range(256)) * 200


@pytest.fixture
async def echo() -> AsyncIterator[int]:
    """A server that sends back what it was sent."""

    async def connected(reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(4096):
                writer.write(piece)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def told(port: int, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.requirement("T3.6.slow-link")
async def test_bytes_take_their_time_on_all_connections_together(echo: int) -> None:
    speed = Speed(bits_per_s=4_000_000, round_trip_s=0.02)
    async with slow_link(echo, speed) as port:
        began = time.monotonic()
        answers = await asyncio.gather(told(port, SENT), told(port, SENT))
        took = time.monotonic() - began
    assert list(answers) == [SENT, SENT]
    assert took >= 2 * len(SENT) * 8 / speed.bits_per_s + speed.round_trip_s


@pytest.mark.requirement("T3.6.slow-link")
async def test_a_word_takes_a_round_trip(echo: int) -> None:
    async with slow_link(echo, Speed(bits_per_s=1e9, round_trip_s=0.1)) as port:
        began = time.monotonic()
        assert await told(port, b"?") == b"?"
        assert time.monotonic() - began >= 0.1


async def test_whoever_goes_away_leaves_no_connection_behind(echo: int) -> None:
    async with slow_link(echo, Speed(bits_per_s=1_000_000, round_trip_s=0.01)) as port:
        for _ in range(3):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(SENT)
            await reader.read(1)
            writer.transport.abort()
        assert await told(port, b"still here") == b"still here"
