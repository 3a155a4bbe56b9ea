"""A `ConsentSource` without a table: answers from what it was given, and fails when told.

It passes the suite of its port (`tests/component/ports/test_consent_source.py`).
"""

from dataclasses import dataclass, field

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import LocalConsent
from tijdlijn.domain.errors import PeerError


@dataclass
class InMemoryConsentSource:
    """Answers from `recorded`; while `failure` is set every question ends with it."""

    recorded: dict[Bsn, list[LocalConsent]] = field(default_factory=dict)
    failure: PeerError | None = None

    async def choices(self, patient: Bsn) -> list[LocalConsent]:
        """Give every recorded choice of this patient."""
        if self.failure is not None:
            raise self.failure
        return list(self.recorded.get(patient, ()))
