"""An answer whose body comes bit by bit, and whose source is closed at once when the reader goes away.

starlette leaves an abandoned generator to the garbage collector; here what it holds (a record, a connection
to a holder) is let go of before the request ends.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from tijdlijn.domain.errors import TijdlijnError


async def resumed(begun: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Give what was read of a body already, and then the rest of it."""
    async with aclosing(rest):
        yield begun
        async for piece in rest:
            yield piece


SMALL_BYTES = 8 * 1024
"""A piece that is smaller costs more to send than to copy."""


async def joined(pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Give the same bytes in fewer pieces: a small one goes out with the one that follows it.

    What was held back when `pieces` breaks off in a foreseen way is given first: a reader gets as much as
    without joining.
    """
    held = b""
    async with aclosing(pieces):
        try:
            async for piece in pieces:
                held = held + piece if held else piece
                if len(held) >= SMALL_BYTES:
                    yield held
                    held = b""
        except TijdlijnError:
            if held:
                yield held
            raise
    if held:
        yield held


class ClosedStream(StreamingResponse):
    """Streams `body`; closes it, and then `holding`, however the answer ends.

    `holding` is what the body needs for as long as it is read, opened by whoever made the answer.
    """

    def __init__(
        self,
        body: AsyncIterator[bytes],
        *,
        media_type: str,
        headers: Mapping[str, str] | None = None,
        holding: AsyncExitStack | None = None,
    ) -> None:
        super().__init__(body, media_type=media_type, headers=headers)
        self._holding = holding or AsyncExitStack()
        if isinstance(body, AsyncGenerator):
            self._holding.push_async_callback(body.aclose)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send head and body."""
        async with self._holding:
            await super().__call__(scope, receive, send)
