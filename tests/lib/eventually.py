"""Waiting for something that another process does, with a deadline and without guessing how long it takes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Value = TypeVar("Value")

ASK_EVERY_S = 0.02


async def eventually(
    look: Callable[[], Awaitable[Value]], *, within_s: float = 10.0, until: Callable[[Value], bool] = bool
) -> Value:
    """Look again and again until what is seen is as wanted, and give it; fails with what was seen last."""
    deadline = time.monotonic() + within_s
    while not until(seen := await look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s:g} s; seen last: {seen!r}")
        await asyncio.sleep(ASK_EVERY_S)
    return seen
