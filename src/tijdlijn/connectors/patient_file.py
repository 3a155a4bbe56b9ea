"""`ports.PatientIndex` over a TOML file: which local numbers are verified as whose.

The file is the demo's and a small holder's stand-in for a registration desk. It is read once and checked
whole: a number that stands for two people would show one person's images as another's.
"""

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.ports import KnownPatient


class _LocalId(msgspec.Struct, forbid_unknown_fields=True):
    value: str
    issuer: str


class _Patient(msgspec.Struct, forbid_unknown_fields=True):
    bsn: str
    local_id: tuple[_LocalId, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    patient: tuple[_Patient, ...] = ()


class PatientFile:
    """The patients of one file. Made by `read`."""

    def __init__(self, patients: dict[Bsn, KnownPatient]) -> None:
        self._patients = patients

    @classmethod
    def read(cls, path: Path) -> "PatientFile":
        """Read and check the file.

        Raises:
            ConfigurationInvalid: unreadable, another shape, no BSN, a BSN that stands there twice, or a local
                number that stands for two people; the faults name places, never numbers.
        """
        try:
            content = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise ConfigurationInvalid([f"{path.name}: not a file of patients"]) from error
        patients: dict[Bsn, KnownPatient] = {}
        taken: set[LocalPatientId] = set()
        faults: list[str] = []
        for number, patient in enumerate(content.patient, start=1):
            local_ids = frozenset(LocalPatientId(one.value, one.issuer) for one in patient.local_id)
            if local_ids & taken:
                faults.append(f"{path.name}: patient {number} has a local number of another patient")
            taken |= local_ids
            try:
                bsn = Bsn(patient.bsn)
            except InputInvalid:
                faults.append(f"{path.name}: patient {number} has no BSN")
                continue
            if bsn in patients:
                faults.append(f"{path.name}: patient {number} stands there twice")
            patients[bsn] = KnownPatient(bsn, local_ids)
        if faults:
            raise ConfigurationInvalid(faults)
        return cls(patients)

    async def find(self, patient: Bsn) -> KnownPatient | None:
        """Give the patient, or `None`."""
        return self._patients.get(patient)

    async def everyone(self) -> AsyncIterator[KnownPatient]:
        """Give all patients."""
        for patient in self._patients.values():
            yield patient
