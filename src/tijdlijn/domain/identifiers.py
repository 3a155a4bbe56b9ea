"""The identifiers that cross a border between organisations, each a type of its own so that none is taken
for another.

Only the patient's number is apart (`domain.bsn`), because few rooms may import it.
"""

import re
from dataclasses import dataclass
from typing import NewType

from tijdlijn.domain.errors import InputInvalid

URA_OID = "2.16.528.1.1007.3.3"
URA_SYSTEM = "http://fhir.nl/fhir/NamingSystem/ura"
UZI_SYSTEM = "http://fhir.nl/fhir/NamingSystem/uzi"

TraceId = NewType("TraceId", str)
"""32 lower-case hexadecimal digits that join the records of asker and holder. Standard: W3C Trace Context,
trace-id.
"""

_UID = re.compile(r"[0-9]+(\.[0-9]+)*")
_URA = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True, order=True)
class Ura:
    """A care institution's UZI register subscriber number: eight digits, leading zeros kept.

    Raises:
        InputInvalid: not eight digits.
    """

    value: str

    def __post_init__(self) -> None:
        if not _URA.fullmatch(self.value):
            raise InputInvalid("not a URA: eight digits are needed")

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class _Uid:
    """A UID of DICOM; of one level it is never equal to that of another."""

    value: str

    def __post_init__(self) -> None:
        if len(self.value) > 64 or not _UID.fullmatch(self.value):
            raise InputInvalid("not a DICOM UID")

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class StudyInstanceUID(_Uid):
    """The UID of one study as its holder gives it, without `urn:oid:`.

    Leading zeros in a component occur in old archives and are kept, never repaired (reference/standards.md
    trap 12). It is not proof of sameness by itself: an import elsewhere may have made a new one (B25).

    Raises:
        InputInvalid: characters that no UID has, or longer than 64.

    Standard: DICOM PS3.5 §9, Unique Identifiers.
    """


@dataclass(frozen=True, slots=True, order=True)
class SeriesInstanceUID(_Uid):
    """The UID of one series, without `urn:oid:`. Raises and is kept as `StudyInstanceUID`."""


@dataclass(frozen=True, slots=True, order=True)
class SopInstanceUID(_Uid):
    """The UID of one instance, without `urn:oid:`. Raises and is kept as `StudyInstanceUID`."""


@dataclass(frozen=True, slots=True)
class AccessionNumber:
    """An order's number at the institution that issued it; without its issuer it identifies nothing (B27).

    `issuer` is an OID as text, or `None` where the source does not say; such a number is shown to nobody
    and folds nothing.
    """

    value: str
    issuer: str | None

    def __repr__(self) -> str:
        return "AccessionNumber(•••)"


@dataclass(frozen=True, slots=True)
class LocalPatientId:
    """One institution's own number for a patient, with the OID of its issuer; nothing elsewhere (B5)."""

    value: str
    issuer: str

    def __repr__(self) -> str:
        return "LocalPatientId(•••)"


@dataclass(frozen=True, slots=True)
class Code:
    """A code as the source gave it: `system` an URI, `display` as received, never translated (B37)."""

    system: str
    code: str
    display: str | None = None
