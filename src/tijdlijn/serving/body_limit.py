"""No request body is larger than the deployable wants it to be, whatever its headers say."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DEFAULT_LIMIT_BYTES = 1024 * 1024
_CLOSING = {"Connection": "close"}


class BodyLimited:
    """Raises `HTTPException` 413 as soon as it is clear that a body is too large; the rest is not read."""

    def __init__(self, app: ASGIApp, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self._app = app
        self._limit_bytes = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self._limit_bytes:
            raise HTTPException(413, headers=_CLOSING)
        received = 0

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit_bytes:
                raise HTTPException(413, headers=_CLOSING)
            return message

        await self._app(scope, counting, send)
