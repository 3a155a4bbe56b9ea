"""A server in the place of a gateway of the demo: its port, its certificate, and whatever a test wants."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from tests.lib.demo_world import DemoWorld
from tijdlijn.runtime.server import Listener, bind
from tijdlijn.runtime.tls import server_context
from tijdlijn.testing.listening import running

Answering = Callable[[Request], Awaitable[Response]]


async def token(_request: Request) -> Response:
    """A token, as a well-behaved holder gives it."""
    return JSONResponse({"access_token": "t" * 43, "token_type": "Bearer", "expires_in": 300})


@asynccontextmanager
async def in_place_of(
    world: DemoWorld, slug: str, search: Answering, *, exchange: Answering = token
) -> AsyncIterator[None]:
    """Answer tokens and searches in the name of a hospital whose gateway was stopped."""
    app = Router(
        [
            Route("/token", exchange, methods=["POST"]),
            Route("/fhir/DocumentReference/_search", search, methods=["POST"]),
        ]
    )
    port = int(world.url(slug).rpartition(":")[2])
    async with running(Listener(bind("127.0.0.1", port), app, server_context(world.tls(slug), strict=False))):
        yield
