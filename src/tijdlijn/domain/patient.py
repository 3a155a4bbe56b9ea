"""Who the patient is according to one source: name, birth date, sex. No number.

Every source says it for itself (launch, holder's record, DICOM header, report), because a difference in
birth date or sex means that a row may belong to another person and stays closed (architecture.md §5, "Wrong
patient is stopped").
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from tijdlijn.domain.errors import InputInvalid

_VAGUE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass(frozen=True, slots=True, order=True)
class VagueDate:
    """A date of which only the year, or year and month, may be known: `1951`, `1951-03` or `1951-03-14`
    (B33).

    Raises:
        InputInvalid: any other form.

    Standard: HL7 FHIR R4, datatype `date`.
    """

    text: str

    def __post_init__(self) -> None:
        if not _VAGUE.fullmatch(self.text):
            raise InputInvalid("not a date of the form YYYY, YYYY-MM or YYYY-MM-DD")

    def contradicts(self, other: "VagueDate") -> bool:
        """Whether both cannot be the same day; a vaguer date never contradicts one that it may contain."""
        return not (self.text.startswith(other.text) or other.text.startswith(self.text))


class Sex(StrEnum):
    """Administrative gender. Standard: HL7 FHIR R4, value set administrative-gender."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


_STATED = (Sex.MALE, Sex.FEMALE)


@dataclass(frozen=True, slots=True)
class Demographics:
    """What one source says of a person; each part may be absent. `name` is for the screen, never for
    matching (B4).
    """

    name: str | None = None
    birth_date: VagueDate | None = None
    sex: Sex | None = None

    def __repr__(self) -> str:
        return "Demographics(•••)"

    def contradicts(self, other: "Demographics") -> bool:
        """Whether birth date or sex cannot be of one person; absent and unknown never contradict."""
        if self.birth_date and other.birth_date and self.birth_date.contradicts(other.birth_date):
            return True
        return self.sex in _STATED and other.sex in _STATED and self.sex is not other.sex
