"""A stream of which something was read already, as if nothing had been."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

Item = TypeVar("Item")


async def resumed(begun: Item, rest: AsyncGenerator[Item, None]) -> AsyncGenerator[Item, None]:
    """Give what was read already, and then the rest, which is closed with this."""
    async with aclosing(rest):
        yield begun
        async for item in rest:
            yield item
