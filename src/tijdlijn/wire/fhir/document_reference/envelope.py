"""What a study's and a report's DocumentReference have alike: holder, patient, profile, setting.

Standard: MedMij bbs-DocumentReference (child of IHE MHD 4.2.3 UnContained Comprehensive); deviations are
listed in docs/reference/fhir.md.
"""

import uuid
from dataclasses import dataclass
from typing import Final

from msgspec import Raw

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.patient import Demographics
from tijdlijn.wire.fhir import extensions, names
from tijdlijn.wire.fhir.codec import encode
from tijdlijn.wire.fhir.identifiers import institution_identifier, patient_identifier
from tijdlijn.wire.fhir.people import patient_of
from tijdlijn.wire.fhir.structs import (
    CodeableConcept,
    Coding,
    DocumentContext,
    DocumentReference,
    Extension,
    Meta,
    Period,
    Reference,
)

DIALECT: Final = "mhd-bbs"

_RADIOLOGY: Final = CodeableConcept(
    coding=(Coding(system=names.SNOMED, code="394914008", display="Radiology"),)
)
_NORMAL: Final = CodeableConcept(coding=(Coding(system=names.CONFIDENTIALITY, code="N"),))
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, names.OWN)


@dataclass(frozen=True, slots=True)
class Holder:
    """On whose behalf entries are written: the custodian, its facility type (V6, Z5, …), and the address of
    its FHIR service.
    """

    custodian: Ura
    facility_type: str
    base_url: str

    def address(self, path: str) -> str:
        """The absolute address of something under the FHIR service."""
        return f"{self.base_url.rstrip('/')}/{path}"


def entry_id(custodian: Ura, document_id: str) -> str:
    """The resource id (a UUID) of a study (by its UID) or a report version: always the same."""
    return str(uuid.uuid5(_NAMESPACE, f"{custodian}|{document_id}"))


def new_entry(holder: Holder, patient: Bsn, demographics: Demographics) -> DocumentReference:
    """What every entry says of its holder and its patient; the rest is the caller's."""
    return DocumentReference(
        meta=Meta(profile=(names.BBS_PROFILE,)),
        contained=_source_patient(demographics),
        status="current",
        subject=Reference(type="Patient", identifier=patient_identifier(patient)),
        custodian=Reference(type="Organization", identifier=institution_identifier(holder.custodian)),
        security_label=(_NORMAL,),
    )


def _source_patient(demographics: Demographics) -> tuple[Raw, ...]:
    if demographics == Demographics():
        return ()
    person = patient_of(demographics)
    person.id = "patient"
    return (Raw(encode(person)),)


def new_context(holder: Holder, contained: tuple[Raw, ...]) -> DocumentContext:
    """Where it was made, and the source's own data of the patient if there are any."""
    return DocumentContext(
        facility_type=CodeableConcept(
            coding=(Coding(system=names.FACILITY_TYPE, code=holder.facility_type),)
        ),
        practice_setting=_RADIOLOGY,
        source_patient_info=Reference(reference="#patient") if contained else None,
    )


def author_organisation(holder: Holder, name: str | None) -> Reference:
    """The institution as author, under its name at the time (B50)."""
    return Reference(
        type="Organization",
        identifier=institution_identifier(holder.custodian),
        display=name or None,
    )


def category(code: str) -> CodeableConcept:
    """IMAGES or REPORTS."""
    return CodeableConcept(coding=(Coding(system=names.DOCUMENT_CATEGORY, code=code),))


def period(start: str | None) -> Period:
    """When it began, or that this is not known (B33)."""
    return Period(start=start) if start else Period(start_absent=extensions.ABSENT)


def text_or_absent(text: str | None) -> CodeableConcept:
    """A concept in words, or that it is not known (A15)."""
    if text:
        return CodeableConcept(text=text)
    return CodeableConcept(extension=(Extension(url=names.DATA_ABSENT, value_code="unknown"),))
