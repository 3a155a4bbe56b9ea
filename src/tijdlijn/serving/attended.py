"""Long work for an answer that is given whole, for as long as its caller waits for it.

An answer that begins before it is known how it ends has no status left to say so; one that is made first
would go on for a caller who has left.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

Made = TypeVar("Made")


async def attended(request: Request, work: Coroutine[Any, Any, Made]) -> Made:
    """Give what `work` makes; the body of the request has been read.

    Raises:
        ClientDisconnect: the caller hung up; the work was cancelled, and has ended.
    """
    working, leaving = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.wait({working, leaving})


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue
