"""Every request gets a trace id: the caller's, or a fresh one."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tijdlijn.runtime.tracing import current_trace_id, new_trace_id, parse_traceparent


class Traced:
    """Sets `current_trace_id` for the time of one request. Standard: W3C Trace Context §4.3."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request under its trace id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = parse_traceparent(Headers(scope=scope).get("traceparent")) or new_trace_id()
        token = current_trace_id.set(trace_id)
        try:
            await self._app(scope, receive, send)
        finally:
            current_trace_id.reset(token)
