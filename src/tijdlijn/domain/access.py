"""Who asks, for whom, why, and on which ground a holder answers.

The asker's side fills `Asker` at launch; the holder reads it from a signed statement and decides for itself
(architecture.md §5, "Deny is the default").
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tijdlijn.domain.identifiers import Ura


class Purpose(StrEnum):
    """Why data is asked for. Standard: HL7 v3 ActReason (2.16.840.1.113883.1.11.20448) as used in the
    Netherlands (B17).
    """

    TREATMENT = "TREAT"
    CARE_COORDINATION = "COC"
    EMERGENCY = "ETREAT"
    PATIENT_REQUEST = "PATRQT"


@dataclass(frozen=True, slots=True)
class Professional:
    """The person who looks: a lasting id (UZI or Dezi) passed on unaltered, a name for the record, and a
    role code (B18).

    Standard: role codes RoleCodeNL 2.16.840.1.113883.2.4.15.111, e.g. `01.041`.
    """

    user_id: str
    name: str
    role_code: str
    role_name: str


@dataclass(frozen=True, slots=True)
class Asker:
    """The whole question's origin: professional, institution, purpose, and the EPD's signed statement of
    treatment.

    `treatment_statement` is a compact JWS made by the EPD with its institution's key; opaque here, verified
    by the holder (architecture.md §8h).
    """

    professional: Professional
    institution: Ura
    purpose: Purpose
    treatment_statement: str


class Ground(StrEnum):
    """On which ground a holder answered or did not; stored with every delivery (A29)."""

    LOCAL_CONSENT = "local-consent"
    NO_CONSENT = "no-consent"
    CONSENT_REFUSED = "consent-refused"
    CONSENT_UNKNOWN = "consent-unknown"
    NO_TREATMENT_RELATION = "no-treatment-relation"
    PATIENT_UNKNOWN = "patient-unknown"
    OWN_INSTITUTION = "own-institution"


@dataclass(frozen=True, slots=True)
class Decision:
    """A holder's own answer to one asker about one patient. Only `permit` opens; `valid_until` bounds it
    and is set on every permit.
    """

    permit: bool
    ground: Ground
    valid_until: datetime | None = None
