"""A manifest as a Key Object Selection Document in a Part 10 file.

Three places say what there is, each for another reader: the evidence sequence (where to get it), the image
library (what it is), and the flat list below it that every KOS has. Standard: DICOM PS3.3 §A.35.4, §C.17.6.2
(KOS document), Table C.17-3a (evidence); PS3.16 TID 2010, TID 1600; IHE RAD MADO §6.X.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.instances import Instance, Manifest, Series
from tijdlijn.domain.study import StudyMoment
from tijdlijn.wire.dicom.element import Header
from tijdlijn.wire.dicom.encoding import items, part10_file, texts
from tijdlijn.wire.fhir.moments import NETHERLANDS
from tijdlijn.wire.mado.kos import codes
from tijdlijn.wire.mado.kos.content import (
    CONCEPT_NAME,
    CONTENT,
    REFERENCED_SOP,
    VALUE_TYPE,
    code_item,
    container,
    count_item,
    date_item,
    instance_item,
    reference,
    text_item,
    time_item,
    uid_item,
)
from tijdlijn.wire.mado.kos.header import SOP_CLASS_UID, document_modules, patient_module, study_module
from tijdlijn.wire.mado.source import ManifestSource

MEDIA_TYPE: Final = "application/dicom"


def write_manifest(manifest: Manifest, source: ManifestSource, local_id: LocalPatientId) -> bytes:
    """Write the file. `local_id` is the patient's number at the holder.

    A birth date of which only the year or month is known has no form in DICOM and is left out; so are the
    side of a series, and a series without instances.

    Raises:
        InputInvalid: the manifest lists nothing; a KOS must refer to something.
    """
    manifest = replace(manifest, series=tuple(series for series in manifest.series if series.instances))
    if not manifest.series:
        raise InputInvalid("a manifest of nothing")
    zone = _zone(manifest)
    data_set = {
        **document_modules(manifest, source, zone),
        **patient_module(manifest.study.demographics, local_id),
        **study_module(manifest.study),
        0x0040A375: items(_evidence(manifest, source)),
        **_content(manifest, zone),
    }
    return part10_file(data_set, sop_class_uid=SOP_CLASS_UID, sop_instance_uid=manifest.manifest_uid)


def _evidence(manifest: Manifest, source: ManifestSource) -> Header:
    listed = [
        {
            0x0020000E: texts("UI", series.series_uid.value),
            # In MADO this is the base, not the address of the series (trap 9).
            0x00081190: texts("UR", source.wado_base_url),
            0x0040E011: texts("UI", source.retrieve_location_uid),
            REFERENCED_SOP: items(*map(reference, series.instances)),
        }
        for series in manifest.series
    ]
    return {0x0020000D: texts("UI", manifest.study.study_uid.value), 0x00081115: items(*listed)}


def _content(manifest: Manifest, zone: timezone) -> Header:
    flat = [instance_item(instance) for series in manifest.series for instance in series.instances]
    return {
        VALUE_TYPE: texts("CS", "CONTAINER"),
        CONCEPT_NAME: codes.code_sequence(codes.MANIFEST),
        0x0040A050: texts("CS", "SEPARATE"),
        0x0040A504: items({0x00080105: texts("CS", "DCMR"), 0x0040DB00: texts("CS", "2010")}),
        CONTENT: items(container(codes.LIBRARY, *_library(manifest, zone)), *flat),
    }


def _library(manifest: Manifest, zone: timezone) -> Iterator[Header]:
    kinds = [series.modality for series in manifest.series if series.modality]
    for kind in dict.fromkeys((*manifest.study.modalities, *kinds)):
        yield code_item(codes.MODALITY, codes.Concept(kind, kind))
    region = codes.concept_of(manifest.study.region)
    if region is not None:
        yield code_item(codes.REGION, region)
    yield count_item(codes.SERIES_COUNT, len(manifest.series), "{series}")
    for series in manifest.series:
        yield container(codes.GROUP, *_described(series, zone), *map(_entry, series.instances))


def _described(series: Series, zone: timezone) -> Iterator[Header]:
    if series.modality:
        yield code_item(codes.MODALITY, codes.Concept(series.modality, series.modality))
    moment = _in_zone(series.moment, zone)
    if moment.day:
        yield date_item(codes.SERIES_DATE, moment.day)
    if moment.at:
        yield time_item(codes.SERIES_TIME, moment.at)
    if series.description:
        yield text_item(codes.SERIES_DESCRIPTION, series.description)
    if series.number is not None:
        yield text_item(codes.SERIES_NUMBER, str(series.number))
    yield uid_item(codes.SERIES_UID, series.series_uid.value)
    region = codes.concept_of(series.region)
    if region is not None:
        yield code_item(codes.REGION, region)
    yield count_item(codes.INSTANCE_COUNT, len(series.instances), "{instances}")


def _entry(instance: Instance) -> Header:
    within: list[Header] = []
    if instance.number is not None:
        within.append(text_item(codes.INSTANCE_NUMBER, str(instance.number)))
    if instance.frame_count is not None:
        within.append(count_item(codes.FRAME_COUNT, instance.frame_count, "{frames}"))
    return instance_item(instance, *within)


def _zone(manifest: Manifest) -> timezone:
    """One offset holds for every time in a file: that of the study's own time, else of the making (PS3.3
    §C.12.1.1.8).
    """
    moment = manifest.study.moment
    if moment.day and moment.at:
        local = datetime.combine(moment.day, moment.at, NETHERLANDS)
    else:
        local = manifest.created_at.astimezone(NETHERLANDS)
    # Before 1940 Dutch time had seconds in its offset, and DICOM has no place for them.
    return timezone(timedelta(minutes=round((local.utcoffset() or timedelta()) / timedelta(minutes=1))))


def _in_zone(moment: StudyMoment, zone: timezone) -> StudyMoment:
    """A Dutch local time in the file's offset; a day alone stays as it is."""
    if moment.day is None or moment.at is None:
        return moment
    local = datetime.combine(moment.day, moment.at, NETHERLANDS).astimezone(zone)
    return StudyMoment(local.date(), local.time())
