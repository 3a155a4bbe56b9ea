"""An answer whose body comes bit by bit, and whose source is closed at once when the reader goes away.

starlette leaves an abandoned generator to the garbage collector; here what it holds (a record, a connection
to a holder) is let go of before the request ends.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from tijdlijn.domain.errors import TijdlijnError
from tijdlijn.ports import Piece

SMALL_BYTES = 8 * 1024
"""A piece that is smaller costs more to send than to copy; one that is not is never copied."""


async def joined(pieces: AsyncGenerator[Piece, None]) -> AsyncGenerator[Piece, None]:
    """Give the same bytes in fewer pieces: small ones that follow each other as one.

    What was held back when `pieces` breaks off in a foreseen way is given first: a reader gets as much as
    without joining.
    """
    held = b""
    async with aclosing(pieces):
        try:
            async for piece in pieces:
                is_small = len(piece) < SMALL_BYTES
                if is_small:
                    held += piece
                if held and (not is_small or len(held) >= SMALL_BYTES):
                    yield held
                    held = b""
                if not is_small:
                    yield piece
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
        body: AsyncIterator[Piece],
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
