"""What a holder knows of the patient: the local numbers, and what they chose."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import LocalConsent
from tijdlijn.domain.identifiers import LocalPatientId


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient as the holder's own registration knows them: all local numbers that are verified as this
    person's (B2, B5).
    """

    patient: Bsn
    local_ids: frozenset[LocalPatientId]


class PatientIndex(Protocol):
    """A holder's own registration: BSN ↔ local numbers with issuer."""

    async def find(self, patient: Bsn) -> KnownPatient | None:
        """Give the patient, or `None` when this BSN is not known or not verified here."""
        ...

    def everyone(self) -> AsyncIterator[KnownPatient]:
        """Every patient with a verified BSN, in no particular order."""
        ...


class ConsentSource(Protocol):
    """Where a holder learns what a patient chose."""

    async def choices(self, patient: Bsn) -> list[LocalConsent]:
        """Give every recorded choice of this patient towards this holder, ended ones included; none is an
        empty list.

        Raises:
            PeerError: the choice is not known; the caller must deny.
        """
        ...
