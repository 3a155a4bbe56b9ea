"""uvicorn as this house uses it: on sockets that are already bound, several listeners in one process, one
clean end, and the peer's certificate within reach of the application.

ASGI has no agreed place for a client certificate and uvicorn passes none on; `_PeerAwareProtocol` puts its
DER form in `scope["extensions"]["tls"]["client_certificate"]` (`None` on plain connections and when the
client showed none). Headers of a proxy are never believed (architecture.md §8j).
"""

import asyncio
import signal
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tijdlijn.runtime.events import LISTENING, STOPPED, STOPPING, TASK_FAILED, emit
from tijdlijn.runtime.gathered_writes import GatheredWrites
from tijdlijn.runtime.logging import place_of

GRACE_S = 5
KEEP_ALIVE_S = 75
MAX_HEAD_BYTES = 65536
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Listener:
    """One bound socket, what answers on it, and its TLS; `None` is plain HTTP, for a browser listener behind
    a proxy or in the demo only.
    """

    socket: socket.socket
    app: ASGIApp
    ssl_context: ssl.SSLContext | None


def bind(host: str, port: int) -> socket.socket:
    """Bind a TCP socket for `serve`; port 0 takes a free one, to be read back with `getsockname`.

    Raises:
        OSError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, because asyncio sets TCP_NODELAY on accepted sockets only where it sees that they are TCP.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


async def serve(listeners: Sequence[Listener], *, on_ready: Callable[[], None] | None = None) -> None:
    """Serve all listeners until SIGTERM, SIGINT or cancellation, then let open requests end within five
    seconds.

    `on_ready` is called once, when every listener answers. Each application's lifespan runs once. While the
    process stops, `scope["state"]["stopping"]`, an `asyncio.Event`, is set, so that streams that never end by
    themselves can close properly.

    Raises:
        Exception: what an application's lifespan raised at its start; nothing listens any more then.
    """
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_report_task_failure)
    stopping = asyncio.Event()
    servers = [_Server(listener, stopping) for listener in listeners]
    try:
        with _signals_set(stopping, loop):
            await _run(servers, stopping, on_ready)
    finally:
        for listener in listeners:
            listener.socket.close()
    emit(STOPPED)


async def _run(
    servers: "Sequence[_Server]", stopping: asyncio.Event, on_ready: Callable[[], None] | None
) -> None:
    started: list[_Server] = []
    try:
        for server in servers:
            await server.start()
            started.append(server)
        if on_ready is not None:
            on_ready()
        async with asyncio.TaskGroup() as ticking:
            for server in started:
                ticking.create_task(server.main_loop())
            await stopping.wait()
            for server in started:
                server.should_exit = True
    finally:
        stopping.set()
        await asyncio.gather(*(server.stop() for server in started))


@contextmanager
def _signals_set(stopping: asyncio.Event, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    def stop(number: signal.Signals) -> None:
        emit(STOPPING, signal=number.name)
        stopping.set()

    for number in _SIGNALS:
        loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


class _Server(uvicorn.Server):
    """A uvicorn server whose signals, start and end belong to `serve`."""

    def __init__(self, listener: Listener, stopping: asyncio.Event) -> None:
        self._listener = listener
        self._app = _LifespanKeeper(listener.app)
        tls = listener.ssl_context
        super().__init__(
            uvicorn.Config(
                self._app,
                http=_PeerAwareProtocol,
                ws="none",
                lifespan="on",
                interface="asgi3",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=GRACE_S,
                ssl_context_factory=None if tls is None else lambda _config, _default: tls,
            )
        )
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        self.lifespan.state["stopping"] = stopping

    async def start(self) -> None:
        try:
            await self.startup(sockets=[self._listener.socket])
        except SystemExit:
            # uvicorn's way to say that the lifespan failed; the reason is worth more than an exit status.
            if self._app.failure is None:
                raise
            raise self._app.failure from None
        host, port = self._listener.socket.getsockname()[:2]
        emit(LISTENING, address=f"{host}:{port}", tls=self._listener.ssl_context is not None)

    async def stop(self) -> None:
        await self.shutdown(sockets=[self._listener.socket])


class _LifespanKeeper:
    """Keeps what a lifespan raised, and keeps its traceback with its values out of uvicorn's log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.failure: BaseException | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def send_without_text(message: Message) -> None:
            await send({"type": message["type"]})

        try:
            await self._app(scope, receive, send_without_text)
        except BaseException as error:
            self.failure = error
            raise


class _PeerAwareProtocol(HttpToolsProtocol):
    """uvicorn's protocol that also knows its peer, and bears with one that says nothing or too much."""

    _client_certificate: bytes | None = None
    _in_head = False
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.transport = GatheredWrites(transport, self.loop)
        tls = transport.get_extra_info("ssl_object")
        if tls is not None:
            self._client_certificate = tls.getpeercert(binary_form=True)
        # uvicorn waits for ever for a first request; any byte ends this wait, as it does between requests.
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        self.scope["extensions"] = {"tls": {"client_certificate": self._client_certificate}}

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()


def _report_task_failure(_loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    # asyncio's own text holds the error's, which may hold anything.
    error = context.get("exception")
    trace = error.__traceback__ if isinstance(error, BaseException) else None
    emit(TASK_FAILED, error=type(error).__name__, where=place_of(trace))
