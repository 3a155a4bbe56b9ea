"""Several asynchronous streams read as one: whatever comes first, comes out first.

The fan-out is made of this: one stream per route, each slow or quick in its own way.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

Item = TypeVar("Item")


class _End:
    """Marks on the queue that one stream has ended."""


async def merged(*streams: AsyncGenerator[Item, None], ahead: int = 64) -> AsyncGenerator[Item, None]:
    """Yield the items of all streams as they come; each stream's own order is kept.

    An exception in one stream ends all and is raised here, as an exception group of one. Closing the
    iterator early cancels every stream. At most `ahead` items wait to be read; then the streams are held
    up, so that a slow reader costs no memory.
    """
    waiting: asyncio.Queue[Item | _End] = asyncio.Queue(maxsize=ahead)

    async def pump(stream: AsyncGenerator[Item, None]) -> None:
        async with aclosing(stream):
            async for item in stream:
                await waiting.put(item)
        await waiting.put(_End())

    async with asyncio.TaskGroup() as group:
        for stream in streams:
            group.create_task(pump(stream))
        running = len(streams)
        while running:
            item = await waiting.get()
            if isinstance(item, _End):
                running -= 1
            else:
                yield item
