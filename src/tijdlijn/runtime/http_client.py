"""The one HTTP client of a process, so that every peer is met with the same trust, limits and patience.

aiohttp with no connection limit (a fan-out to 130 holders must not queue), no cookies, no proxies from the
environment, no redirects followed and idle connections kept warm for a minute. Every failure becomes an error
of `domain.errors` with a short reason from a fixed list: no URL, no query and no text of a peer gets into it.
Nothing is compressed on the wire between deployables, so an answer is as large as it looks.
"""

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from types import MappingProxyType

import aiohttp

from tijdlijn.domain.errors import PeerAnswerInvalid, PeerError, PeerTimedOut
from tijdlijn.domain.identifiers import TraceId
from tijdlijn.runtime.events import PEER_FAILED, emit
from tijdlijn.runtime.peer_failures import CONNECTION_TROUBLE, ConnectionUse, peer_error
from tijdlijn.runtime.resolver import LocalhostResolver
from tijdlijn.runtime.tracing import format_traceparent

MAX_BYTES = 16 * 1024 * 1024
READ_BUFFER_BYTES = 256 * 1024
"""For each connection, twice this: with aiohttp's own 64 kB an image comes in pieces that cost more than
their bytes.
"""
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A whole answer of any status. Keys of `headers` are lower case; repeated fields are joined by `, `."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class HttpStream:
    """An answer whose body is still coming.

    `chunks` gives the bytes in order, in pieces of the network's making. It raises `PeerUnreachable` when the
    connection ends before the body does, and `PeerTimedOut` when the next piece does not come in time.
    """

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


class HttpClient:
    """Asks peers. Made by `open`; shared by everything in the process."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @classmethod
    @asynccontextmanager
    async def open(cls, ssl_context: ssl.SSLContext | None) -> "AsyncIterator[HttpClient]":
        """Open a client that shows the certificate in `ssl_context`; with `None`, https peers must have a
        certificate that this machine trusts.
        """
        connector = aiohttp.TCPConnector(
            ssl=ssl_context if ssl_context is not None else True,
            resolver=LocalhostResolver(),
            limit=0,
            keepalive_timeout=60,
        )
        async with aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            headers={"Accept-Encoding": "identity"},
            skip_auto_headers=["User-Agent"],
            timeout=aiohttp.ClientTimeout(total=None, ceil_threshold=float("inf")),
            trace_configs=[ConnectionUse.tracing()],
            read_bufsize=READ_BUFFER_BYTES,
        ) as session:
            yield cls(session)

    async def request(  # noqa: PLR0913 - one keyword for each thing a request has
        self,
        peer: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        body: bytes | None = None,
        trace_id: TraceId | None = None,
        timeout_s: float = 10.0,
        max_bytes: int = MAX_BYTES,
        repeatable: bool = False,
    ) -> HttpResponse:
        """Ask once and read the whole answer, whatever its status, within `timeout_s`.

        `peer` is the name under which trouble is reported. A GET, PUT or DELETE is sent a second time when
        the connection closed before an answer came, as happens to one that idled too long; with `repeatable`
        so is a POST that only reads.

        Raises:
            PeerUnreachable, PeerTimedOut: a retry may help.
            PeerAnswerInvalid: the body is larger than `max_bytes`, compressed, or not HTTP.
        """
        asked = _Request(peer, method, url, headers, body, trace_id, repeatable)
        async with asked.within(timeout_s, "no whole answer in time"):
            answer = await self._send(asked)
            try:
                whole = b"".join([piece async for piece in _pieces(asked, answer, None, max_bytes)])
                return HttpResponse(answer.status, _lower_case(answer), whole)
            finally:
                _let_go(answer)

    @asynccontextmanager
    async def stream(  # noqa: PLR0913 - as `request`
        self,
        peer: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        body: bytes | None = None,
        trace_id: TraceId | None = None,
        timeout_s: float = 10.0,
        max_bytes: int | None = None,
        repeatable: bool = False,
    ) -> AsyncIterator[HttpStream]:
        """Ask once and read the body as it comes; leaving the context early drops the connection.

        `timeout_s` bounds the wait for the head of the answer and then for each next piece, not the whole.
        A reader that is slow itself is not held against the peer. Raises as `request`; see `HttpStream`.
        """
        asked = _Request(peer, method, url, headers, body, trace_id, repeatable)
        async with asked.within(timeout_s, "no answer in time"):
            answer = await self._send(asked)
        try:
            async with aclosing(_pieces(asked, answer, timeout_s, max_bytes)) as chunks:
                yield HttpStream(answer.status, _lower_case(answer), chunks)
        finally:
            _let_go(answer)

    async def _send(self, asked: "_Request") -> aiohttp.ClientResponse:
        headers = dict(asked.headers)
        if asked.trace_id is not None:
            headers["traceparent"] = format_traceparent(asked.trace_id)
        may_repeat = asked.repeatable
        while True:
            use = ConnectionUse()
            try:
                return await self._session.request(
                    asked.method,
                    asked.url,
                    headers=headers,
                    data=asked.body,
                    allow_redirects=False,
                    trace_request_ctx=use,
                )
            except CONNECTION_TROUBLE as error:
                if may_repeat and use.reused:
                    may_repeat = False
                    continue
                fresh_tls = asked.url.startswith("https:") and not use.reused
                raise asked.failed(peer_error(asked.peer, error, fresh_tls=fresh_tls)) from error


@dataclass(frozen=True, slots=True)
class _Request:
    peer: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None
    trace_id: TraceId | None
    repeatable: bool
    started: float = field(default_factory=time.monotonic)

    def failed(self, error: PeerError) -> PeerError:
        took_ms = round((time.monotonic() - self.started) * 1000)
        emit(PEER_FAILED, peer=error.peer, reason=error.reason, took_ms=took_ms)
        return error

    @asynccontextmanager
    async def within(self, timeout_s: float | None, reason: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(timeout_s) as deadline:
                yield
        except TimeoutError as error:
            if not deadline.expired():
                raise
            raise self.failed(PeerTimedOut(self.peer, reason)) from error


async def _pieces(
    asked: _Request, answer: aiohttp.ClientResponse, timeout_s: float | None, max_bytes: int | None
) -> AsyncGenerator[bytes, None]:
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise asked.failed(PeerAnswerInvalid(asked.peer, "the answer is compressed, which was not asked for"))
    received = 0
    while True:
        try:
            # What is there already is taken without a timer, which costs more than a small piece.
            piece = answer.content.read_nowait()
            if not piece:
                async with asked.within(timeout_s, "no next piece of the answer in time"):
                    piece = await answer.content.readany()
        except CONNECTION_TROUBLE as error:
            raise asked.failed(peer_error(asked.peer, error, fresh_tls=False)) from error
        if not piece:
            return
        received += len(piece)
        if max_bytes is not None and received > max_bytes:
            raise asked.failed(PeerAnswerInvalid(asked.peer, "the answer is larger than is accepted"))
        yield piece


def _lower_case(answer: aiohttp.ClientResponse) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    for name, value in answer.headers.items():
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers


def _let_go(answer: aiohttp.ClientResponse) -> None:
    # A connection is only worth keeping when the whole answer has been read off it.
    if answer.content.at_eof():
        answer.release()
    else:
        answer.close()
