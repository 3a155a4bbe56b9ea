"""Headers that every answer of an application carries, whoever made the answer."""

from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
NO_STORE = MappingProxyType({"Cache-Control": "no-store"})


class HeadersAdded:
    """Adds `fixed` to every answer, in place of what it says itself, and `default` where it says nothing."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        fixed: Mapping[str, str] | None = None,
        default: Mapping[str, str] | None = None,
    ) -> None:
        self._app = app
        self._fixed = dict(fixed or {})
        self._default = dict(default or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, its headers completed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def completing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._fixed)
                for name, value in self._default.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, completing)
