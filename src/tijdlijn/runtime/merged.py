"""Several asynchronous streams read as one: whatever comes first, comes out first.

The fan-out is made of this: one stream per route, each slow or quick in its own way. No task group: a reader
that leaves closes this generator, and a task group would turn that into an error.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")


async def merged(*streams: AsyncGenerator[Item, None], ahead: int = 64) -> AsyncGenerator[Item, None]:
    """Yield the items of all streams as they come; each stream's own order is kept.

    An exception in one stream ends all and is raised here, after what came before it. Closing the iterator
    early cancels every stream and waits until each is closed. At most `ahead` items wait to be read; then the
    streams are held up, so that a slow reader costs no memory.
    """
    waiting: _Waiting[Item] = _Waiting(ahead)
    pumps = [asyncio.create_task(_pump(stream, waiting)) for stream in streams]
    try:
        running = len(pumps)
        while running:
            item = await waiting.take()
            if not isinstance(item, _End):
                yield item
            elif item.failure is not None:
                raise item.failure
            else:
                running -= 1
    finally:
        for task in pumps:
            task.cancel()
        if pumps:
            await asyncio.wait(pumps)


@dataclass(frozen=True, slots=True)
class _End:
    """Says that one stream has ended, and of what."""

    failure: Exception | None


@dataclass(slots=True)
class _Waiting(Generic[Item]):
    """Items between the streams and their one reader. Neither side waits for the other while there is
    something to read and room for more; `asyncio.Queue` costs several times as much an item.
    """

    ahead: int
    _items: deque[Item | _End] = field(default_factory=deque)
    _filled: asyncio.Event = field(default_factory=asyncio.Event)
    _has_room: asyncio.Event = field(default_factory=asyncio.Event)

    async def put(self, item: Item | _End) -> None:
        while len(self._items) >= self.ahead:
            self._has_room.clear()
            await self._has_room.wait()
        self._items.append(item)
        self._filled.set()

    async def take(self) -> Item | _End:
        while not self._items:
            self._filled.clear()
            await self._filled.wait()
        self._has_room.set()
        return self._items.popleft()


async def _pump(stream: AsyncGenerator[Item, None], waiting: _Waiting[Item]) -> None:
    failure = None
    try:
        async with aclosing(stream):
            async for item in stream:
                await waiting.put(item)
    except Exception as error:  # noqa: BLE001 - whatever it is, the reader gets it
        failure = error
    await waiting.put(_End(failure))
