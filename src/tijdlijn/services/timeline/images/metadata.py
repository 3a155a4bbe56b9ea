"""Metadata of a study, a series or an instance as DICOM JSON.

Of a holder with nothing but files each series is read once in whole. What comes of it is kept packed while
the study is open. An answer begins when all of it is there: a file that cannot be read gets its status, and
never leaves half a list.

Standard: DICOM PS3.18 §10.4.1.1.5 (retrieve metadata), Annex F.
"""

from collections.abc import AsyncGenerator, Sequence

from starlette.responses import Response

from tijdlijn.domain.identifiers import SeriesInstanceUID
from tijdlijn.services.timeline.images.asked import Asked, not_acceptable
from tijdlijn.services.timeline.images.headers import packed_headers
from tijdlijn.services.timeline.images.metadata_cache import unpacked
from tijdlijn.serving.content_coding import GZIP, codings_taken, gzipped
from tijdlijn.serving.streaming import ClosedStream
from tijdlijn.wire.dicom.wado import DICOM_JSON, takes_dicom_json


async def answer_metadata(asked: Asked) -> Response:
    """Answer with one JSON object for each instance."""
    if not takes_dicom_json(asked.accept):
        return not_acceptable("metadata are given as application/dicom+json")
    if asked.instance_uid is not None:
        packed = [await packed_headers(asked, *asked.instance)]
    elif asked.series_uid is not None:
        packed = [await _series(asked, asked.series_uid)]
    else:
        manifest = await asked.viewing.manifest()
        packed = [await _series(asked, series.series_uid) for series in manifest.series]
    if GZIP in codings_taken(asked.request.headers.get("accept-encoding", "")):
        coded = {"Content-Encoding": GZIP, "Vary": "Accept-Encoding"}
        return ClosedStream(gzipped(_listed(packed)), media_type=DICOM_JSON, headers=coded)
    return ClosedStream(_listed(packed), media_type=DICOM_JSON, headers={"Vary": "Accept-Encoding"})


async def _series(asked: Asked, series_uid: SeriesInstanceUID) -> bytes:
    kept = asked.viewing.kept(asked.root, series_uid)
    if kept is not None:
        await asked.viewing.confirm()
        return kept
    packed = await packed_headers(asked, series_uid)
    asked.viewing.keep(asked.root, series_uid, packed)
    return packed


async def _listed(packed: Sequence[bytes]) -> AsyncGenerator[bytes, None]:
    yield b"["
    for number, series in enumerate(packed):
        if number:
            yield b","
        for piece in unpacked(series):
            yield piece
    yield b"]"
