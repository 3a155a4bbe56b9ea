"""How many requests, how soon answered: by route template, so that no number of a patient becomes a label.

Prometheus' text at `/metrics`. The time is that until the answer begins: a stream may stay open all day.
"""

import time

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tijdlijn.serving.routes import route_of

_KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})

REQUESTS = Counter(
    "tijdlijn_http_requests", "Requests that got an answer.", labelnames=("method", "route", "status")
)
ANSWER_BEGAN = Histogram(
    "tijdlijn_http_answer_began_seconds",
    "Time from the head of the request until the answer began.",
    labelnames=("method", "route"),
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
)


class Measured:
    """Counts the requests of an application and times the beginning of its answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, measured."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def measuring(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in _KNOWN_METHODS else "other"
                route = route_of(scope)
                REQUESTS.labels(method, route, str(message["status"])).inc()
                ANSWER_BEGAN.labels(method, route).observe(time.perf_counter() - started)
            await send(message)

        await self._app(scope, receive, measuring)


async def answer_metrics(_request: Request) -> Response:
    """Give everything this process measures, in Prometheus' text format 0.0.4."""
    return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
