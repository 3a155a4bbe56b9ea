"""The series query of QIDO-RS, for what many archives say there and not of the study: kinds, counts, region.

Standard: DICOM PS3.18 §10.6, Table 10.6.3-4 (attributes of series).
"""

from dataclasses import dataclass

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Code
from tijdlijn.wire.bounded_json import decode
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom import mapping, values
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.json_model import JsonAttributes
from tijdlijn.wire.dicom.qido import MAX_ANSWER_BYTES


@dataclass(frozen=True, slots=True)
class SeriesSummary:
    """All series of a study together; counts are absent unless every series gives its own, and that of images
    unless every series says its modality too.
    """

    modalities: tuple[str, ...]
    region: Code | None
    series_count: int
    instance_count: int | None
    image_count: int | None


def parse_series(status: int, body: bytes) -> SeriesSummary:
    """Read the series of one study.

    Raises:
        InputInvalid: not a DICOM JSON array, or another status than 200 or 204.
    """
    if status not in (200, 204):
        raise InputInvalid("QIDO-RS: not the status of an answer")
    listed: list[dict[str, object]] = []
    if status == 200 and body.strip():
        listed = decode(body, list[dict[str, object]], limit_bytes=MAX_ANSWER_BYTES)
    series = [JsonAttributes(one) for one in listed]
    counts = [values.count(text(one, at.SERIES_INSTANCE_COUNT)) for one in series]
    known = [count for count in counts if count is not None]
    modalities = [one.texts(at.MODALITY) for one in series]
    is_counted = bool(known) and len(known) == len(counts)
    images = None
    if is_counted and all(modalities):
        of_series = zip(known, modalities, strict=True)
        images = sum(count for count, kinds in of_series if not mapping.documents_among(kinds))
    return SeriesSummary(
        modalities=mapping.image_modalities([kind for kinds in modalities for kind in kinds]),
        region=next((found for one in series if (found := mapping.region(one)) is not None), None),
        series_count=len(series),
        instance_count=sum(known) if is_counted else None,
        image_count=images,
    )
