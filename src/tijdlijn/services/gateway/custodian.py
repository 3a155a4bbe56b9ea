"""One institution that this gateway serves, with the sources it answers from."""

from dataclasses import dataclass

from tijdlijn.domain.identifiers import Ura
from tijdlijn.ports import ConsentSource, PatientIndex, ReportSource, StudySource


@dataclass(frozen=True, slots=True)
class Custodian:
    """Who answers (`ura`, with its facility type: V6, Z5, …) and from what. Sources of two custodians are
    never mixed.
    """

    ura: Ura
    facility_type: str
    patients: PatientIndex
    consents: ConsentSource
    studies: StudySource
    reports: ReportSource
