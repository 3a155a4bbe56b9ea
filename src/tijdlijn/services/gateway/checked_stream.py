"""A long answer that is looked after while it goes out: it ends when what it rests on ends.

The check runs beside the answer and not between its pieces, so that it also ends one whose reader is slow. An
answer that is ended this way is cut off: its reader sees that it is not whole.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.types import Receive, Scope, Send

from tijdlijn.domain.errors import AccessDenied, PeerError
from tijdlijn.ports import Piece
from tijdlijn.serving.streaming import ClosedStream

CHECKED_EVERY_S = 15.0
MAX_UNCHECKED_S = 40.0
"""A check that fails proves nothing. With the next one it is still within the 60 s of architecture.md §5."""

Check = Callable[[], Awaitable[bool]]


class CheckedStream(ClosedStream):
    """Streams `body` for as long as `may_go_on` says so, asked every `every_s`; see `ClosedStream`."""

    def __init__(  # noqa: PLR0913 - one keyword for each thing a stream has
        self,
        body: AsyncIterator[Piece],
        *,
        media_type: str,
        headers: Mapping[str, str] | None = None,
        holding: AsyncExitStack,
        may_go_on: Check,
        every_s: float,
    ) -> None:
        super().__init__(body, media_type=media_type, headers=headers, holding=holding)
        self._may_go_on = may_go_on
        self._every_s = every_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send head and body.

        Raises:
            AccessDenied: it may not go on.
        """
        async with _ending_when_denied(self._may_go_on, self._every_s):
            await super().__call__(scope, receive, send)


@asynccontextmanager
async def _ending_when_denied(may_go_on: Check, every_s: float) -> AsyncIterator[None]:
    limit = asyncio.timeout(None)
    try:
        async with limit:
            checking = asyncio.create_task(_check(may_go_on, every_s, limit))
            try:
                yield
            finally:
                checking.cancel()
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise AccessDenied("not permitted any more") from error


async def _check(may_go_on: Check, every_s: float, limit: asyncio.Timeout) -> None:
    loop = asyncio.get_running_loop()
    allowed_at = loop.time()
    while True:
        await asyncio.sleep(every_s)
        try:
            if not await may_go_on():
                break
            allowed_at = loop.time()
        except PeerError:
            if loop.time() - allowed_at > MAX_UNCHECKED_S:
                break
    limit.reschedule(loop.time())
