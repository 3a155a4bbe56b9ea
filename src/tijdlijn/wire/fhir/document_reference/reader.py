"""One DocumentReference of a holder, read tolerantly: what is odd is absent, what is unusable is refused.

Unusable means that showing the entry would be a guess: no custodian, no patient's own data where it says to
have them, no study, no document that can be fetched. The raw bytes are kept beside what is read here.
Standard: MedMij bbs-DocumentReference; IHE MHD 4.2.3 §2:3.67 (a consumer must survive what it cannot parse);
reference/standards.md traps 5, 6, 11, 14.
"""

from typing import Final

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.study import Report, SourceEntry, Study
from tijdlijn.wire.fhir.codec import decode, resource_head
from tijdlijn.wire.fhir.document_reference.envelope import DIALECT
from tijdlijn.wire.fhir.document_reference.report_reader import read_report
from tijdlijn.wire.fhir.document_reference.study_reader import read_study
from tijdlijn.wire.fhir.identifiers import read_bsn, read_document_id, read_ura
from tijdlijn.wire.fhir.people import demographics_of
from tijdlijn.wire.fhir.structs import DocumentReference, Patient

MAX_ENTRY_BYTES: Final = 256 * 1024


def read_document_reference(raw: bytes, *, route_id: str, base_url: str) -> tuple[SourceEntry, Bsn | None]:
    """Read one entry that came over a route, and the patient that it says to be about (`None`: it does not
    say).

    `base_url` is the holder's own FHIR address. Renditions' locators are absolute addresses under it;
    a document elsewhere is left out (B39).

    Raises:
        InputInvalid: the entry cannot be used; the text never holds its content.
    """
    resource = decode(raw, DocumentReference, limit_bytes=MAX_ENTRY_BYTES)
    if resource.status != "current":
        raise InputInvalid("entry: not current")
    custodian = _custodian(resource)
    person = _source_patient(resource)
    demographics = demographics_of(person or Patient())
    document_id = read_document_id(resource.master_identifier) or next(
        (one.value for one in resource.identifier if one.value), None
    )
    entry_id = resource.id or document_id
    if entry_id is None:
        raise InputInvalid("entry: has no id")
    categories = {coding.code for concept in resource.category for coding in concept.coding}
    content: Study | Report
    if "REPORTS" in categories:
        content = read_report(resource, document_id or entry_id, demographics, base_url.rstrip("/"))
    elif "IMAGES" in categories:
        content = read_study(resource, demographics)
    else:
        raise InputInvalid("entry: neither images nor a report")
    subject = resource.subject.identifier if resource.subject else None
    identifiers = (*((subject,) if subject else ()), *(person.identifier if person else ()))
    entry = SourceEntry(custodian, route_id, entry_id, content, DIALECT, raw)
    return entry, read_bsn(identifiers)


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
