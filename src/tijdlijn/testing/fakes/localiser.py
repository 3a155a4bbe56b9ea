"""A `Localiser` without a network: keeps registrations in memory and can be told to fail.

It passes the suite of its port (`tests/component/ports/test_localiser.py`), so what is tested on top of it
holds with the real one.
"""

from dataclasses import dataclass, field
from uuid import uuid4

from tijdlijn.domain.access import Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import PeerError
from tijdlijn.domain.identifiers import Ura


@dataclass
class InMemoryLocaliser:
    """Answers from `registrations`; while `failure` is set, every question ends with it."""

    registrations: dict[str, tuple[Bsn, Ura]] = field(default_factory=dict)
    failure: PeerError | None = None

    async def localise(self, patient: Bsn, asker: Ura, user_id: str, purpose: Purpose) -> frozenset[Ura]:
        """Give the custodians registered for this patient, whoever asks."""
        self._fail_if_told()
        return frozenset(custodian for known, custodian in self.registrations.values() if known == patient)

    async def register(self, patient: Bsn, custodian: Ura) -> str:
        """Remember the custodian; the same one has the same id."""
        self._fail_if_told()
        for registration_id, registered in self.registrations.items():
            if registered == (patient, custodian):
                return registration_id
        registration_id = str(uuid4())
        self.registrations[registration_id] = (patient, custodian)
        return registration_id

    async def withdraw(self, registration_id: str) -> None:
        """Forget a registration, if it is there."""
        self._fail_if_told()
        self.registrations.pop(registration_id, None)

    def _fail_if_told(self) -> None:
        if self.failure is not None:
            raise self.failure
