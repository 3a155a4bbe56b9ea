"""Patient and Encounter as an EPD gives them at a launch, and as the demo's EPD writes them.

Standard: HL7 FHIR R4, Patient and Encounter; SMART App Launch 2.2.0 §3.1.3 (launch context).
"""

from dataclasses import dataclass
from datetime import date, datetime

from tijdlijn.domain.bsn import BSN_SYSTEM, Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.wire.fhir.codec import MIB, Element, decode, encode
from tijdlijn.wire.fhir.identifiers import read_bsn
from tijdlijn.wire.fhir.structs import CodeableConcept, HumanName, Identifier, Patient, Period


@dataclass(frozen=True, slots=True)
class Encounter:
    """A contact in words, and the day on which it began; either may be absent."""

    situation: str | None
    started_on: date | None


class _Encounter(Element, tag_field="resourceType", tag="Encounter"):
    id: str | None = None
    status: str | None = None
    type: tuple[CodeableConcept, ...] = ()
    period: Period | None = None


def write_patient(local_id: str, bsn: Bsn | None, person: Demographics) -> bytes:
    """Write a patient as an EPD answers it."""
    identifiers = (Identifier(system=BSN_SYSTEM, value=bsn.digits),) if bsn else ()
    return encode(
        Patient(
            id=local_id,
            identifier=identifiers,
            name=(HumanName(text=person.name),) if person.name else (),
            gender=person.sex.value if person.sex else None,
            birth_date=person.birth_date.text if person.birth_date else None,
        )
    )


def read_patient(body: bytes) -> tuple[Bsn | None, Demographics]:
    """Read who the patient is, and the BSN if the EPD has one.

    Raises:
        InputInvalid: not a Patient, or a number that says to be a BSN and is not.
    """
    patient = decode(body, Patient, limit_bytes=MIB)
    name = patient.name[0] if patient.name else HumanName()
    person = Demographics(
        name=name.text or _composed(name),
        birth_date=VagueDate(patient.birth_date) if patient.birth_date else None,
        sex=Sex(patient.gender) if patient.gender in set(Sex) else None,
    )
    return read_bsn(patient.identifier), person


def write_encounter(local_id: str, encounter: Encounter) -> bytes:
    """Write a contact as an EPD answers it."""
    start = encounter.started_on.isoformat() if encounter.started_on else None
    concept = (CodeableConcept(text=encounter.situation),) if encounter.situation else ()
    return encode(_Encounter(id=local_id, status="in-progress", type=concept, period=Period(start=start)))


def read_encounter(body: bytes) -> Encounter:
    """Read a contact.

    Raises:
        InputInvalid: not an Encounter.
    """
    encounter = decode(body, _Encounter, limit_bytes=MIB)
    texts = [concept.text or next((c.display for c in concept.coding), None) for concept in encounter.type]
    start = encounter.period.start if encounter.period else None
    try:
        started_on = datetime.fromisoformat(start).date() if start else None
    except ValueError as error:
        raise InputInvalid("Encounter: not a moment") from error
    return Encounter(next((text for text in texts if text), None), started_on)


def _composed(name: HumanName) -> str | None:
    parts = [name.family, " ".join(name.given)]
    return ", ".join(part for part in parts if part) or None
