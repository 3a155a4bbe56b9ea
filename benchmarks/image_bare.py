"""The barest that can stand in place of a gateway and of a timeline: an archive that sends files as one
multipart body, and a proxy that passes on whatever comes. Both know nothing of DICOM, tokens or records.
"""

import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from benchmarks.ground import ASKER, Ground
from tijdlijn.runtime.resolver import LocalhostResolver
from tijdlijn.runtime.server import Listener, serve
from tijdlijn.runtime.tls import client_context, server_context
from tijdlijn.wire.dicom.multipart import PartWriter, related

_PIECE_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class BareArchive:
    """Sends the files of a folder, or one of them."""

    ground: Ground
    bound: socket.socket
    studies: Path

    async def serve(self, on_ready: Callable[[], None]) -> None:
        """Serve until a signal."""
        routes = [Route("/{folder}", self._answer), Route("/{folder}/{name}", self._answer)]
        await serve_tls(self.ground, self.bound, Router(routes), "archive", on_ready)

    async def _answer(self, request: Request) -> StreamingResponse:
        path = self.studies.joinpath(*request.path_params.values())
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        return StreamingResponse(_sent(files), media_type=related("b", "application/dicom"))


@dataclass(frozen=True, slots=True)
class BareProxy:
    """Passes on what the archive answers."""

    ground: Ground
    bound: socket.socket
    archive_port: int

    async def serve(self, on_ready: Callable[[], None]) -> None:
        """Serve until a signal."""
        connector = aiohttp.TCPConnector(
            ssl=client_context(self.ground.tls("asker", ASKER), strict=False),
            resolver=LocalhostResolver(),
            limit=0,
        )
        async with aiohttp.ClientSession(connector=connector) as client:

            async def answer(request: Request) -> StreamingResponse:
                address = f"https://archive.localhost:{self.archive_port}{request.url.path}"
                asked = await client.get(address)
                return StreamingResponse(_passed_on(asked), media_type=asked.headers["content-type"])

            app = Router([Route("/{path:path}", answer)])
            await serve_tls(self.ground, self.bound, app, "proxy", on_ready)


async def serve_tls(
    ground: Ground, bound: socket.socket, app: ASGIApp, name: str, on_ready: Callable[[], None]
) -> None:
    """Serve an application under `<name>.localhost` with mutual TLS until a signal."""
    context = server_context(ground.tls(name), strict=False)
    await serve([Listener(bound, app, context)], on_ready=on_ready)


async def _sent(paths: list[Path]) -> AsyncIterator[bytes]:
    parts = PartWriter("b")
    for path in paths:
        yield parts.begins({"Content-Type": "application/dicom"})
        with path.open("rb", buffering=0) as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece
        yield parts.ends()
    yield parts.closes()


async def _passed_on(asked: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    async with asked:
        async for piece in asked.content.iter_any():
            yield piece
