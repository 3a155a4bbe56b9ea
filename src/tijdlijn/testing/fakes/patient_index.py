"""A `PatientIndex` without a registration desk: knows who it was told.

It passes the suite of its port (`tests/component/ports/test_patient_index.py`).
"""

from collections.abc import AsyncIterator, Iterable

from tijdlijn.domain.bsn import Bsn
from tijdlijn.ports import KnownPatient


class InMemoryPatientIndex:
    """Answers from the patients it was made with."""

    def __init__(self, patients: Iterable[KnownPatient]) -> None:
        self._patients = {known.patient: known for known in patients}

    async def find(self, patient: Bsn) -> KnownPatient | None:
        """Give the patient, or `None`."""
        return self._patients.get(patient)

    async def everyone(self) -> AsyncIterator[KnownPatient]:
        """Give all patients."""
        for known in self._patients.values():
            yield known
