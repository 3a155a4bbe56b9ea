"""Study, series and instance as Part 10 files, as they are stored: the bytes pass through, one file after the
other, only the multipart around them is ours. One instance can be had as a file by itself.

Standard: DICOM PS3.18 §10.4.1.1.1 to .3 (retrieve resources), §8.7.3.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack

from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.ports import Piece, StoredInstance
from tijdlijn.services.timeline.images.asked import Asked, not_acceptable
from tijdlijn.serving.streaming import ClosedStream, joined
from tijdlijn.wire.dicom.multipart import PartWriter, new_boundary, related
from tijdlijn.wire.dicom.wado import DICOM, InstancesWanted, file_wanted, instances_wanted

_TAKES_NOT = "the images are stored in a transfer syntax that is not taken here"


async def answer_files(asked: Asked) -> Response:
    """Answer with the files. A body that is cut off ends before its last boundary."""
    alone = file_wanted(asked.accept) if asked.instance_uid else None
    wanted = alone or instances_wanted(asked.accept)
    if wanted is None:
        return not_acceptable("images are given as multipart/related with parts of application/dicom")
    async with AsyncExitStack() as stack:
        opened = asked.viewing.instances(asked.series_uid, asked.instance_uid)
        stored = await stack.enter_async_context(opened)
        first = await anext(stored, None)
        if first is None:
            raise AccessDenied("no such images")
        if not _takes(wanted, first):
            return not_acceptable(_TAKES_NOT)
        holding = stack.pop_all()
    if alone is not None:
        return ClosedStream(
            first.chunks,
            media_type=_content_type(first),
            headers={"Content-Disposition": "attachment", "Content-Security-Policy": "sandbox"},
            holding=holding,
        )
    boundary = new_boundary()
    body = joined(_body(first, stored, wanted, boundary))
    return ClosedStream(body, media_type=related(boundary, DICOM), holding=holding)


async def _body(
    first: StoredInstance, stored: AsyncIterator[StoredInstance], wanted: InstancesWanted, boundary: str
) -> AsyncGenerator[Piece, None]:
    parts = PartWriter(boundary)
    instance: StoredInstance | None = first
    while instance is not None:
        if not _takes(wanted, instance):
            raise InputInvalid(_TAKES_NOT)
        yield parts.begins({"Content-Type": _content_type(instance)})
        async for piece in instance.chunks:
            yield piece
        yield parts.ends()
        instance = await anext(stored, None)
    yield parts.closes()


def _takes(wanted: InstancesWanted, instance: StoredInstance) -> bool:
    return wanted.takes(instance.transfer_syntax_uid or "")


def _content_type(instance: StoredInstance) -> str:
    syntax = instance.transfer_syntax_uid
    return f"{DICOM}; transfer-syntax={syntax}" if syntax else DICOM
