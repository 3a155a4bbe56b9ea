"""One DocumentReference of a holder, read tolerantly: what is odd is absent, what is unusable is refused.

Unusable means that showing the entry would be a guess: no custodian, no patient's own data where it says to
have them, no study, no document that can be fetched. The caller keeps the raw bytes beside what is read
here. Standard: MedMij bbs-DocumentReference; IHE MHD 4.2.3 §2:3.67 (a consumer must survive what it cannot
parse); reference/standards.md traps 5, 6, 11, 14.
"""

import re
from datetime import datetime
from typing import Final, TypeVar

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Code, Ura
from tijdlijn.domain.study import (
    Availability,
    Laterality,
    Rendition,
    Report,
    ReportStatus,
    SourceEntry,
    Study,
    StudyMoment,
)
from tijdlijn.wire.fhir import extensions, names
from tijdlijn.wire.fhir.codec import decode, resource_head
from tijdlijn.wire.fhir.document_reference.writer import DIALECT
from tijdlijn.wire.fhir.identifiers import (
    read_accession,
    read_bsn,
    read_document_id,
    read_study_uids,
    read_ura,
)
from tijdlijn.wire.fhir.moments import parse_instant, parse_study_start
from tijdlijn.wire.fhir.people import demographics_of
from tijdlijn.wire.fhir.structs import (
    CodeableConcept,
    DocumentContent,
    DocumentContext,
    DocumentReference,
    Patient,
    Reference,
)

MAX_ENTRY_BYTES: Final = 256 * 1024

_PATH: Final = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_MODALITY: Final = re.compile(r"[A-Z0-9_]{1,16}")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_MODALITY_SYSTEMS: Final = frozenset({names.DCM, names.DCM_OID})
_STATUS_BY_CODE: Final = {
    "preliminary": ReportStatus.PRELIMINARY,
    "final": ReportStatus.FINAL,
    "corrected": ReportStatus.CORRECTED,
    "amended": ReportStatus.CORRECTED,
    "appended": ReportStatus.APPENDED,
    "entered-in-error": ReportStatus.WITHDRAWN,
    "cancelled": ReportStatus.WITHDRAWN,
}

_Enum = TypeVar("_Enum", Availability, Laterality)


def read_document_reference(raw: bytes, *, route_id: str, base_url: str) -> tuple[SourceEntry, Bsn | None]:
    """Read one entry that came over a route, and the patient that it says to be about (`None`: it does not
    say).

    `base_url` is the holder's own FHIR address. Renditions' locators are absolute
    addresses under it; a document elsewhere is left out (B39).

    Raises:
        InputInvalid: the entry cannot be used; the text never holds its content.
    """
    resource = decode(raw, DocumentReference, limit_bytes=MAX_ENTRY_BYTES)
    if resource.status != "current":
        raise InputInvalid("entry: not current")
    custodian = _custodian(resource)
    person = _source_patient(resource)
    document_id = read_document_id(resource.master_identifier) or next(
        (one.value for one in resource.identifier if one.value), None
    )
    entry_id = resource.id or document_id
    if entry_id is None:
        raise InputInvalid("entry: has no id")
    categories = {coding.code for concept in resource.category for coding in concept.coding}
    content: Study | Report
    if "REPORTS" in categories:
        content = _report(resource, document_id or entry_id, person, base_url.rstrip("/"))
    elif "IMAGES" in categories:
        content = _study(resource, person)
    else:
        raise InputInvalid("entry: neither images nor a report")
    subject = resource.subject.identifier if resource.subject else None
    identifiers = (*((subject,) if subject else ()), *(person.identifier if person else ()))
    entry = SourceEntry(custodian, route_id, entry_id, content, DIALECT, raw)
    return entry, read_bsn(identifiers)


def _study(resource: DocumentReference, person: Patient | None) -> Study:
    context = resource.context or DocumentContext()
    uids = read_study_uids(context.related)
    if len(uids) != 1:
        raise InputInvalid("entry: images of no study, or of more than one")
    modalities, region = _events(context.event)
    laterality = extensions.read_code(resource.extension, extensions.LATERALITY)
    availability = extensions.read_code(resource.extension, extensions.AVAILABILITY)
    titles = (one.attachment.title for one in resource.content)
    type_text = resource.type.text if resource.type else None
    return Study(
        study_uid=uids[0],
        moment=_study_moment(context),
        modalities=modalities,
        description=resource.description or next(filter(None, titles), None) or type_text or None,
        procedure=_code(resource.type),
        region=region,
        laterality=_known(Laterality, laterality),
        institution_name=_display(resource.author, "Organization"),
        accession=read_accession(context.related),
        series_count=extensions.read_number(resource.extension, extensions.SERIES_COUNT),
        instance_count=extensions.read_number(resource.extension, extensions.INSTANCE_COUNT),
        size_bytes=extensions.read_number(resource.extension, extensions.STUDY_SIZE),
        availability=_known(Availability, availability) or Availability.ONLINE,
        demographics=demographics_of(person or Patient()),
    )


def _report(resource: DocumentReference, report_id: str, person: Patient | None, base_url: str) -> Report:
    context = resource.context or DocumentContext()
    renditions = tuple(filter(None, (_rendition(one, base_url) for one in resource.content)))
    if not renditions:
        raise InputInvalid("entry: a report without a document at its holder")
    targets = {one.code: read_document_id(one.target.identifier) for one in resource.relates_to if one.target}
    status = _STATUS_BY_CODE.get(
        extensions.read_code(resource.extension, extensions.REPORT_STATUS) or resource.doc_status or "final",
        ReportStatus.FINAL,
    )
    is_addendum = status is ReportStatus.CORRECTED and bool(targets.get("appends"))
    has_own_status = extensions.read_code(resource.extension, extensions.REPORT_STATUS) is not None
    return Report(
        report_id=report_id,
        study_uids=read_study_uids(context.related),
        status=ReportStatus.APPENDED if is_addendum and not has_own_status else status,
        authored_at=_authored(resource),
        title=next((one.attachment.title for one in resource.content if one.attachment.title), None),
        author=_display(resource.author, "Practitioner"),
        renditions=renditions,
        accession=read_accession(context.related),
        appends_to=targets.get("appends"),
        replaces=targets.get("replaces"),
        demographics=demographics_of(person or Patient()),
    )


def _custodian(resource: DocumentReference) -> Ura:
    custodian = read_ura(resource.custodian.identifier if resource.custodian else None)
    if custodian is None:
        raise InputInvalid("entry: does not say who answers for it")
    return custodian


def _source_patient(resource: DocumentReference) -> Patient | None:
    for raw in resource.contained:
        if resource_head(raw, limit_bytes=MAX_ENTRY_BYTES)[0] == "Patient":
            return decode(raw, Patient, limit_bytes=MAX_ENTRY_BYTES)
    return None


def _events(events: tuple[CodeableConcept, ...]) -> tuple[tuple[str, ...], Code | None]:
    """The modalities in order, each once, and the first other code, which is the region (B34, B35)."""
    modalities: list[str] = []
    region: Code | None = None
    for event in events:
        codes = [one.code for one in event.coding if one.code and one.system in _MODALITY_SYSTEMS]
        modalities.extend(code for code in codes if _MODALITY.fullmatch(code))
        if not codes and region is None:
            region = _code(event)
    return tuple(dict.fromkeys(modalities)), region


def _study_moment(context: DocumentContext) -> StudyMoment:
    if context.period is None or not context.period.start:
        return StudyMoment()
    try:
        return parse_study_start(context.period.start)
    except InputInvalid:
        return StudyMoment()


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


def _code(concept: CodeableConcept | None) -> Code | None:
    for one in concept.coding if concept else ():
        if one.system and one.code:
            return Code(system=one.system, code=one.code, display=one.display)
    return None


def _display(authors: tuple[Reference, ...], kind: str) -> str | None:
    for author in authors:
        named = author.type or (author.reference or "").rpartition("/")[0].rpartition("/")[2]
        if named.startswith(kind) and author.display:
            return author.display
    return None


def _known(kind: type[_Enum], text: str | None) -> _Enum | None:
    return kind(text) if text in {member.value for member in kind} else None
