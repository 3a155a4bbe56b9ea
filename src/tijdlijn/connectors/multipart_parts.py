"""The parts of one multipart answer, read as they come and never held whole.

Standard: RFC 2387; DICOM PS3.18 §8.6.1.2.1 (multipart payload).
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid, PeerUnreachable
from tijdlijn.ports import Piece
from tijdlijn.runtime.http_client import HttpStream
from tijdlijn.wire.dicom.multipart import Event, PartBegins, PartData, PartEnds, PartReader, boundary_of


@dataclass(frozen=True, slots=True)
class IncomingPart:
    """One part: its headers, keys in lower case, and its bytes as they come."""

    headers: Mapping[str, str]
    chunks: AsyncGenerator[Piece, None]

    @property
    def size_bytes(self) -> int | None:
        """How long it says to be."""
        length = self.headers.get("content-length", "")
        return int(length) if length.isascii() and length.isdigit() else None


async def incoming_parts(answer: HttpStream, peer: str) -> AsyncGenerator[IncomingPart, None]:
    """Give the parts in their order; what is left of one is passed over when the next is asked for.

    Raises:
        PeerUnreachable, PeerTimedOut: the body ended before its last boundary; also out of `chunks`.
        PeerAnswerInvalid: not multipart.
    """
    async with aclosing(_events(answer, peer)) as events:
        async for event in events:
            if isinstance(event, PartBegins):
                async with aclosing(_chunks(events)) as chunks:
                    yield IncomingPart(event.headers, chunks)
                    async for _ in chunks:
                        pass


async def _events(answer: HttpStream, peer: str) -> AsyncGenerator[Event, None]:
    try:
        reader = PartReader(boundary_of(answer.headers.get("content-type", "")))
        async for piece in answer.chunks:
            for event in reader.feed(piece):
                yield event
    except InputInvalid as error:
        raise PeerAnswerInvalid(peer, "not a multipart answer") from error
    try:
        reader.finish()
    except InputInvalid as error:
        raise PeerUnreachable(peer, "the answer was cut off") from error


async def _chunks(events: AsyncIterator[Event]) -> AsyncGenerator[Piece, None]:
    async for event in events:
        if isinstance(event, PartEnds):
            return
        if isinstance(event, PartData):
            yield event.data
