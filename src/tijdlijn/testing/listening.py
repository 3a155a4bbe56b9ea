"""A real server on a real socket inside a test, gone when the test is done."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from tijdlijn.runtime.server import Listener, bind, serve


@asynccontextmanager
async def listening(app: ASGIApp, ssl_context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve `app` on 127.0.0.1 and give the port; whatever its lifespan raises is raised here."""
    socket = bind("127.0.0.1", 0)
    port: int = socket.getsockname()[1]
    async with running(Listener(socket, app, ssl_context)):
        yield port


@asynccontextmanager
async def running(listener: Listener) -> AsyncIterator[None]:
    """Serve on a socket that was bound already; whatever the application's lifespan raises is raised here."""
    ready = asyncio.Event()
    serving = asyncio.create_task(serve([listener], on_ready=ready.set))
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
        yield
    finally:
        waiting.cancel()
        serving.cancel()
        await asyncio.wait({serving})
