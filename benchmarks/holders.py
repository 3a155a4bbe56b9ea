"""Simulated holders: many gateways in one process, each on its own port under its own name and certificate,
that answer what a gateway answers, after as long as they are told.

A token is given at once, as a gateway does (architecture.md §8h); the search takes `delay_s`, and a dead
holder never answers it.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.child import Serve
from benchmarks.entries import page_of, ura_of
from benchmarks.ground import Ground
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Route
from tijdlijn.runtime.config import TlsSection
from tijdlijn.runtime.server import Listener, bind, serve
from tijdlijn.runtime.tls import server_context

_TOKEN = b'{"access_token":"%s","token_type":"Bearer","expires_in":300}' % (b"t" * 43)


@dataclass(frozen=True, slots=True)
class Simulated:
    """One holder: what it answers, after how long; with `delay_s` `None` it is dead."""

    number: int
    entries: int
    delay_s: float | None
    port: int
    tls: TlsSection

    @property
    def ura(self) -> Ura:
        """Its number."""
        return ura_of(self.number)

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"https://{_host(self.number)}:{self.port}"

    def route(self, deadline_s: float) -> Route:
        """The route that leads to it."""
        name = f"route-{self.number}"
        return Route(name, "generic-functions", "mhd-bbs", self.endpoint, (self.ura,), deadline_s=deadline_s)


@dataclass(frozen=True, slots=True)
class Plan:
    """One holder before it has a port: how many entries, and its delay."""

    entries: int
    delay_s: float | None


def simulated(
    ground: Ground, plans: Sequence[Plan], patient: Bsn
) -> tuple[list[Simulated], list[socket.socket], Serve]:
    """Give holders with their bound sockets, and what serves them."""
    sockets = [bind("127.0.0.1", 0) for _ in plans]
    holders = [
        Simulated(number, plan.entries, plan.delay_s, int(bound.getsockname()[1]), _tls(ground, number))
        for number, (plan, bound) in enumerate(zip(plans, sockets, strict=True))
    ]
    return holders, sockets, partial(_serve, holders, sockets, patient)


def _tls(ground: Ground, number: int) -> TlsSection:
    return ground.tls(f"holder-{number}", ura_of(number), (_host(number),))


def _host(number: int) -> str:
    return f"holder-{number}.localhost"


async def _serve(
    holders: Sequence[Simulated], sockets: Sequence[socket.socket], patient: Bsn, on_ready: Callable[[], None]
) -> None:
    listeners = [
        Listener(bound, _app(holder, patient), server_context(holder.tls, strict=False))
        for holder, bound in zip(holders, sockets, strict=True)
    ]
    await serve(listeners, on_ready=on_ready)


def _app(holder: Simulated, patient: Bsn) -> ASGIApp:
    page = page_of(holder.number, holder.entries, patient, f"{holder.endpoint}/fhir")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        if scope["path"] == "/token":
            await _answer(send, _TOKEN)
            return
        if holder.delay_s is None:
            stopping: asyncio.Event = scope["state"]["stopping"]
            await stopping.wait()
            return
        await asyncio.sleep(holder.delay_s)
        await _answer(send, page)

    return app


async def _lifespan(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def _answer(send: Send, body: bytes) -> None:
    length = str(len(body)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
    await send({"type": "http.response.body", "body": body})
