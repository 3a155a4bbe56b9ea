"""`ports.ConsentSource` over the holder's own table of choices.

The table knows patients only by a keyed reference, never by number, and each custodian's choices apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import LocalConsent
from tijdlijn.domain.identifiers import Ura


class ConsentRows(Protocol):
    """The table itself, in the gateway's database."""

    async def choices(self, custodian: Ura, patient_ref: bytes) -> list[LocalConsent]:
        """Give every recorded choice that was not withdrawn, ended ones included.

        Raises:
            PeerError: the database does not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class ConsentTable:
    """The choices that patients made towards one custodian; `reference` gives a patient's keyed reference."""

    rows: ConsentRows
    custodian: Ura
    reference: Callable[[Bsn], bytes]

    async def choices(self, patient: Bsn) -> list[LocalConsent]:
        """Give every recorded choice of this patient. See `ports.ConsentSource.choices`."""
        return await self.rows.choices(self.custodian, self.reference(patient))
