"""The two resources that a launch brings: who the patient is, and in which contact.

Standard: SMART App Launch 2.2.0 §3 (launch context); HL7 FHIR R4, Patient and Encounter.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.patient import Demographics
from tijdlijn.wire.fhir.codec import Element, decode, encode
from tijdlijn.wire.fhir.identifiers import patient_identifier, read_bsn
from tijdlijn.wire.fhir.moments import parse_study_start
from tijdlijn.wire.fhir.people import demographics_of, patient_of
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Patient, Period

MAX_RESOURCE_BYTES: Final = 256 * 1024

_CLASS: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


@dataclass(frozen=True, slots=True)
class Encounter:
    """The contact: the care situation in the EPD's words, and the Dutch day on which it began."""

    situation: str | None
    started_on: date | None


class EncounterResource(Element, tag_field="resourceType", tag="Encounter"):
    """A contact of a patient with an institution."""

    id: str | None = None
    status: str | None = None
    class_: Coding | None = msgspec.field(default=None, name="class")
    type: tuple[CodeableConcept, ...] = ()
    reason_code: tuple[CodeableConcept, ...] = ()
    period: Period | None = None


def read_patient(data: bytes) -> tuple[Bsn | None, Demographics]:
    """Read the patient of a launch; a patient without BSN has none, and that is no error (B4).

    Raises:
        InputInvalid: no Patient, a wrong BSN, or a birth date that is none.
    """
    person = decode(data, Patient, limit_bytes=MAX_RESOURCE_BYTES)
    return read_bsn(person.identifier), demographics_of(person)


def patient(local_id: str, bsn: Bsn | None, demographics: Demographics) -> bytes:
    """Write a patient as an EPD gives it."""
    person = patient_of(demographics)
    person.id = local_id
    person.identifier = (patient_identifier(bsn),) if bsn else ()
    return encode(person)


def read_encounter(data: bytes) -> Encounter:
    """Read the contact of a launch; the situation is the text of its type, else of its reason.

    Raises:
        InputInvalid: no Encounter.
    """
    resource = decode(data, EncounterResource, limit_bytes=MAX_RESOURCE_BYTES)
    texts = (concept.text for concept in (*resource.type, *resource.reason_code))
    return Encounter(next(filter(None, texts), None), _day(resource.period))


def encounter(local_id: str, content: Encounter, *, class_code: str) -> bytes:
    """Write a contact as an EPD gives it; `class_code` is of v3 ActCode, e.g. `EMER` or `AMB`."""
    return encode(
        EncounterResource(
            id=local_id,
            status="in-progress",
            class_=Coding(system=_CLASS, code=class_code),
            type=(CodeableConcept(text=content.situation),) if content.situation else (),
            period=Period(start=content.started_on.isoformat()) if content.started_on else None,
        )
    )


def _day(period: Period | None) -> date | None:
    if period is None or not period.start:
        return None
    try:
        return parse_study_start(period.start).day
    except InputInvalid:
        return None
