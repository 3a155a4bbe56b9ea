"""The choices that patients made towards a holder, and what every change of them does.

A change, the end of the patient's tokens and the notice to all processes stand in one transaction
(architecture.md §8h): from its commit on no request is answered on an earlier choice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from tijdlijn.domain.access import Purpose
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.identifiers import Ura
from tijdlijn.store.pool import Connection, Database
from tijdlijn.store.sql import load_queries

CHANNEL = "gateway_consent"
_SQL = load_queries("tijdlijn.store.gateway")


@dataclass(frozen=True, slots=True)
class _Row:
    choice: str
    recorded_at: datetime
    purpose: str | None
    asker: str | None
    until: datetime | None

    def consent(self) -> LocalConsent:
        return LocalConsent(
            choice=ConsentChoice(self.choice),
            recorded_at=self.recorded_at,
            purpose=Purpose(self.purpose) if self.purpose else None,
            asker=Ura(self.asker) if self.asker else None,
            until=self.until,
        )


@dataclass(frozen=True, slots=True)
class _FileRow(_Row):
    consent_id: int
    patient_ref: bytes


@dataclass(frozen=True, slots=True)
class _Version:
    version: int


@dataclass(frozen=True, slots=True)
class ConsentStore:
    """The table of choices. Every method raises as `Database.transaction`."""

    database: Database

    async def choices(self, custodian: Ura, patient_ref: bytes) -> list[LocalConsent]:
        """Give every choice that was not withdrawn, ended ones included, oldest first."""
        rows = await self.database.fetch_all(_Row, _SQL["choices"], _key(custodian, patient_ref))
        return [row.consent() for row in rows]

    async def version(self, custodian: Ura, patient_ref: bytes) -> int:
        """Give how often a patient's choices changed."""
        found = await self.database.fetch_one(_Version, _SQL["version"], _key(custodian, patient_ref))
        return found.version if found else 0

    async def record(self, custodian: Ura, patient_ref: bytes, consent: LocalConsent) -> None:
        """Add a choice that the patient made at the desk; what was decided before it ends at once."""
        async with self.database.transaction() as connection:
            await _change(connection, custodian, patient_ref)
            await connection.execute(
                _SQL["record_choice"], _parameters(custodian, patient_ref, consent) | {"source": "desk"}
            )

    async def replace(
        self, custodian: Ura, patient_ref: bytes, consent: LocalConsent, *, connection: Connection
    ) -> None:
        """Put a choice of the patient in the place of all that spoke of the same asker and purpose, with the
        caller's transaction: who refused may consent later, and the other way round.
        """
        await _change(connection, custodian, patient_ref)
        parameters = _parameters(custodian, patient_ref, consent) | {"source": "desk"}
        await connection.execute(_SQL["withdraw_same"], parameters)
        await connection.execute(_SQL["record_choice"], parameters)

    async def withdraw(
        self, custodian: Ura, patient_ref: bytes, now: datetime, *, connection: Connection | None = None
    ) -> None:
        """End every consent of the patient; what was decided on them ends at once (B21). With the caller's
        transaction, if its `connection` is given.
        """
        if connection is None:
            async with self.database.transaction() as own:
                await self.withdraw(custodian, patient_ref, now, connection=own)
            return
        await _change(connection, custodian, patient_ref)
        await connection.execute(_SQL["withdraw_given"], _key(custodian, patient_ref) | {"now": now})

    async def load_file(
        self, custodian: Ura, consents: Iterable[tuple[bytes, LocalConsent]], now: datetime
    ) -> None:
        """Make the choices with source `file` the same as `consents` (patient reference and choice).

        Loading the same file again changes nothing; a choice that was withdrawn here stays withdrawn.
        """
        wanted = {(patient_ref, consent): None for patient_ref, consent in consents}
        async with self.database.transaction() as connection:
            cursor = connection.cursor(row_factory=class_row(_FileRow))
            await cursor.execute(_SQL["choices_of_file"], {"custodian": custodian.value})
            standing = {
                (bytes(row.patient_ref), row.consent()): row.consent_id for row in await cursor.fetchall()
            }
            for patient_ref, consent in wanted.keys() - standing.keys():
                added = await connection.execute(
                    _SQL["record_choice"], _parameters(custodian, patient_ref, consent) | {"source": "file"}
                )
                if added.rowcount:
                    await _change(connection, custodian, patient_ref)
            for patient_ref, consent in standing.keys() - wanted.keys():
                await _change(connection, custodian, patient_ref)
                await connection.execute(
                    _SQL["withdraw_choice"], {"consent_id": standing[patient_ref, consent], "now": now}
                )


async def _change(connection: Connection, custodian: Ura, patient_ref: bytes) -> None:
    key = _key(custodian, patient_ref)
    await connection.execute(_SQL["lock_patient"], key)
    await connection.execute(_SQL["next_version"], key)
    await connection.execute(_SQL["delete_tokens_of_patient"], key)
    await connection.execute(_SQL["notify_consent"], key)


def _key(custodian: Ura, patient_ref: bytes) -> dict[str, object]:
    return {"custodian": custodian.value, "patient_ref": patient_ref}


def _parameters(custodian: Ura, patient_ref: bytes, consent: LocalConsent) -> dict[str, object]:
    return _key(custodian, patient_ref) | {
        "choice": consent.choice.value,
        "recorded_at": consent.recorded_at,
        "purpose": consent.purpose and consent.purpose.value,
        "asker": consent.asker and consent.asker.value,
        "until": consent.until,
    }
