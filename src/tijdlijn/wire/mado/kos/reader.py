"""A Key Object Selection Document as a manifest: from MADO, or from plain XDS-I, which has no image library.

The evidence sequence is what there is; the library only describes it, and what it describes beside is left.
Standard: DICOM PS3.3 §A.35.4, Table C.17-3a; PS3.16 TID 2010.
"""

import re
from datetime import UTC, datetime
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import AccessionNumber, SeriesInstanceUID, SopInstanceUID
from tijdlijn.domain.instances import Instance, Series
from tijdlijn.domain.study import Study, StudyMoment
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom import mapping, values
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.part10 import NeedMore, read_head
from tijdlijn.wire.fhir.moments import parse_study_start
from tijdlijn.wire.mado.held import (
    MAX_MANIFEST_BYTES,
    HeldManifest,
    Stated,
    base_url,
    frame_count,
    in_order,
    manifest_of,
)
from tijdlijn.wire.mado.kos import codes
from tijdlijn.wire.mado.kos import content as ct
from tijdlijn.wire.mado.kos.header import SOP_CLASS_UID
from tijdlijn.wire.mado.kos.library import Described, Library, read_library

_EVIDENCE: Final = 0x0040A375
_REFERENCED_SERIES: Final = 0x00081115
_RETRIEVE_URL: Final = 0x00081190
_RETRIEVE_LOCATION: Final = 0x0040E011
_REQUESTS: Final = 0x0040A370
_CONTENT_DATE: Final = 0x00080023
_CONTENT_TIME: Final = 0x00080033
_TIMEZONE: Final = 0x00080201
_SERIES_UID: Final = 0x0020000E
_ZONE: Final = re.compile(r"[+-][0-9]{4}")


def read_manifest(data: bytes) -> HeldManifest:
    """Read the file.

    Raises:
        InputInvalid: larger than `MAX_MANIFEST_BYTES`, no DICOM file, no KOS, or one that lists nothing of
            its own study.
    """
    head = read_head(data, total_bytes=len(data), limit_bytes=MAX_MANIFEST_BYTES)
    if isinstance(head, NeedMore) or head.is_cut_off or head.sop_class_uid != SOP_CLASS_UID:
        raise InputInvalid("not a Key Object Selection Document, or too large a one")
    source = HeaderAttributes(head.header)
    library = read_library(source)
    zone = text(source, _TIMEZONE) or ""
    offset = f"{zone[:3]}:{zone[3:]}" if _ZONE.fullmatch(zone) else None
    evidence = [
        series
        for study in source.items(_EVIDENCE)
        if text(study, at.STUDY_INSTANCE_UID) == head.study_uid.value
        for series in study.items(_REFERENCED_SERIES)
    ]
    study = Study(
        study_uid=head.study_uid,
        moment=_moment(text(source, at.STUDY_DATE), text(source, at.STUDY_TIME), offset),
        modalities=mapping.image_modalities(library.study.modalities()),
        description=text(source, at.STUDY_DESCRIPTION),
        procedure=mapping.procedure(source),
        region=library.study.first_region(),
        institution_name=text(source, at.INSTITUTION_NAME),
        accession=mapping.accession(source) or _requested(source),
        demographics=mapping.demographics(source),
    )
    described = [_series(one, library, offset) for one in evidence]
    counts = [one.count(codes.INSTANCE_COUNT) for one in library.series.values()]
    stated = Stated(library.study.count(codes.SERIES_COUNT), sum(filter(None, counts)) or None)
    return HeldManifest(
        manifest=manifest_of(head.sop_instance_uid.value, _made_at(source, offset), study, described, stated),
        patient=head.patient_id,
        retrieve_location_uid=_first(evidence, _RETRIEVE_LOCATION),
        retrieve_url=base_url(_first(evidence, _RETRIEVE_URL)),
        stated=stated,
    )


def _series(source: HeaderAttributes, library: Library, offset: str | None) -> Series:
    uid = text(source, _SERIES_UID) or ""
    described = library.series.get(uid, Described())
    modalities = described.modalities()
    return Series(
        series_uid=SeriesInstanceUID(uid),
        instances=in_order(_instance(one, library) for one in source.items(ct.REFERENCED_SOP)),
        modality=modalities[0] if modalities else None,
        number=described.count(codes.SERIES_NUMBER),
        description=described.texts.get(codes.SERIES_DESCRIPTION.value),
        moment=_moment(
            described.texts.get(codes.SERIES_DATE.value),
            described.texts.get(codes.SERIES_TIME.value),
            offset,
        ),
        region=described.first_region(),
    )


def _instance(source: HeaderAttributes, library: Library) -> Instance:
    uid = text(source, ct.REFERENCED_SOP_INSTANCE) or ""
    sop_class = text(source, ct.REFERENCED_SOP_CLASS) or ""
    described = library.instances.get(uid, Described())
    return Instance(
        sop_instance_uid=SopInstanceUID(uid),
        sop_class_uid=sop_class,
        number=described.count(codes.INSTANCE_NUMBER),
        frame_count=frame_count(sop_class, described.count(codes.FRAME_COUNT)),
    )


def _requested(source: HeaderAttributes) -> AccessionNumber | None:
    """The first of several accession numbers; the study's own is empty then (IHE RAD MADO)."""
    found = (mapping.accession(request) for request in source.items(_REQUESTS))
    return next((number for number in found if number is not None), None)


def _first(series: list[HeaderAttributes], tag: int) -> str | None:
    return next((found for one in series if (found := text(one, tag))), None)


def _moment(day: str | None, at_time: str | None, offset: str | None) -> StudyMoment:
    """Local time of the file, as Dutch local time where the file names its offset (trap 13)."""
    local = values.study_moment(day, at_time)
    if local.day is None or local.at is None or offset is None:
        return local
    try:
        return parse_study_start(f"{local.day.isoformat()}T{local.at.isoformat()}{offset}")
    except InputInvalid:
        return local


def _made_at(source: HeaderAttributes, offset: str | None) -> datetime:
    made = values.study_moment(text(source, _CONTENT_DATE), text(source, _CONTENT_TIME))
    if made.day is None or made.at is None:
        raise InputInvalid("a manifest that does not say when it was made")
    try:
        return datetime.fromisoformat(
            f"{made.day.isoformat()}T{made.at.isoformat()}{offset or '+00:00'}"
        ).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InputInvalid("a manifest that does not say when it was made") from error
