"""Metadata of a study, a series or an instance as DICOM JSON, made from the heads of its files.

A holder owes no metadata, so each series is read once in whole and only its heads are looked at; what comes
of it is kept packed while the study is open. An answer begins when all of it is there: a file that cannot be
read gets its status, and never leaves half a list.

Standard: DICOM PS3.18 §10.4.1.1.5 (retrieve metadata), Annex F.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence

from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import SeriesInstanceUID
from tijdlijn.ports import StoredInstance
from tijdlijn.services.timeline.images.asked import Asked, not_acceptable
from tijdlijn.services.timeline.images.files import coming_file
from tijdlijn.services.timeline.images.frame_reader import open_instance
from tijdlijn.services.timeline.images.metadata_cache import Packing, unpacked
from tijdlijn.serving.streaming import ClosedStream
from tijdlijn.wire.dicom.dicom_json import to_dicom_json
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.wado import DICOM_JSON, takes_dicom_json


async def answer_metadata(asked: Asked) -> Response:
    """Answer with one JSON object for each instance."""
    if not takes_dicom_json(asked.accept):
        return not_acceptable("metadata are given as application/dicom+json")
    if asked.instance_uid is not None:
        async with open_instance(asked.viewing, *asked.instance) as (_, file):
            return Response(b"[" + _written(asked, file.head) + b"]", media_type=DICOM_JSON)
    if asked.series_uid is not None:
        packed = [await _series(asked, asked.series_uid)]
    else:
        manifest = await asked.viewing.manifest()
        packed = [await _series(asked, series.series_uid) for series in manifest.series]
    return ClosedStream(_listed(packed), media_type=DICOM_JSON)


async def _series(asked: Asked, series_uid: SeriesInstanceUID) -> bytes:
    """Give the packed metadata of a series, objects divided by commas."""
    kept = asked.viewing.kept(asked.root, series_uid)
    if kept is not None:
        await asked.viewing.confirm()
        return kept
    packing, divider = Packing(), b""
    async with asked.viewing.instances(series_uid) as stored:
        async for head in _heads(stored, asked.viewing.study.place.custodian.value):
            packing.add(divider + _written(asked, head))
            divider = b","
    if not divider:
        raise AccessDenied("no such series")
    packed = packing.done()
    asked.viewing.keep(asked.root, series_uid, packed)
    return packed


async def _heads(stored: AsyncIterator[StoredInstance], peer: str) -> AsyncGenerator[Part10Head, None]:
    async for instance in stored:
        yield (await coming_file(instance, peer)).head


def _written(asked: Asked, head: Part10Head) -> bytes:
    address = (
        f"{asked.root}/studies/{head.study_uid}/series/{head.series_uid}/instances/{head.sop_instance_uid}"
    )
    return to_dicom_json(head, lambda path: f"{address}/bulkdata/{path}")


async def _listed(packed: Sequence[bytes]) -> AsyncGenerator[bytes, None]:
    yield b"["
    for number, series in enumerate(packed):
        if number:
            yield b","
        for piece in unpacked(series):
            yield piece
    yield b"]"
