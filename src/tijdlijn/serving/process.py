"""A deployable with one listener as a process: it opens what it needs and serves until a signal."""

import socket
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager

from starlette.types import ASGIApp

from tijdlijn.runtime.config import Config
from tijdlijn.runtime.server import Listener, serve
from tijdlijn.runtime.tls import server_context

OpenApps = Callable[[Config], AbstractAsyncContextManager[Mapping[str, ASGIApp]]]
"""Opens everything a deployable needs, and gives its application under `peer`."""

Run = Callable[..., Coroutine[object, object, None]]
"""Serves a deployable: its configuration, its bound sockets by name, and `on_ready`."""


async def serve_peer(
    open_apps: OpenApps,
    config: Config,
    sockets: Mapping[str, socket.socket],
    *,
    on_ready: Callable[[], None] | None = None,
) -> None:
    """Serve over mutual TLS on the socket under `peer` until a signal. Raises as `open_apps`."""
    async with open_apps(config) as apps:
        tls = server_context(config.tls, strict=config.strict)
        await serve([Listener(sockets["peer"], apps["peer"], tls)], on_ready=on_ready)
