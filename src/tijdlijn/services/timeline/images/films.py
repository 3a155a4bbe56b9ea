"""`rendered` of a film: its stream as it stands in the file, under the media type that its bytes have.

Whether a browser plays it is the browser's to say; nothing is converted. Standard: DICOM PS3.18 §10.4.1.1.3,
§8.7.4 (rendered media types, category Video).
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import Response

from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.runtime.resumed import resumed
from tijdlijn.services.timeline.images.asked import Asked, not_acceptable
from tijdlijn.services.timeline.images.rendered import OpenFile
from tijdlijn.serving.streaming import ClosedStream
from tijdlijn.wire.dicom.film import TOLD_BY_BYTES, FilmReader, film_type
from tijdlijn.wire.dicom.wado import preferred


async def answer_film(asked: Asked, opened: OpenFile) -> Response:
    """Answer with the film, bit by bit."""
    opened.file.check_whole_head()
    head = opened.file.head
    if head.pixel_at is None:
        return not_acceptable("a film without a stream")
    body = _film(opened, head.pixel_at)
    begins_with = b""
    async for piece in body:
        begins_with += piece
        if len(begins_with) >= TOLD_BY_BYTES:
            break
    media_type = film_type(begins_with, head.transfer_syntax_uid)
    if preferred(asked.accept, (media_type,)) is None:
        await body.aclose()
        return not_acceptable(f"this film is given as {media_type}")
    return ClosedStream(
        resumed(begins_with, body),
        media_type=media_type,
        headers={"Content-Disposition": "inline", "Content-Security-Policy": "sandbox; default-src 'none'"},
        holding=opened.holding.pop_all(),
    )


async def _film(opened: OpenFile, pixel_at: int) -> AsyncGenerator[bytes, None]:
    reader = FilmReader(pixel_at)
    async with aclosing(opened.file.pieces()) as pieces:
        async for piece in pieces:
            try:
                part = reader.feed(piece)
            except InputInvalid as error:
                raise PeerAnswerInvalid(opened.file.peer, "a film that cannot be read") from error
            if part:
                yield part
            if reader.is_done:
                return
    raise PeerAnswerInvalid(opened.file.peer, "a film that ends too early")
