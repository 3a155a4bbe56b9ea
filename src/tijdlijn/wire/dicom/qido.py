"""The study query of QIDO-RS: asking for a patient's studies page by page, and reading the answer.

The issuer of the number is not sent as a match key: an archive that stores none would match nothing, and its
studies would be missing in silence. It is asked for in the answer instead, and the caller compares. Standard:
DICOM PS3.18 §10.6 (query), §8.3.4 (paging, Warning 299); reference/standards.md §8, traps 20, 21, 27.
"""

import re
from dataclasses import dataclass
from typing import Final

import msgspec

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.study import Study
from tijdlijn.wire.bounded_json import MIB, decode
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom import mapping, values
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.json_model import JsonAttributes

MEDIA_TYPE: Final = "application/dicom+json"
MAX_ANSWER_BYTES: Final = 16 * MIB

_INCLUDED: Final = (
    at.STUDY_DESCRIPTION,
    at.MODALITIES_IN_STUDY,
    at.INSTANCE_AVAILABILITY,
    at.ISSUER_OF_ACCESSION,
    at.PROCEDURE_CODE,
    at.INSTITUTION_NAME,
    at.ISSUER_OF_PATIENT_ID,
    at.ISSUER_OF_PATIENT_ID_QUALIFIERS,
    at.BODY_PART,
    at.STUDY_SERIES_COUNT,
    at.STUDY_INSTANCE_COUNT,
)
_MORE: Final = re.compile(r"(^|,)\s*299\b")


@dataclass(frozen=True, slots=True)
class FoundStudy:
    """A study in an answer, and under which number the archive has it (`None`: it does not say). `documents`
    are the modalities in it whose objects are no images.
    """

    study: Study
    local_id: LocalPatientId | None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QidoPage:
    """One page. `unusable` counts studies without a usable UID; `says_more` whether the service warned that
    it left studies out.
    """

    studies: tuple[FoundStudy, ...]
    unusable: int
    says_more: bool


def study_query(local_id: LocalPatientId, *, limit: int, offset: int) -> list[tuple[str, str]]:
    """Give the query parameters for one page of a patient's studies, under `/studies`."""
    return [
        ("PatientID", local_id.value),
        ("includefield", ",".join(f"{tag:08X}" for tag in _INCLUDED)),
        ("limit", str(limit)),
        ("offset", str(offset)),
    ]


def parse_studies(
    status: int,
    body: bytes,
    *,
    warning: str | None = None,
    default_issuer: str | None = None,
    limit_bytes: int = MAX_ANSWER_BYTES,
) -> QidoPage:
    """Read a page: 204, an empty body and an empty array are all "none" (trap 21). `warning` is the header of
    that name, `default_issuer` the OID of the archive's own numbers.

    Raises:
        InputInvalid: not a DICOM JSON array, or another status than 200 or 204.
    """
    if status not in (200, 204):
        raise InputInvalid("QIDO-RS: not the status of an answer")
    says_more = warning is not None and _MORE.search(warning) is not None
    if status == 204 or not body.strip():
        return QidoPage((), 0, says_more)
    found: list[FoundStudy] = []
    unusable = 0
    for raw in decode(body, list[msgspec.Raw], limit_bytes=limit_bytes):
        try:
            found.append(
                _found(JsonAttributes(decode(raw, dict[str, object], limit_bytes=len(body))), default_issuer)
            )
        except InputInvalid:
            unusable += 1
    return QidoPage(tuple(found), unusable, says_more)


def _found(source: JsonAttributes, default_issuer: str | None) -> FoundStudy:
    modalities = list(source.texts(at.MODALITIES_IN_STUDY))
    documents = mapping.documents_among(modalities)
    instance_count = values.count(text(source, at.STUDY_INSTANCE_COUNT))
    study = Study(
        study_uid=mapping.study_uid(source),
        moment=values.study_moment(text(source, at.STUDY_DATE), text(source, at.STUDY_TIME)),
        modalities=mapping.image_modalities(modalities),
        description=text(source, at.STUDY_DESCRIPTION),
        procedure=mapping.procedure(source),
        region=mapping.region(source),
        institution_name=text(source, at.INSTITUTION_NAME),
        accession=mapping.accession(source),
        series_count=values.count(text(source, at.STUDY_SERIES_COUNT)),
        instance_count=instance_count,
        # Beside documents the count is of both.
        image_count=instance_count if modalities and not documents else None,
        availability=values.availability(text(source, at.INSTANCE_AVAILABILITY)),
        demographics=mapping.demographics(source),
    )
    return FoundStudy(study, mapping.local_patient_id(source, default_issuer), documents)
