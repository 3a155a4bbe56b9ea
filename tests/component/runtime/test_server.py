import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, Router
from starlette.types import ASGIApp
from structlog.testing import capture_logs

from tijdlijn.domain.errors import ConfigurationInvalid, PeerUnreachable
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.server import Listener, bind, serve
from tijdlijn.testing.listening import listening


async def hello(_request: Request) -> Response:
    return PlainTextResponse("hello")


APP = Router([Route("/", hello)])


def port_of(bound: socket.socket) -> int:
    port: int = bound.getsockname()[1]
    return port


def url_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{port_of(bound)}/"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_several_listeners_start_and_end_together(number: signal.Signals) -> None:
    sockets = [bind("127.0.0.1", 0) for _ in range(3)]
    ports = [port_of(bound) for bound in sockets]
    ready = asyncio.Event()
    serving = asyncio.create_task(
        serve([Listener(bound, APP, None) for bound in sockets], on_ready=ready.set)
    )
    await ready.wait()
    async with HttpClient.open(None) as client:
        for port in ports:
            answer = await client.request("server", "GET", f"http://127.0.0.1:{port}/")
            assert answer.body == b"hello"
    os.kill(os.getpid(), number)
    await asyncio.wait_for(serving, 5)
    for port in ports:
        bind("127.0.0.1", port).close()


async def test_the_answer_says_nothing_about_the_server() -> None:
    async with listening(APP) as port, HttpClient.open(None) as client:
        answer = await client.request("server", "GET", f"http://127.0.0.1:{port}/")
    assert "server" not in answer.headers


async def test_headers_of_a_proxy_are_not_believed() -> None:
    async def client_of(request: Request) -> Response:
        return PlainTextResponse(f"{request.url.scheme} {request.client and request.client.host}")

    async with listening(Router([Route("/", client_of)])) as port, HttpClient.open(None) as client:
        answer = await client.request(
            "server",
            "GET",
            f"http://127.0.0.1:{port}/",
            headers={"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https"},
        )
    assert answer.body == b"http 127.0.0.1"


async def test_a_port_that_is_taken_is_an_error_at_once() -> None:
    first = bind("127.0.0.1", 0)
    first.listen()
    with pytest.raises(OSError, match="in use"):
        bind("127.0.0.1", port_of(first))
    first.close()


@pytest.mark.requirement("A46")
def test_a_bound_socket_says_that_it_is_tcp_so_that_small_answers_are_not_held_back() -> None:
    with bind("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP


async def test_what_a_lifespan_raises_at_the_start_reaches_the_caller_and_not_the_log() -> None:
    @asynccontextmanager
    async def failing(_app: ASGIApp) -> AsyncIterator[None]:
        raise ConfigurationInvalid(["keys.oprf: missing"])
        yield

    with capture_logs() as lines, pytest.raises(ConfigurationInvalid, match=r"keys\.oprf"):
        async with listening(Router(lifespan=failing)):
            pass
    assert [line["event"] for line in lines if line["event"] == "listening"] == []


async def test_a_lifespan_is_entered_before_and_left_after_serving() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def noting(_app: ASGIApp) -> AsyncIterator[None]:
        seen.append("entered")
        yield
        seen.append("left")

    async with listening(Router([Route("/", hello)], lifespan=noting)):
        assert seen == ["entered"]
    assert seen == ["entered", "left"]


async def test_a_stream_without_end_hears_that_the_process_stops() -> None:
    async def body(stopping: asyncio.Event) -> AsyncIterator[bytes]:
        yield b"first"
        await stopping.wait()
        yield b"last"

    async def endless(request: Request) -> Response:
        return StreamingResponse(body(request.state.stopping))

    bound = bind("127.0.0.1", 0)
    ready = asyncio.Event()
    listener = Listener(bound, Router([Route("/", endless)]), None)
    serving = asyncio.create_task(serve([listener], on_ready=ready.set))
    await ready.wait()
    async with HttpClient.open(None) as client, client.stream("server", "GET", url_of(bound)) as stream:
        assert await anext(stream.chunks) == b"first"
        os.kill(os.getpid(), signal.SIGTERM)
        assert await anext(stream.chunks) == b"last"
        assert [chunk async for chunk in stream.chunks] == []
    await asyncio.wait_for(serving, 4)


async def test_a_stream_that_does_not_end_is_cut_off_and_its_reader_notices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tijdlijn.runtime.server.GRACE_S", 1)

    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.Event().wait()

    async def endless(_request: Request) -> Response:
        return StreamingResponse(body())

    bound = bind("127.0.0.1", 0)
    ready = asyncio.Event()
    listener = Listener(bound, Router([Route("/", endless)]), None)
    serving = asyncio.create_task(serve([listener], on_ready=ready.set))
    await ready.wait()
    async with HttpClient.open(None) as client, client.stream("server", "GET", url_of(bound)) as stream:
        await anext(stream.chunks)
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(PeerUnreachable):
            await anext(stream.chunks)
    await asyncio.wait_for(serving, 8)


async def test_an_error_in_a_forgotten_task_is_logged_without_its_text() -> None:
    async def forgotten() -> None:
        raise RuntimeError("999990019")

    async def starting(_request: Request) -> Response:
        task = asyncio.create_task(forgotten())
        await asyncio.wait({task})
        return PlainTextResponse("started")

    with capture_logs() as lines:
        async with listening(Router([Route("/", starting)])) as port, HttpClient.open(None) as client:
            await client.request("server", "GET", f"http://127.0.0.1:{port}/")
    (failed,) = [line for line in lines if line["event"] == "task-failed"]
    assert failed["error"] == "RuntimeError"
    assert "999990019" not in repr(lines)


async def test_a_connection_that_asks_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tijdlijn.runtime.server.KEEP_ALIVE_S", 1)
    async with listening(APP) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


@pytest.mark.parametrize("endless", [b"GET /" + b"x" * 1000, b"GET / HTTP/1.1\r\nX: " + b"x" * 1000])
async def test_a_head_without_end_is_refused(endless: bytes) -> None:
    async with listening(APP) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(endless)
        for _ in range(70):
            writer.write(b"x" * 1000)
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
    assert answer.startswith(b"HTTP/1.1 400 ")


async def test_a_large_body_is_no_large_head() -> None:
    async def length(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    app = Router([Route("/", length, methods=["POST"])])
    async with listening(app) as port, HttpClient.open(None) as client:
        for _ in range(2):
            answer = await client.request(
                "server", "POST", f"http://127.0.0.1:{port}/", body=bytes(300_000), headers={"X": "x" * 8000}
            )
            assert answer.body == b"300000"
