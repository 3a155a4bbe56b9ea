"""A slow connection in front of a server on this machine: so many bits a second each way, shared by all that
goes over it, and so long to get there.

What a home or a small practice has, to see and to measure what a page does on it. Nothing is lost or turned
round; there is no slow start, so a real line of the same figures is no faster.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

PIECE_BYTES = 16 * 1024
_PIECES_ON_THE_WAY = 16


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a connection is: bits a second each way, and seconds there and back."""

    bits_per_s: float
    round_trip_s: float


HOME = Speed(bits_per_s=30_000_000, round_trip_s=0.020)
"""A home connection."""


@asynccontextmanager
async def slow_link(port: int, speed: Speed = HOME) -> AsyncIterator[int]:
    """Stand before 127.0.0.1:`port` until left, and give the port on which it is slow."""
    there, back = _Line(speed), _Line(speed)
    connections: set[asyncio.Task[None]] = set()

    async def carried(reader: StreamReader, writer: StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(there.carry(reader, far_writer))
                both.create_task(back.carry(far_reader, writer))
        finally:
            far_writer.close()
            writer.close()

    def connected(reader: StreamReader, writer: StreamWriter) -> None:
        connections.add(asyncio.create_task(carried(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


@dataclass(slots=True)
class _Line:
    """One way, for all connections together: it is free again at `free_at`."""

    speed: Speed
    free_at: float = field(default=0.0)

    async def carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Carry what comes until its end; no more is taken than may be on the way."""
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_PIECES_ON_THE_WAY)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._taking(reader, on_the_way))
            both.create_task(self._giving(on_the_way, writer))

    async def _taking(self, reader: StreamReader, on_the_way: "asyncio.Queue[tuple[float, bytes]]") -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                piece = await reader.read(PIECE_BYTES)
            except OSError:
                piece = b""
            self.free_at = max(self.free_at, loop.time()) + len(piece) * 8 / self.speed.bits_per_s
            await on_the_way.put((self.free_at + self.speed.round_trip_s / 2, piece))
            if not piece:
                return

    async def _giving(self, on_the_way: "asyncio.Queue[tuple[float, bytes]]", writer: StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while True:
                arrives_at, piece = await on_the_way.get()
                await asyncio.sleep(arrives_at - loop.time())
                if not piece:
                    writer.write_eof()
                    return
                writer.write(piece)
                await writer.drain()
        # Whoever listened is gone: the rest is taken and thrown away, so that the other side can end.
        while (await on_the_way.get())[1]:
            pass
