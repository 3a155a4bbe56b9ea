import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route, Router
from structlog.testing import capture_logs

from tijdlijn.domain.errors import PeerAnswerInvalid, PeerError, PeerTimedOut, PeerUnreachable
from tijdlijn.domain.identifiers import TraceId
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.server import bind
from tijdlijn.runtime.tracing import parse_traceparent
from tijdlijn.testing.listening import listening

MIB = 1024 * 1024
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient.open(None) as opened:
        yield opened


@asynccontextmanager
async def peer(handler: Handler) -> AsyncIterator[str]:
    """A peer that writes bytes as it likes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def head_of(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


def saying(answer: bytes) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(answer)
        await writer.drain()

    return handler


async def echo(request: Request) -> Response:
    body = await request.body()
    return Response(
        body or str(request.url.query),
        404 if request.method == "DELETE" else 200,
        headers={
            "X-Trace": request.headers.get("traceparent", ""),
            "X-Encoding": request.headers["accept-encoding"],
        },
    )


async def redirect(_request: Request) -> Response:
    return RedirectResponse("http://elsewhere.invalid/")


async def cookie(request: Request) -> Response:
    answer = Response(request.headers.get("cookie", "none"))
    answer.set_cookie("a", "b")
    return answer


APP = Router(
    [
        Route("/echo", echo, methods=["GET", "POST", "DELETE"]),
        Route("/redirect", redirect),
        Route("/cookie", cookie),
    ]
)


async def test_any_status_is_an_answer_and_its_header_names_are_lower_case(client: HttpClient) -> None:
    async with listening(APP) as port:
        answer = await client.request("peer", "DELETE", f"http://a.localhost:{port}/echo?x=1")
    assert (answer.status, answer.body) == (404, b"x=1")
    assert "x-trace" in answer.headers


async def test_the_trace_goes_along_and_nothing_compressed_is_asked_for(client: HttpClient) -> None:
    trace_id = TraceId("4bf92f3577b34da6a3ce929d0e0e4736")
    async with listening(APP) as port:
        answer = await client.request(
            "peer", "POST", f"http://127.0.0.1:{port}/echo", body=b"form", trace_id=trace_id
        )
    assert parse_traceparent(answer.headers["x-trace"]) == trace_id
    assert answer.headers["x-encoding"] == "identity"
    assert answer.body == b"form"


@pytest.mark.requirement("B39")
async def test_a_redirect_is_an_answer_and_not_followed(client: HttpClient) -> None:
    async with listening(APP) as port:
        answer = await client.request("peer", "GET", f"http://127.0.0.1:{port}/redirect")
    assert (answer.status, answer.headers["location"]) == (307, "http://elsewhere.invalid/")


async def test_cookies_are_not_kept(client: HttpClient) -> None:
    async with listening(APP) as port:
        url = f"http://127.0.0.1:{port}/cookie"
        await client.request("peer", "GET", url)
        assert (await client.request("peer", "GET", url)).body == b"none"


async def test_repeated_header_fields_are_joined(client: HttpClient) -> None:
    answer = b"HTTP/1.1 200 OK\r\nLink: a\r\nlink: b\r\nContent-Length: 0\r\n\r\n"
    async with peer(saying(answer)) as url:
        assert (await client.request("peer", "GET", url)).headers["link"] == "a, b"


async def test_a_connection_is_used_again(client: HttpClient) -> None:
    connections = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        for _ in range(3):
            await head_of(reader)
            writer.write(OK)

    async with peer(handler) as url:
        for _ in range(3):
            await client.request("peer", "GET", url)
    assert connections == 1


def closing_after_each(received: list[bytes]) -> Handler:
    """A peer whose connections look alive after an answer, and are closed when the next request comes."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await head_of(reader))
        writer.write(OK)
        await writer.drain()
        await reader.read(1)

    return handler


@pytest.mark.parametrize(
    ("method", "repeatable"), [("GET", False), ("POST", True)], ids=["GET", "a POST that only reads"]
)
async def test_what_may_be_repeated_is_sent_again_when_an_idle_connection_was_closed(
    client: HttpClient, method: str, repeatable: bool
) -> None:
    received: list[bytes] = []
    async with peer(closing_after_each(received)) as url:
        await client.request("peer", "GET", url)
        answer = await client.request("peer", method, url, body=None, repeatable=repeatable)
    assert answer.body == b"ok"
    assert len(received) == 2


async def test_a_post_is_never_sent_twice_by_itself(client: HttpClient) -> None:
    received: list[bytes] = []
    async with peer(closing_after_each(received)) as url:
        await client.request("peer", "GET", url)
        with pytest.raises(PeerUnreachable) as failed:
            await client.request("peer", "POST", url, body=b"x")
    assert failed.value.reason == "connection closed"
    assert len(received) == 1


async def test_a_repeatable_post_that_fails_on_a_fresh_connection_is_not_repeated(client: HttpClient) -> None:
    received = []

    async def handler(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        received.append(await head_of(reader))

    async with peer(handler) as url:
        with pytest.raises(PeerUnreachable):
            await client.request("peer", "POST", url, body=b"x", repeatable=True)
    assert len(received) == 1


async def test_nobody_listening_is_unreachable(client: HttpClient) -> None:
    free = bind("127.0.0.1", 0)
    port = free.getsockname()[1]
    free.close()
    with pytest.raises(PeerUnreachable) as failed:
        await client.request("peer", "GET", f"http://127.0.0.1:{port}/")
    assert failed.value.reason == "connection refused"
    assert isinstance(failed.value.__cause__, OSError)


async def test_a_name_that_does_not_exist_is_unreachable(client: HttpClient) -> None:
    with pytest.raises(PeerUnreachable) as failed:
        await client.request("peer", "GET", "http://gateway.invalid/")
    assert failed.value.reason == "name not found"


FAULTY_ANSWERS = [
    pytest.param(
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        PeerUnreachable,
        "closed before the answer was whole",
        id="closed within the announced length",
    ),
    pytest.param(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        PeerUnreachable,
        "closed before the answer was whole",
        id="closed within chunks",
    ),
    pytest.param(b"", PeerUnreachable, "connection closed", id="closed without a word"),
    pytest.param(b"SSH-2.0-OpenSSH\r\n\r\n", PeerAnswerInvalid, "the answer is not HTTP", id="not HTTP"),
    pytest.param(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
        PeerAnswerInvalid,
        "the answer is compressed, which was not asked for",
        id="compressed",
    ),
    pytest.param(
        b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + b"x" * 200,
        PeerAnswerInvalid,
        "the answer is larger than is accepted",
        id="too large",
    ),
]


@pytest.mark.parametrize(("answer", "kind", "reason"), FAULTY_ANSWERS)
@pytest.mark.requirement("B22")
@pytest.mark.hazard("H1")
async def test_an_answer_that_is_not_whole_or_not_usable_is_an_error_and_never_a_short_answer(
    client: HttpClient, answer: bytes, kind: type[PeerError], reason: str
) -> None:
    async with peer(saying(answer)) as url:
        with pytest.raises(kind) as failed:
            await client.request("peer", "POST", url, max_bytes=100)
    assert failed.value.reason == reason


async def read_stream(client: HttpClient, url: str) -> None:
    async with client.stream("peer", "POST", url, max_bytes=100) as stream:
        async for _ in stream.chunks:
            pass


@pytest.mark.parametrize(("answer", "kind", "reason"), FAULTY_ANSWERS)
@pytest.mark.requirement("B22")
@pytest.mark.hazard("H1")
async def test_a_stream_that_is_not_whole_or_not_usable_ends_in_an_error(
    client: HttpClient, answer: bytes, kind: type[PeerError], reason: str
) -> None:
    async with peer(saying(answer)) as url:
        with pytest.raises(kind) as failed:
            await read_stream(client, url)
    assert failed.value.reason == reason


async def test_an_address_that_is_none_is_a_fault_of_the_peer(client: HttpClient) -> None:
    for address in ("ftp://peer.localhost/", "not an address", "http://"):
        with pytest.raises(PeerAnswerInvalid) as failed:
            await client.request("peer", "GET", address)
        assert failed.value.reason == "its address is not an http address"


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def half_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await head_of(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
    await reader.read()


@pytest.mark.requirement("B24")
async def test_a_peer_that_says_nothing_in_time_has_timed_out(client: HttpClient) -> None:
    async with peer(silent) as url:
        with pytest.raises(PeerTimedOut):
            await client.request("peer", "GET", url, timeout_s=0.05)
        with pytest.raises(PeerTimedOut):
            async with client.stream("peer", "GET", url, timeout_s=0.05):
                pass


async def test_a_peer_that_falls_silent_halfway_has_timed_out(client: HttpClient) -> None:
    async with peer(half_silent) as url:
        with pytest.raises(PeerTimedOut) as failed:
            await client.request("peer", "GET", url, timeout_s=0.05)
        assert failed.value.reason == "no whole answer in time"
        async with client.stream("peer", "GET", url, timeout_s=0.05) as stream:
            assert await anext(stream.chunks) == b"half"
            with pytest.raises(PeerTimedOut) as failed:
                await anext(stream.chunks)
            assert failed.value.reason == "no next piece of the answer in time"


@pytest.mark.requirement("B24")
async def test_a_caller_that_gives_up_gets_its_own_timeout_back(client: HttpClient) -> None:
    async with peer(silent) as url:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.request("peer", "GET", url)


async def test_cancelling_the_caller_closes_the_connection(client: HttpClient) -> None:
    asked, closed = asyncio.Event(), asyncio.Event()

    async def handler(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        asked.set()
        await reader.read()
        closed.set()

    async with peer(handler) as url:
        call = asyncio.create_task(client.request("peer", "GET", url))
        await asked.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await asyncio.wait_for(closed.wait(), 5)


async def test_a_reader_that_stops_early_closes_the_connection(client: HttpClient) -> None:
    closed = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        await reader.read()
        closed.set()

    async with peer(handler) as url:
        async with client.stream("peer", "GET", url) as stream:
            await anext(stream.chunks)
        await asyncio.wait_for(closed.wait(), 5)


async def test_a_slow_reader_gets_everything_and_holds_the_sender_up() -> None:
    sent = 0
    total = 64 * MIB

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < total:
            sent += MIB
            yield bytes(MIB)

    async def large(_request: Request) -> Response:
        return StreamingResponse(body(), headers={"Content-Length": str(total)})

    async with listening(Router([Route("/large", large)])) as port, HttpClient.open(None) as client:
        url = f"http://127.0.0.1:{port}/large"
        async with client.stream("peer", "GET", url, timeout_s=0.1) as stream:
            received = len(await anext(stream.chunks))
            await asyncio.sleep(
                0.7
            )  # longer than the peer is allowed to be silent: the reader is the slow one
            assert sent < total / 2
            async for chunk in stream.chunks:
                received += len(chunk)
    assert received == total


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
async def test_no_error_and_no_log_line_repeats_the_address_or_the_answer(client: HttpClient) -> None:
    bsn = "999990019"
    errors: list[str] = []
    with capture_logs() as lines:
        async with peer(saying(f"HTTP/1.1 {bsn}\r\n\r\n".encode())) as url:
            for address in (
                f"{url}/{bsn}?q={bsn}",
                f"http://{bsn}.invalid/{bsn}",
                f"http://127.0.0.1:1/{bsn}",
            ):
                with pytest.raises(PeerError) as failed:
                    await client.request("peer", "GET", address, body=bsn.encode())
                errors.append(str(failed.value))
    assert len(lines) == 3
    assert bsn not in repr(errors) + repr(lines)
