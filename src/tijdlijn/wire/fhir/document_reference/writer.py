"""One study or one report as a DocumentReference in the Dutch dialect, written exactly.

A study is its own entry (category IMAGES), each version of a report another (REPORTS); UID and accession
number join them. Standard: MedMij bbs-DocumentReference (child of IHE MHD 4.2.3 UnContained Comprehensive);
deviations are listed in docs/reference/fhir.md.
"""

import uuid
from dataclasses import dataclass
from typing import Final

from msgspec import Raw

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.study import Rendition, Report, ReportStatus, Study
from tijdlijn.wire.fhir import extensions, names
from tijdlijn.wire.fhir.codec import encode
from tijdlijn.wire.fhir.identifiers import (
    document_identifier,
    institution_identifier,
    patient_identifier,
    related_accession,
    related_study,
)
from tijdlijn.wire.fhir.moments import instant, study_start
from tijdlijn.wire.fhir.people import patient_of
from tijdlijn.wire.fhir.structs import (
    Attachment,
    CodeableConcept,
    Coding,
    DocumentContent,
    DocumentContext,
    DocumentReference,
    DocumentRelation,
    Extension,
    Identifier,
    Meta,
    Period,
    Reference,
)

DIALECT: Final = "mhd-bbs"
MAX_ATTACHMENT_SIZE: Final = 2**31 - 1

_KOS: Final = Coding(system=names.DICOM_UID_CODES, code="1.2.840.10008.5.1.4.1.1.88.59")
_PDF: Final = Coding(system=names.IHE_FORMAT, code="urn:ihe:rad:PDF")
_TEXT: Final = Coding(system=names.IHE_FORMAT, code="urn:ihe:rad:TEXT")
_RADIOLOGY: Final = CodeableConcept(
    coding=(Coding(system=names.SNOMED, code="394914008", display="Radiology"),)
)
_NORMAL: Final = CodeableConcept(coding=(Coding(system=names.CONFIDENTIALITY, code="N"),))
_DOC_STATUS: Final = {
    ReportStatus.PRELIMINARY: "preliminary",
    ReportStatus.FINAL: "final",
    ReportStatus.CORRECTED: "amended",
    ReportStatus.APPENDED: "amended",
    ReportStatus.WITHDRAWN: "entered-in-error",
}
_REPORT_STATUS: Final = {ReportStatus.WITHDRAWN: "entered-in-error"}
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


def study_to_document_reference(study: Study, *, holder: Holder, patient: Bsn) -> bytes:
    """Write one study. Its manifest is at `Binary/<entry id>` of the holder."""
    resource_id = entry_id(holder.custodian, study.study_uid.value)
    start = study_start(study.moment)
    resource = _entry(holder, patient, study.demographics)
    resource.id = resource_id
    resource.extension = (
        *extensions.count_extension(extensions.SERIES_COUNT, study.series_count),
        *extensions.count_extension(extensions.INSTANCE_COUNT, study.instance_count),
        *extensions.size_extension(study.size_bytes),
        *extensions.code_extension(extensions.AVAILABILITY, study.availability.value),
        *extensions.code_extension(extensions.LATERALITY, study.laterality and study.laterality.value),
    )
    resource.master_identifier = Identifier(
        system=names.URI, value=f"{names.OID_PREFIX}2.25.{uuid.UUID(resource_id).int}"
    )
    resource.category = (_category("IMAGES"),)
    if study.procedure is not None:
        code = study.procedure
        resource.type = CodeableConcept(
            coding=(Coding(system=code.system, code=code.code, display=code.display),)
        )
    else:
        resource.type = _text_or_absent(study.description)
    resource.description = study.description or None
    # DocumentReference.date is an instant: a day without a time cannot stand there (B33).
    made_at = start if study.moment.at else None
    resource.date, resource.date_absent = made_at, None if made_at else extensions.ABSENT
    resource.author = (_author_organisation(holder, study.institution_name),)
    attachment = Attachment(
        content_type="application/dicom",
        language="nl-NL",
        url=holder.address(f"Binary/{resource_id}"),
        title=study.description or None,
        creation=start,
    )
    resource.content = (DocumentContent(attachment=attachment, format=_KOS),)
    context = _context(holder, resource.contained)
    context.event = tuple(
        CodeableConcept(coding=(Coding(system=names.DCM, code=modality),)) for modality in study.modalities
    )
    if study.region is not None:
        region = Coding(system=study.region.system, code=study.region.code, display=study.region.display)
        context.event += (CodeableConcept(coding=(region,)),)
    context.period = _period(start)
    context.related = (related_study(study.study_uid),)
    if study.accession is not None:
        context.related += (related_accession(study.accession),)
    resource.context = context
    return encode(resource)


def report_to_document_reference(report: Report, *, holder: Holder, patient: Bsn) -> bytes:
    """Write one version of a report. Each rendition's locator is its path under the holder's address, e.g.
    `Binary/3f0c…`.
    """
    authored = instant(report.authored_at) if report.authored_at else None
    resource = _entry(holder, patient, report.demographics)
    resource.id = entry_id(holder.custodian, report.report_id)
    resource.extension = extensions.code_extension(
        extensions.REPORT_STATUS, _REPORT_STATUS.get(report.status, report.status.value)
    )
    resource.master_identifier = document_identifier(report.report_id)
    resource.doc_status = _DOC_STATUS[report.status]
    resource.category = (_category("REPORTS"),)
    resource.type = _text_or_absent(report.title)
    resource.date, resource.date_absent = authored, None if authored else extensions.ABSENT
    resource.author = (_author_organisation(holder, None),)
    if report.author:
        resource.author += (Reference(type="Practitioner", display=report.author),)
    resource.relates_to = tuple(
        DocumentRelation(code=code, target=Reference(identifier=document_identifier(other)))
        for code, other in (("replaces", report.replaces), ("appends", report.appends_to))
        if other
    )
    resource.content = tuple(
        _report_content(rendition, holder, report.title, authored) for rendition in report.renditions
    )
    context = _context(holder, resource.contained)
    context.period = _period(None)
    context.related = tuple(related_study(uid) for uid in report.study_uids)
    if report.accession is not None:
        context.related += (related_accession(report.accession),)
    resource.context = context
    return encode(resource)


def _entry(holder: Holder, patient: Bsn, demographics: Demographics) -> DocumentReference:
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


def _context(holder: Holder, contained: tuple[Raw, ...]) -> DocumentContext:
    return DocumentContext(
        facility_type=CodeableConcept(
            coding=(Coding(system=names.FACILITY_TYPE, code=holder.facility_type),)
        ),
        practice_setting=_RADIOLOGY,
        source_patient_info=Reference(reference="#patient") if contained else None,
    )


def _author_organisation(holder: Holder, name: str | None) -> Reference:
    return Reference(
        type="Organization",
        identifier=institution_identifier(holder.custodian),
        display=name or None,
    )


def _category(code: str) -> CodeableConcept:
    return CodeableConcept(coding=(Coding(system=names.DOCUMENT_CATEGORY, code=code),))


def _period(start: str | None) -> Period:
    return Period(start=start) if start else Period(start_absent=extensions.ABSENT)


def _text_or_absent(text: str | None) -> CodeableConcept:
    if text:
        return CodeableConcept(text=text)
    return CodeableConcept(extension=(Extension(url=names.DATA_ABSENT, value_code="unknown"),))


def _report_content(
    rendition: Rendition, holder: Holder, title: str | None, authored: str | None
) -> DocumentContent:
    size = rendition.size_bytes
    return DocumentContent(
        attachment=Attachment(
            content_type=rendition.media_type,
            language="nl-NL",
            url=holder.address(rendition.locator),
            size=size if size is not None and size <= MAX_ATTACHMENT_SIZE else None,
            title=title or None,
            creation=authored,
        ),
        format=_PDF if rendition.media_type == "application/pdf" else _TEXT,
    )
