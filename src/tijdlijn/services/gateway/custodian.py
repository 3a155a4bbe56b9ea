"""One institution that this gateway serves, with the sources it answers from."""

from dataclasses import dataclass

from tijdlijn.domain.identifiers import Ura
from tijdlijn.ports import ConsentSource, DerivedSource, PatientIndex, ReportSource, StudySource


@dataclass(frozen=True, slots=True)
class Custodian:
    """Who answers (`ura`, with its name and facility type: V6, Z5, …) and from what. Sources of two
    custodians are never mixed.
    """

    ura: Ura
    name: str
    facility_type: str
    patients: PatientIndex
    consents: ConsentSource
    studies: StudySource
    reports: ReportSource
    derived: DerivedSource | None = None
