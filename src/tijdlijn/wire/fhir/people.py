"""A Patient's identity as FHIR has it: number, name, birth date, sex.

A birth date that cannot be read is refused rather than dropped: it is what stops another person's rows
(architecture.md §5, "Wrong patient is stopped"). Standard: HL7 FHIR R4, Patient.
"""

from typing import Final

from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.wire.fhir.structs import HumanName, Patient

_SEXES: Final = {sex.value: sex for sex in Sex}


def demographics_of(person: Patient) -> Demographics:
    """What a Patient says of a person; an unknown gender code is absent.

    Raises:
        InputInvalid: a birth date that is none.
    """
    name = person.name[0] if person.name else HumanName()
    parts = " ".join(filter(None, (*name.given, name.family)))
    return Demographics(
        name=name.text or parts or None,
        birth_date=VagueDate(person.birth_date) if person.birth_date else None,
        sex=_SEXES.get(person.gender or ""),
    )


def patient_of(demographics: Demographics) -> Patient:
    """A Patient that says just this."""
    return Patient(
        name=(HumanName(text=demographics.name),) if demographics.name else (),
        gender=demographics.sex.value if demographics.sex else None,
        birth_date=demographics.birth_date.text if demographics.birth_date else None,
    )
