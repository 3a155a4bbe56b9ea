"""The report of a DocumentReference. Standard: MedMij bbs-DocumentReference, category REPORTS."""

import re
from datetime import datetime
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.study import Rendition, Report, ReportStatus
from tijdlijn.wire.fhir import extensions
from tijdlijn.wire.fhir.document_reference.authors import display_of
from tijdlijn.wire.fhir.identifiers import read_accession, read_document_id, read_study_uids
from tijdlijn.wire.fhir.moments import parse_instant
from tijdlijn.wire.fhir.structs import DocumentContent, DocumentContext, DocumentReference

_PATH: Final = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_STATUSES: Final = {
    "preliminary": ReportStatus.PRELIMINARY,
    "final": ReportStatus.FINAL,
    "corrected": ReportStatus.CORRECTED,
    "amended": ReportStatus.CORRECTED,
    "appended": ReportStatus.APPENDED,
    "entered-in-error": ReportStatus.WITHDRAWN,
    "cancelled": ReportStatus.WITHDRAWN,
}
"""Codes of diagnostic-report-status and of docStatus; any other counts as final."""


def read_report(
    resource: DocumentReference, report_id: str, demographics: Demographics, base_url: str
) -> Report:
    """Give the version of a report; `base_url` is the holder's address without a closing slash.

    Raises:
        InputInvalid: no rendition lies at the holder's address, or a UID that is none.
    """
    context = resource.context or DocumentContext()
    renditions = tuple(filter(None, (_rendition(one, base_url) for one in resource.content)))
    if not renditions:
        raise InputInvalid("entry: a report without a document at its holder")
    targets = {one.code: read_document_id(one.target.identifier) for one in resource.relates_to if one.target}
    return Report(
        report_id=report_id,
        study_uids=read_study_uids(context.related),
        status=_status(resource, is_addendum=bool(targets.get("appends"))),
        authored_at=_authored(resource),
        title=next((one.attachment.title for one in resource.content if one.attachment.title), None),
        author=display_of(resource.author, "Practitioner"),
        renditions=renditions,
        accession=read_accession(context.related),
        appends_to=targets.get("appends"),
        replaces=targets.get("replaces"),
        demographics=demographics,
    )


def _status(resource: DocumentReference, *, is_addendum: bool) -> ReportStatus:
    """Our extension tells all; `docStatus` alone has one word for a correction and an addendum."""
    own = extensions.read_code(resource.extension, extensions.REPORT_STATUS)
    if own is None and resource.doc_status == "amended" and is_addendum:
        return ReportStatus.APPENDED
    return _STATUSES.get(own or resource.doc_status or "", ReportStatus.FINAL)


def _authored(resource: DocumentReference) -> datetime | None:
    creations = (one.attachment.creation for one in resource.content)
    for text in (*creations, resource.date):
        if text:
            try:
                return parse_instant(text)
            except InputInvalid:
                continue
    return None


def _rendition(content: DocumentContent, base_url: str) -> Rendition | None:
    attachment = content.attachment
    media_type = (attachment.content_type or "").split(";")[0].strip().lower()
    path = (attachment.url or "").removeprefix(f"{base_url}/")
    if not _MEDIA_TYPE.fullmatch(media_type) or not _PATH.fullmatch(path):
        return None
    return Rendition(
        media_type=media_type,
        locator=f"{base_url}/{path}",
        # Nought is how a document that is only made when asked for says that it has no size yet.
        size_bytes=attachment.size if attachment.size and attachment.size > 0 else None,
    )
