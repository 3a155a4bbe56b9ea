"""The decoder: a few child processes that make pictures and codestreams of frames, and bounds on how much of
that goes on at once.

A frame is held in memory while it is worked on, so room for it is asked for before it is read. Who waits
waits in order; who goes away lets the frame under way come to its end, which costs less than a new process.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tijdlijn.services.timeline.images.decoding.worker import Limits, Worker
from tijdlijn.wire.pixels.order import MAX_FRAME_BYTES, Order

AT_MOST_CHILDREN = 4
HELD_BYTES = 2 * MAX_FRAME_BYTES
"""So much of frames is in memory at once, in all requests together."""


class Decoder:
    """Carries out orders. `size` is how many at once."""

    def __init__(self, limits: Limits, size: int) -> None:
        self.size = size
        self._idle = [Worker(limits) for _ in range(size)]
        self._free = asyncio.Semaphore(size)
        self._room = _Room(HELD_BYTES)
        self._under_way: set[asyncio.Task[bytes]] = set()
        self._workers = tuple(self._idle)

    @classmethod
    @asynccontextmanager
    async def open(cls, limits: Limits | None = None, size: int | None = None) -> AsyncIterator["Decoder"]:
        """Have a decoder until left; a child starts when it is first needed."""
        decoder = cls(limits or Limits(), size or min(AT_MOST_CHILDREN, os.cpu_count() or 1))
        try:
            yield decoder
        finally:
            await decoder.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The child processes that run now."""
        return tuple(worker.pid for worker in self._workers if worker.pid is not None)

    @asynccontextmanager
    async def room(self, size_bytes: int) -> AsyncIterator[None]:
        """Wait until a frame of this size, at most `MAX_FRAME_BYTES`, may be held in memory."""
        await self.take_room(size_bytes)
        try:
            yield
        finally:
            self.give_room(size_bytes)

    async def take_room(self, size_bytes: int) -> None:
        """Wait as `room` does; whoever took it gives it back."""
        await self._room.take(size_bytes)

    def give_room(self, size_bytes: int) -> None:
        """Give back what was taken."""
        self._room.give(size_bytes)

    async def carry_out(self, order: Order, frame: bytes) -> bytes:
        """Have a frame made into what the order says. Raises as `Worker.carry_out`."""
        await self._free.acquire()
        task = asyncio.create_task(self._by_a_worker(order, frame))
        self._under_way.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """End what is under way, and every child."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        for worker in self._workers:
            await worker.close()

    async def _by_a_worker(self, order: Order, frame: bytes) -> bytes:
        # The one that worked last: its memory is warm, and the others need not be started.
        worker = self._idle.pop()
        try:
            return await worker.carry_out(order, frame)
        finally:
            self._idle.append(worker)
            self._free.release()

    def _done(self, task: asyncio.Task[bytes]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # Whoever asked may be gone; then nobody else would look at it.


class _Room:
    """So many bytes; who wants some waits in the order of coming."""

    def __init__(self, size_bytes: int) -> None:
        self._left = size_bytes
        self._turn = asyncio.Lock()
        self._given = asyncio.Event()

    async def take(self, size_bytes: int) -> None:
        async with self._turn:
            while self._left < size_bytes:
                self._given.clear()
                await self._given.wait()
            self._left -= size_bytes

    def give(self, size_bytes: int) -> None:
        self._left += size_bytes
        self._given.set()
