"""Routing as both kinds of application do it: exact paths, and a definite answer to every other."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

UNMATCHED = "unmatched"

Lifespan: TypeAlias = Callable[[ASGIApp], AbstractAsyncContextManager[None]]


class Routed:
    """Hands a request to the first route that matches.

    Raises:
        HTTPException: 404 when none does, 405 when one does but for another method.
    """

    def __init__(self, routes: Sequence[BaseRoute], lifespan: Lifespan | None) -> None:
        self._router = Router(routes, redirect_slashes=False, default=_not_found, lifespan=lifespan)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route one request, or run the lifespan."""
        # With an application in the scope starlette raises for a wrong method instead of answering itself.
        scope["app"] = self
        await self._router(scope, receive, send)


def route_of(scope: Scope) -> str:
    """Give the template of the route that a request took (`/fhir/Binary/{id}`), never its path."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else UNMATCHED


async def _not_found(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise HTTPException(404)
