"""What stands at the national index in this holder's name, so that it can be withdrawn without knowing whose
it is.
"""

from dataclasses import dataclass

from tijdlijn.domain.identifiers import Ura
from tijdlijn.store.pool import Database
from tijdlijn.store.sql import load_queries

_SQL = load_queries("tijdlijn.store.gateway")


@dataclass(frozen=True, slots=True)
class Registered:
    """One patient, by reference, and what the index calls the registration."""

    patient_ref: bytes
    registration_id: str


@dataclass(frozen=True, slots=True)
class RegistrationStore:
    """The table of registrations. Every method raises as `Database.transaction`."""

    database: Database

    async def standing(self, custodian: Ura) -> dict[bytes, str]:
        """Give what the index has accepted: registration ids by patient reference."""
        rows = await self.database.fetch_all(
            Registered, _SQL["registrations"], {"custodian": custodian.value}
        )
        return {bytes(row.patient_ref): row.registration_id for row in rows}

    async def keep(self, custodian: Ura, registered: Registered) -> None:
        """Note what the index accepted; repeating is harmless."""
        await self.database.execute(
            _SQL["keep_registration"],
            {
                "custodian": custodian.value,
                "patient_ref": registered.patient_ref,
                "registration_id": registered.registration_id,
            },
        )

    async def forget(self, custodian: Ura, patient_ref: bytes) -> None:
        """Note what the index no longer has; repeating is harmless."""
        await self.database.execute(
            _SQL["forget_registration"], {"custodian": custodian.value, "patient_ref": patient_ref}
        )
