"""One version of a report as a DocumentReference: category REPORTS, one content per rendition.

Standard: MedMij bbs-DocumentReference; IHE MHD 4.2.3, relatesTo (RPLC, APND); reference/standards.md §10.
"""

from typing import Final

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.study import Rendition, Report, ReportStatus
from tijdlijn.wire.fhir import extensions, names
from tijdlijn.wire.fhir.codec import encode
from tijdlijn.wire.fhir.document_reference.envelope import (
    Holder,
    author_organisation,
    category,
    entry_id,
    new_context,
    new_entry,
    period,
    text_or_absent,
)
from tijdlijn.wire.fhir.identifiers import document_identifier, related_accession, related_study
from tijdlijn.wire.fhir.moments import instant
from tijdlijn.wire.fhir.structs import (
    Attachment,
    Coding,
    DocumentContent,
    DocumentRelation,
    Reference,
)

MAX_ATTACHMENT_SIZE: Final = 2**31 - 1

_PDF: Final = Coding(system=names.IHE_FORMAT, code="urn:ihe:rad:PDF")
_TEXT: Final = Coding(system=names.IHE_FORMAT, code="urn:ihe:rad:TEXT")
_DOC_STATUS: Final = {
    ReportStatus.PRELIMINARY: "preliminary",
    ReportStatus.FINAL: "final",
    ReportStatus.CORRECTED: "amended",
    ReportStatus.APPENDED: "amended",
    ReportStatus.WITHDRAWN: "entered-in-error",
}
_REPORT_STATUS: Final = {ReportStatus.WITHDRAWN: "entered-in-error"}


def report_to_document_reference(report: Report, *, holder: Holder, patient: Bsn) -> bytes:
    """Write one version of a report. Each rendition's locator is its path under the holder's address, e.g.
    `Binary/3f0c…`.
    """
    authored = instant(report.authored_at) if report.authored_at else None
    resource = new_entry(holder, patient, report.demographics)
    resource.id = entry_id(holder.custodian, report.report_id)
    resource.extension = extensions.code_extension(
        extensions.REPORT_STATUS, _REPORT_STATUS.get(report.status, report.status.value)
    )
    resource.master_identifier = document_identifier(report.report_id)
    resource.doc_status = _DOC_STATUS[report.status]
    resource.category = (category("REPORTS"),)
    resource.type = text_or_absent(report.title)
    resource.date, resource.date_absent = authored, None if authored else extensions.ABSENT
    resource.author = (author_organisation(holder, None),)
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
    context = new_context(holder, resource.contained)
    context.period = period(None)
    context.related = tuple(related_study(uid) for uid in report.study_uids)
    if report.accession is not None:
        context.related += (related_accession(report.accession),)
    resource.context = context
    return encode(resource)


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
