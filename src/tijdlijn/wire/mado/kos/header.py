"""What a manifest says of itself, its patient and its study, before its content.

Standard: DICOM PS3.3 §C.7.1.1 (patient), §C.7.2.1 (study), §C.17.6.1 and §C.17.6.2 (KOS series and document),
§C.12.1 (SOP common); IHE RAD MADO Rev 1.1.
"""

import re
import uuid
from datetime import timezone
from typing import Final

from tijdlijn.domain.identifiers import AccessionNumber, LocalPatientId
from tijdlijn.domain.instances import Manifest
from tijdlijn.domain.patient import Demographics, Sex
from tijdlijn.domain.study import Study
from tijdlijn.wire.dicom.element import Element, Header
from tijdlijn.wire.dicom.encoding import items, texts
from tijdlijn.wire.mado.kos import codes
from tijdlijn.wire.mado.kos.content import time_text
from tijdlijn.wire.mado.source import ManifestSource

SOP_CLASS_UID: Final = "1.2.840.10008.5.1.4.1.1.88.59"

_OID: Final = re.compile(r"[0-9]+(\.[0-9]+)+")
_FULL_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SEXES: Final = {Sex.MALE: "M", Sex.FEMALE: "F", Sex.OTHER: "O"}


def document_modules(manifest: Manifest, source: ManifestSource, zone: timezone) -> Header:
    """Write the document itself: a series of one, made now, all times in `zone`."""
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


def patient_module(demographics: Demographics, local_id: LocalPatientId) -> Header:
    """Write who it is, under the number of the holder."""
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


def study_module(study: Study) -> Header:
    """Write what is known of the study, and of the order as far as we know it: its number."""
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


def _is_oid(text: str | None) -> bool:
    return text is not None and _OID.fullmatch(text) is not None
