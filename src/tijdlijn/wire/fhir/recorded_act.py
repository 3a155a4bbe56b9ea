"""What a row of the record must have to become an AuditEvent: this room imports no store.

`tijdlijn.store.record.record_store` has these as `RecordEntry`, `Closing` and `StoredRecord`.
"""

from datetime import datetime
from typing import Protocol

from tijdlijn.domain.identifiers import TraceId, Ura


class Act(Protocol):
    """One act."""

    @property
    def action(self) -> str:
        """What was done, in a word of the service."""
        ...

    @property
    def outcome(self) -> str:
        """How it ended or stands, in a word of the service."""
        ...

    @property
    def trace_id(self) -> TraceId:
        """Joins the records of both sides."""
        ...

    @property
    def actor_user(self) -> str | None:
        """The professional's lasting id."""
        ...

    @property
    def actor_role(self) -> str | None:
        """The professional's role code."""
        ...

    @property
    def actor_institution(self) -> Ura | None:
        """On whose behalf was asked."""
        ...

    @property
    def patient_ref(self) -> bytes | None:
        """A keyed HMAC of the patient's number."""
        ...

    @property
    def object_ref(self) -> str | None:
        """What was opened."""
        ...

    @property
    def purpose(self) -> str | None:
        """A code of v3 ActReason."""
        ...

    @property
    def ground(self) -> str | None:
        """On which ground was answered."""
        ...

    @property
    def access_point(self) -> str | None:
        """Over which way was asked."""
        ...


class Ending(Protocol):
    """How an act ended."""

    @property
    def closed_at(self) -> datetime:
        """When the act ended."""
        ...

    @property
    def outcome(self) -> str:
        """How the act ended."""
        ...


class RecordedAct(Protocol):
    """An act on record."""

    @property
    def record_id(self) -> int:
        """Its number in the record."""
        ...

    @property
    def recorded_at(self) -> datetime:
        """When it was put on record."""
        ...

    @property
    def entry(self) -> Act:
        """The act."""
        ...

    @property
    def closing(self) -> Ending | None:
        """How it ended, if it did."""
        ...
