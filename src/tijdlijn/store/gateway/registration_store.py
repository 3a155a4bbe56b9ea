"""What stands at the national index in this holder's name, so that it can be withdrawn without knowing whose
it is.
"""

from dataclasses import dataclass

from tijdlijn.domain.identifiers import Ura
from tijdlijn.store.pool import Database
from tijdlijn.store.sql import load_queries

_SQL = load_queries("tijdlijn.store.gateway")


@dataclass(frozen=True, slots=True)
class _Row:
    patient_ref: bytes
    registration_id: str | None


@dataclass(frozen=True, slots=True)
class RegistrationStore:
    """The table of registrations. Every method raises as `Database.transaction` and may be repeated."""

    database: Database

    async def standing(self, custodian: Ura) -> dict[bytes, str | None]:
        """Give registration ids by patient reference; `None` where the index was about to be asked, so that
        it may stand there or not.
        """
        rows = await self.database.fetch_all(_Row, _SQL["registrations"], {"custodian": custodian.value})
        return {bytes(row.patient_ref): row.registration_id for row in rows}

    async def intend(self, custodian: Ura, patient_ref: bytes) -> None:
        """Note that the index is about to be asked."""
        await self.database.execute(_SQL["intend_registration"], _key(custodian, patient_ref))

    async def keep(self, custodian: Ura, patient_ref: bytes, registration_id: str) -> None:
        """Note what the index accepted."""
        await self.database.execute(
            _SQL["keep_registration"], _key(custodian, patient_ref) | {"registration_id": registration_id}
        )

    async def forget(self, custodian: Ura, patient_ref: bytes) -> None:
        """Note what the index no longer has."""
        await self.database.execute(_SQL["forget_registration"], _key(custodian, patient_ref))


def _key(custodian: Ura, patient_ref: bytes) -> dict[str, object]:
    return {"custodian": custodian.value, "patient_ref": patient_ref}
