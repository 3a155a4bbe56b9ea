"""Identifiers and codes between FHIR's spelling and ours: with prefix on the wire, bare in the domain.

UIDs come with and without `urn:oid:` (B38, reference/standards.md trap 11); we take both and write the
prefix. UIDs are never repaired (trap 12). Standard: MedMij bbs-DocumentReference, `context.related`; IHE ITI
TF-3 §4.2.3.2.7 (ReferenceIdList types).
"""

import re
from typing import Final

from tijdlijn.domain.bsn import BSN_OID, BSN_SYSTEM, Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import URA_OID, URA_SYSTEM, AccessionNumber, StudyInstanceUID, Ura
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Identifier, Reference

ACCESSION_TYPE: Final = "urn:ihe:iti:xds:2013:accession"
STUDY_UID_TYPE: Final = "urn:ihe:iti:xds:2016:studyInstanceUID"

_OID: Final = re.compile(r"[0-9]+(\.[0-9]+)+")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BSN_SYSTEMS: Final = frozenset({BSN_SYSTEM, names.OID_PREFIX + BSN_OID})
_URA_SYSTEMS: Final = frozenset({URA_SYSTEM, names.OID_PREFIX + URA_OID})


def without_oid_prefix(text: str) -> str:
    """The bare OID or UID of a text that may carry `urn:oid:`."""
    return text.removeprefix(names.OID_PREFIX)


def document_identifier(document_id: str) -> Identifier:
    """A document's uniqueId as master identifier: an OID or UUID as URI, anything else under our system."""
    if _OID.fullmatch(document_id):
        return Identifier(system=names.URI, value=names.OID_PREFIX + document_id)
    if _UUID.fullmatch(document_id):
        return Identifier(system=names.URI, value=names.UUID_PREFIX + document_id)
    return Identifier(system=names.DOCUMENT_ID, value=document_id)


def read_document_id(identifier: Identifier | None) -> str | None:
    """The bare uniqueId of a master identifier, whichever system it carries, or `None`."""
    if identifier is None or not identifier.value:
        return None
    return without_oid_prefix(identifier.value).removeprefix(names.UUID_PREFIX)


def patient_identifier(patient: Bsn) -> Identifier:
    """A BSN under its Dutch naming system."""
    return Identifier(system=BSN_SYSTEM, value=patient.digits)


def read_bsn(identifiers: tuple[Identifier, ...]) -> Bsn | None:
    """The BSN among identifiers, or `None` when there is none.

    Raises:
        InputInvalid: one says to be a BSN and is not, or two differ.
    """
    found: Bsn | None = None
    for one in identifiers:
        if one.system in _BSN_SYSTEMS and (found is None or one.value != found.digits):
            if found is not None:
                raise InputInvalid("more than one BSN")
            found = Bsn(one.value or "")
    return found


def institution_identifier(ura: Ura) -> Identifier:
    """A URA under its Dutch naming system."""
    return Identifier(system=URA_SYSTEM, value=ura.value)


def read_ura(*identifiers: Identifier | None) -> Ura | None:
    """The first URA among identifiers, or `None` when there is none.

    Raises:
        InputInvalid: one says to be a URA and is not.
    """
    for one in identifiers:
        if one is not None and one.system in _URA_SYSTEMS:
            return Ura(one.value or "")
    return None


def related_study(uid: StudyInstanceUID) -> Reference:
    """A Study Instance UID in `context.related`."""
    return Reference(
        identifier=Identifier(
            type=_identifier_type(STUDY_UID_TYPE),
            system=names.DICOM_UID,
            value=names.OID_PREFIX + uid.value,
        )
    )


def related_accession(accession: AccessionNumber) -> Reference:
    """An accession number with its issuer in `context.related`."""
    issuer = accession.issuer
    if issuer is not None and _OID.fullmatch(issuer):
        issuer = names.OID_PREFIX + issuer
    return Reference(
        identifier=Identifier(type=_identifier_type(ACCESSION_TYPE), system=issuer, value=accession.value)
    )


def read_study_uids(related: tuple[Reference, ...]) -> tuple[StudyInstanceUID, ...]:
    """Every Study Instance UID in `context.related`, in order, each once.

    Raises:
        InputInvalid: one says to be such a UID and is not.
    """
    found: dict[str, StudyInstanceUID] = {}
    for one in related:
        identifier = one.identifier
        if identifier and (identifier.system == names.DICOM_UID or _says(identifier, STUDY_UID_TYPE)):
            uid = StudyInstanceUID(without_oid_prefix(identifier.value or ""))
            found[uid.value] = uid
    return tuple(found.values())


def read_accession(related: tuple[Reference, ...]) -> AccessionNumber | None:
    """The first accession number in `context.related` that has an issuer, else the first, else `None`."""
    first: AccessionNumber | None = None
    for one in related:
        identifier = one.identifier
        if identifier and identifier.value and _says(identifier, ACCESSION_TYPE):
            issuer = without_oid_prefix(identifier.system) if identifier.system else None
            number = AccessionNumber(identifier.value, issuer)
            if issuer:
                return number
            first = first or number
    return first


def _identifier_type(code: str) -> CodeableConcept:
    return CodeableConcept(coding=(Coding(system=names.URI, code=code),))


def _says(identifier: Identifier, code: str) -> bool:
    if identifier.type is None:
        return False
    return code in [one.code for one in identifier.type.coding]
