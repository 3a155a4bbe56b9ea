"""A manifest as a Key Object Selection Document in a Part 10 file.

Three places say what there is, each for another reader: the evidence sequence (where to get it), the image
library (what it is), and the flat list below it that every KOS has. Standard: DICOM PS3.3 §A.35.4, §C.17.6.2
(KOS document), Table C.17-3a (evidence); PS3.16 TID 2010, TID 1600; IHE RAD MADO §6.X.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import AccessionNumber, LocalPatientId
from tijdlijn.domain.instances import Instance, Manifest, Series
from tijdlijn.domain.patient import Demographics, Sex
from tijdlijn.domain.study import Study, StudyMoment
from tijdlijn.wire.dicom.elements import Element, Header
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
    time_text,
    uid_item,
)
from tijdlijn.wire.mado.source import ManifestSource

SOP_CLASS_UID: Final = "1.2.840.10008.5.1.4.1.1.88.59"
MEDIA_TYPE: Final = "application/dicom"

_OID: Final = re.compile(r"[0-9]+(\.[0-9]+)+")
_FULL_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SEXES: Final = {Sex.MALE: "M", Sex.FEMALE: "F", Sex.OTHER: "O"}


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
        **_document(manifest, source, zone),
        **_patient(manifest.study.demographics, local_id),
        **_study(manifest.study, source),
        0x0040A375: items(_evidence(manifest, source)),
        **_content(manifest, zone),
    }
    return part10_file(data_set, sop_class_uid=SOP_CLASS_UID, sop_instance_uid=manifest.manifest_uid)


def _document(manifest: Manifest, source: ManifestSource, zone: timezone) -> Header:
    made = manifest.created_at.astimezone(zone)
    series = uuid.uuid5(uuid.NAMESPACE_OID, f"{manifest.manifest_uid}/series")
    return {
        0x00080005: texts("CS", "ISO_IR 192"),
        0x00080016: texts("UI", SOP_CLASS_UID),
        0x00080018: texts("UI", manifest.manifest_uid),
        0x00080023: texts("DA", made.strftime("%Y%m%d")),
        0x00080033: texts("TM", time_text(made.time())),
        0x00080060: texts("CS", "KO"),
        0x00080070: texts("LO", "Tijdlijn"),
        0x00080201: texts("SH", made.strftime("%z")),
        0x0008103E: texts("LO", "Manifest"),
        0x00081111: items(),
        0x0020000E: texts("UI", f"2.25.{series.int}"),
        0x00200011: texts("IS", "1"),
        0x00200013: texts("IS", "1"),
        0x00080080: texts("LO", manifest.study.institution_name or source.name),
    }


def _patient(demographics: Demographics, local_id: LocalPatientId) -> Header:
    born = demographics.birth_date.text if demographics.birth_date else ""
    numbered = _numbered(local_id)
    return {
        0x00100010: _person_name(demographics.name),
        **numbered,
        0x00100030: texts("DA", born.replace("-", "") if _FULL_DATE.fullmatch(born) else ""),
        0x00100040: texts("CS", _SEXES.get(demographics.sex, "") if demographics.sex else ""),
        # The profile wants the number once more, with what kind it is.
        0x00101002: items({**numbered, 0x00100022: texts("CS", "TEXT")}),
    }


def _numbered(local_id: LocalPatientId) -> dict[int, Element]:
    written = {0x00100020: texts("LO", local_id.value)}
    if _OID.fullmatch(local_id.issuer):
        written[0x00100024] = items(_issuer(local_id.issuer))
    else:
        written[0x00100021] = texts("LO", local_id.issuer)
    return written


def _issuer(oid: str) -> Header:
    return {0x00400032: texts("UT", oid), 0x00400033: texts("CS", "ISO")}


def _person_name(name: str | None) -> Element:
    """`Test-Aneurysma, T.` as `Test-Aneurysma^T.` (PS3.5 §6.2.1)."""
    family, _, rest = re.sub(r"[\^=]", " ", name or "").partition(", ")
    return texts("PN", f"{family}^{rest}" if rest else family)


def _study(study: Study, source: ManifestSource) -> Header:
    day, at = study.moment.day, study.moment.at
    procedure = codes.concept_of(study.procedure)
    written = {
        0x0020000D: texts("UI", study.study_uid.value),
        0x00080020: texts("DA", day.strftime("%Y%m%d") if day else ""),
        0x00080030: texts("TM", time_text(at) if at else ""),
        0x00080050: texts("SH", study.accession.value if study.accession else ""),
        0x00080090: texts("PN"),
        0x00081030: texts("LO", study.description or ""),
        0x00200010: texts("SH"),
        0x0040A370: items(_request(study, study.accession)),
    }
    if procedure is not None:
        written[0x00081032] = codes.code_sequence(procedure)
    if study.accession is not None and _is_oid(study.accession.issuer):
        written[0x00080051] = items(_issuer(study.accession.issuer or ""))
    return written


def _request(study: Study, accession: AccessionNumber | None) -> Header:
    """Standard: PS3.3 Table C.17-3c (Referenced Request Sequence); the order's own numbers are not known."""
    written = {
        0x0020000D: texts("UI", study.study_uid.value),
        0x00080050: texts("SH", accession.value if accession else ""),
        0x00081110: items(),
        0x00321060: texts("LO"),
        0x00321064: items(),
        0x00401001: texts("SH"),
        0x00402016: texts("LO"),
        0x00402017: texts("LO"),
    }
    if accession is not None and _is_oid(accession.issuer):
        written[0x00080051] = items(_issuer(accession.issuer or ""))
    return written


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


def _is_oid(text: str | None) -> bool:
    return text is not None and _OID.fullmatch(text) is not None


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
