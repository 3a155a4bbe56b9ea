"""Values that our metadata left behind an address: pixels, documents, long binary values.

Standard: DICOM PS3.18 §10.4.1.1.5 (bulk data), Annex F §F.2.6.
"""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing

from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.ports import Piece
from tijdlijn.services.timeline.images.asked import Asked
from tijdlijn.services.timeline.images.files import ComingFile
from tijdlijn.services.timeline.images.frame_reader import open_instance
from tijdlijn.services.timeline.images.frames import answer_frame_runs
from tijdlijn.serving.streaming import ClosedStream
from tijdlijn.wire.dicom.bulk_addresses import values_address
from tijdlijn.wire.dicom.bulkdata import BY_ITSELF, Packaging, in_a_part, packaging, value_at
from tijdlijn.wire.dicom.frame import ByteRange


async def answer_bulkdata(asked: Asked) -> Response:
    """Answer with one value; compressed or turned pixels as all their frames.

    A viewer may name here what it makes of a value (`application/pdf`): it gets the bytes all the same, as a
    part if it asks for parts.
    """
    path = asked.request.path_params["path"]
    async with AsyncExitStack() as stack:
        _, file = await stack.enter_async_context(open_instance(asked.viewing, *asked.instance))
        found = _found(file, path)
        location = values_address(asked.root, file.head) + path
        if found is not None:
            form = packaging(asked.accept, location) or _as_asked(asked.accept or "", location)
            holding = stack.pop_all() if isinstance(found, ByteRange) else AsyncExitStack()
            return ClosedStream(_body(file, found, form), media_type=form.media_type, holding=holding)
    return await answer_frame_runs(asked, [[]], {"Content-Location": location})


def _as_asked(accept: str, location: str) -> Packaging:
    return in_a_part(location) if "multipart/related" in accept.lower() else BY_ITSELF


def _found(file: ComingFile, path: str) -> bytes | ByteRange | None:
    try:
        return value_at(file.head, path)
    except InputInvalid as error:
        file.check_whole_head()
        raise AccessDenied("no such value") from error


async def _body(file: ComingFile, found: bytes | ByteRange, form: Packaging) -> AsyncGenerator[Piece, None]:
    if form.before:
        yield form.before
    if isinstance(found, bytes):
        yield found
    else:
        async with aclosing(file.cut([found])) as pieces:
            async for _, piece in pieces:
                yield piece
    if form.after:
        yield form.after
