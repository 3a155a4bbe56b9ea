"""Values that our metadata left behind an address: pixels, documents, long binary values.

Standard: DICOM PS3.18 §10.4.1.1.4 (bulk data), Annex F §F.2.6.
"""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing

from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.services.timeline.images.asked import Asked
from tijdlijn.services.timeline.images.files import ComingFile
from tijdlijn.services.timeline.images.frame_reader import open_instance
from tijdlijn.services.timeline.images.frames import answer_frame_runs
from tijdlijn.serving.streaming import ClosedStream
from tijdlijn.wire.dicom.data_set import PIXEL_TAGS, Bulk
from tijdlijn.wire.dicom.dicom_json import bulk_value
from tijdlijn.wire.dicom.frame import ByteRange
from tijdlijn.wire.dicom.multipart import PartWriter, new_boundary, related
from tijdlijn.wire.dicom.transfer_syntax import EXPLICIT_BIG, OCTET_STREAM


async def answer_bulkdata(asked: Asked) -> Response:
    """Answer with one value; compressed or turned pixels as all their frames."""
    path = asked.request.path_params["path"]
    async with AsyncExitStack() as stack:
        _, file = await stack.enter_async_context(open_instance(asked.viewing, *asked.instance))
        bulk = file.head.bulk
        if bulk is None or path != f"{bulk.tag:08X}":
            return _answer(asked, _one(_value(file, path)), AsyncExitStack())
        if _is_plain(file, bulk):
            return _answer(asked, _pieces(file, bulk), stack.pop_all())
    if bulk.tag not in PIXEL_TAGS:
        raise AccessDenied("no such value")
    return await answer_frame_runs(asked, [[]])


def _answer(asked: Asked, body: AsyncGenerator[bytes, None], holding: AsyncExitStack) -> Response:
    """As a part of its own for whoever takes it so, and else by itself."""
    accept = asked.accept or ""
    if "multipart/related" not in accept.lower():
        return ClosedStream(body, media_type=OCTET_STREAM, holding=holding)
    boundary = new_boundary()
    media_type = related(boundary, OCTET_STREAM)
    return ClosedStream(_in_a_part(body, boundary), media_type=media_type, holding=holding)


def _is_plain(file: ComingFile, bulk: Bulk) -> bool:
    """Whether the value stands in the file as it is given: in one piece and in little endian."""
    has_place = bulk.at is not None and bulk.length is not None
    return has_place and file.head.transfer_syntax_uid != EXPLICIT_BIG


def _value(file: ComingFile, path: str) -> bytes:
    try:
        return bulk_value(file.head, path)
    except InputInvalid as error:
        file.check_whole_head()
        raise AccessDenied("no such value") from error


async def _one(value: bytes) -> AsyncGenerator[bytes, None]:
    yield value


async def _pieces(file: ComingFile, bulk: Bulk) -> AsyncGenerator[bytes, None]:
    start = bulk.at or 0
    async with aclosing(file.cut([ByteRange(start, start + (bulk.length or 0))])) as pieces:
        async for _, piece in pieces:
            yield piece


async def _in_a_part(body: AsyncGenerator[bytes, None], boundary: str) -> AsyncGenerator[bytes, None]:
    parts = PartWriter(boundary)
    yield parts.begins({"Content-Type": OCTET_STREAM})
    async with aclosing(body):
        async for piece in body:
            yield piece
    yield parts.ends()
    yield parts.closes()
