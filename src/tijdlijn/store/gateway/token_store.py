"""Tokens and what was decided about each: handed out to everybody alike, decided on once.

A row holds the SHA-256 of the token, never the token. A decision is written only if nothing about the
patient's choices changed since it was thought over, and stands in one transaction with its record.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from tijdlijn.domain.access import Decision, Ground, Purpose
from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordEntry, RecordStore
from tijdlijn.store.sql import load_queries

_SQL = load_queries("tijdlijn.store.gateway")
_KEPT_AFTER_END = timedelta(minutes=5)
"""Longer than clocks may differ, so that a grant is remembered for as long as it could be accepted."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is handed out: whose question it carries, and to which certificate it is bound."""

    token_hash: bytes
    custodian: Ura
    patient_ref: bytes
    sealed_patient: str
    certificate: str
    user_id: str
    role_code: str
    institution: Ura
    purpose: Purpose
    trace_id: TraceId
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token with its decision; `None` while the holder has not decided."""

    token: NewToken
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class _Row:
    token_hash: bytes
    custodian: str
    patient_ref: bytes
    sealed_patient: str
    certificate: str
    user_id: str
    role_code: str
    institution: str
    purpose: str
    trace_id: str
    expires_at: datetime
    decided_at: datetime | None
    permit: bool | None
    ground: str | None
    valid_until: datetime | None

    def stored(self) -> StoredToken:
        token = NewToken(
            token_hash=bytes(self.token_hash),
            custodian=Ura(self.custodian),
            patient_ref=bytes(self.patient_ref),
            sealed_patient=self.sealed_patient,
            certificate=self.certificate,
            user_id=self.user_id,
            role_code=self.role_code,
            institution=Ura(self.institution),
            purpose=Purpose(self.purpose),
            trace_id=TraceId(self.trace_id),
            expires_at=self.expires_at,
        )
        if self.permit is None or self.ground is None:
            return StoredToken(token, None)
        return StoredToken(token, Decision(self.permit, Ground(self.ground), self.valid_until))


@dataclass(frozen=True, slots=True)
class _Version:
    version: int


@dataclass(frozen=True, slots=True)
class TokenStore:
    """The tables of tokens and used grants. Every method raises as `Database.transaction`."""

    database: Database
    record: RecordStore

    async def add(self, token: NewToken, jti: str, grant_ends_at: datetime, entry: RecordEntry) -> bool:
        """Use up the grant, add the token and its record, all or nothing; false when the grant was used
        before, and then nothing is added.
        """
        async with self.database.transaction() as connection:
            grant = {
                "issuer": token.institution.value,
                "jti": jti,
                "expires_at": grant_ends_at + _KEPT_AFTER_END,
            }
            used = await connection.execute(_SQL["use_grant"], grant)
            if not used.rowcount:
                return False
            await connection.execute(_SQL["insert_token"], _parameters(token))
            await self.record.open(entry, connection=connection)
        return True

    async def find(self, token_hash: bytes) -> StoredToken | None:
        """Give a token, expired or not, or `None` when there is none (any more)."""
        row = await self.database.fetch_one(_Row, _SQL["token"], {"token_hash": token_hash})
        return row.stored() if row else None

    async def decide(  # noqa: PLR0913 - what is decided, on what, and how it is recorded
        self,
        token: NewToken,
        decision: Decision,
        *,
        policy: str,
        consent_version: int,
        now: datetime,
        entry: RecordEntry,
    ) -> bool:
        """Write a decision and its record, once: a token that is gone or decided stays as it is.

        False when the patient's choices changed since `consent_version`: then decide again.
        """
        key = {"custodian": token.custodian.value, "patient_ref": token.patient_ref}
        async with self.database.transaction() as connection:
            await connection.execute(_SQL["lock_patient"], key)
            versions = connection.cursor(row_factory=class_row(_Version))
            await versions.execute(_SQL["version"], key)
            version = await versions.fetchone()
            if (version.version if version else 0) != consent_version:
                return False
            waiting = await connection.execute(_SQL["undecided"], {"token_hash": token.token_hash})
            if await waiting.fetchone() is None:
                return True
            await connection.execute(
                _SQL["decide"],
                {
                    "token_hash": token.token_hash,
                    "decided_at": now,
                    "permit": decision.permit,
                    "ground": decision.ground.value,
                    "policy": policy,
                    "valid_until": decision.valid_until,
                },
            )
            await self.record.open(entry, connection=connection)
        return True

    async def drop_ended(self, now: datetime) -> None:
        """Forget tokens and grants that nobody can use any more."""
        await self.database.execute(_SQL["drop_ended"], {"before": now - _KEPT_AFTER_END})


def _parameters(token: NewToken) -> dict[str, object]:
    return {
        "token_hash": token.token_hash,
        "custodian": token.custodian.value,
        "patient_ref": token.patient_ref,
        "sealed_patient": token.sealed_patient,
        "certificate": token.certificate,
        "user_id": token.user_id,
        "role_code": token.role_code,
        "institution": token.institution.value,
        "purpose": token.purpose.value,
        "trace_id": token.trace_id,
        "expires_at": token.expires_at,
    }
