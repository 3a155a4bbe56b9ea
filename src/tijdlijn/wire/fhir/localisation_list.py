"""The index's List: that an institution has imaging of a patient, and nothing more.

A registration carries the patient as a pseudonym token; an answer never carries the patient at all. The
profile is that of the national functions (a List without entries, custodian in an extension); pseudonym
system and data category are ours until the national ones have settled. Standard: NL generic functions,
nl-gf-localization-list; HL7 FHIR R4, List.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.codec import Element, decode, encode
from tijdlijn.wire.fhir.identifiers import institution_identifier, read_ura
from tijdlijn.wire.fhir.moments import instant
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Extension, Identifier, Reference
from tijdlijn.wire.pseudonym import PSEUDONYM_SYSTEM

IMAGING: Final = "Imaging"
MAX_LIST_BYTES: Final = 64 * 1024

_CUSTODIAN: Final = (
    "http://minvws.github.io/generiekefuncties-docs/StructureDefinition/nl-gf-localization-custodian"
)
_EMPTY_REASON: Final = CodeableConcept(
    coding=(Coding(system="http://terminology.hl7.org/CodeSystem/list-empty-reason", code="withheld"),)
)


class List(Element, tag_field="resourceType", tag="List"):
    """That an institution has something of a patient."""

    id: str | None = None
    extension: tuple[Extension, ...] = ()
    status: str | None = None
    mode: str | None = None
    code: CodeableConcept | None = None
    subject: Reference | None = None
    date: str | None = None
    empty_reason: CodeableConcept | None = None


@dataclass(frozen=True, slots=True)
class RegistrationRequest:
    """What a custodian asks the index to keep. `subject` is the value under `PSEUDONYM_SYSTEM`."""

    subject: str
    custodian: Ura
    code: str


@dataclass(frozen=True, slots=True)
class ListedCustodian:
    """One answer of the index; `list_id` is what withdraws it."""

    list_id: str
    custodian: Ura
    code: str


def encode_registration(*, subject: str, custodian: Ura) -> bytes:
    """Write the body of a registration of imaging."""
    resource = _list(custodian)
    resource.subject = Reference(identifier=Identifier(system=PSEUDONYM_SYSTEM, value=subject))
    return encode(resource)


def parse_registration(data: bytes) -> RegistrationRequest:
    """Read the body of a registration.

    Raises:
        InputInvalid: no such List, or without pseudonym, custodian or code.
    """
    resource = decode(data, List, limit_bytes=MAX_LIST_BYTES)
    subject = resource.subject.identifier if resource.subject else None
    if subject is None or subject.system != PSEUDONYM_SYSTEM or not subject.value:
        raise InputInvalid("List: subject must be a pseudonym token")
    return RegistrationRequest(subject.value, _custodian(resource), _code(resource))


def encode_list(*, list_id: str, custodian: Ura, registered_at: datetime) -> bytes:
    """Write a registration as the index gives it: without the patient."""
    resource = _list(custodian)
    resource.id = list_id
    resource.date = instant(registered_at)
    return encode(resource)


def parse_list(data: bytes) -> ListedCustodian:
    """Read a registration as an index gives it.

    Raises:
        InputInvalid: no such List, or without id, custodian or code.
    """
    resource = decode(data, List, limit_bytes=MAX_LIST_BYTES)
    if not resource.id:
        raise InputInvalid("List: has no id")
    return ListedCustodian(resource.id, _custodian(resource), _code(resource))


def _list(custodian: Ura) -> List:
    owner = Reference(identifier=institution_identifier(custodian))
    return List(
        extension=(Extension(url=_CUSTODIAN, value_reference=owner),),
        status="current",
        mode="working",
        code=CodeableConcept(coding=(Coding(system=names.DATA_CATEGORY, code=IMAGING),)),
        empty_reason=_EMPTY_REASON,
    )


def _custodian(resource: List) -> Ura:
    owners = (one.value_reference for one in resource.extension if one.url == _CUSTODIAN)
    custodian = read_ura(*(owner.identifier for owner in owners if owner))
    if custodian is None:
        raise InputInvalid("List: does not say who the custodian is")
    return custodian


def _code(resource: List) -> str:
    coding = resource.code.coding if resource.code else ()
    code = next((one.code for one in coding if one.code), None)
    if code is None:
        raise InputInvalid("List: has no code")
    return code
