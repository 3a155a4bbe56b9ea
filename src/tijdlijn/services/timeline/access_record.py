"""What this timeline puts on record: launches, searches, readings and opened studies, each before
its first byte (architecture.md §8i).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tijdlijn.domain.identifiers import StudyInstanceUID, Ura
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.session import Session
from tijdlijn.store.pool import Connection
from tijdlijn.store.record.record_store import UNDER_WAY, RecordEntry, RecordStore
from tijdlijn.wire.fhir.document_reference import entry_id


@dataclass(frozen=True, slots=True)
class AccessRecord:
    """The asker's side of the record. The patient stands in it as a keyed hash. Raises as `RecordStore`."""

    store: RecordStore
    sealer: Sealer

    async def launched(self, session: Session, connection: Connection) -> None:
        """Record a launch in the transaction that begins its session."""
        await self.store.open(self._entry(session, "launch", "started", None), connection=connection)

    async def searching(self, session: Session) -> int:
        """Record that this patient's timeline is being asked for; `ended` closes it."""
        return await self.store.open(self._entry(session, "search", UNDER_WAY, None))

    async def refused(self, session: Session, action: str, why: str) -> None:
        """Record that somebody with a session was turned away, and why."""
        await self.store.open(self._entry(session, action, "refused", why))

    @asynccontextmanager
    async def reading(self, session: Session, report_key: str) -> AsyncIterator[None]:
        """Hold on record that a report is being read: from before its first byte until it ended, and how.

        The report stands in it by a hash of its key.
        """
        reference = self.sealer.reference(report_key.encode(), "report").hex()[:32]
        entry = self._entry(session, "read-report", UNDER_WAY, f"report:{reference}")
        record_id = await self.store.open(entry)
        outcome = "not-read"
        try:
            yield
            outcome = "read"
        finally:
            await self.ended(record_id, outcome)

    async def opening_study(self, session: Session, custodian: Ura, study_uid: StudyInstanceUID) -> int:
        """Record that images of a study are being opened; `ended` closes it.

        It stands there under the id of its entry at the holder, as it does in the holder's own record.
        """
        entry = entry_id(custodian, study_uid.value)
        return await self.store.open(self._entry(session, "open-study", UNDER_WAY, entry))

    async def opening_viewer(
        self, session: Session, custodian: Ura, study_uid: StudyInstanceUID, connection: Connection
    ) -> None:
        """Record, in the transaction that lets it in, that the full viewer opens a study; what it then reads
        is on record as any reading.
        """
        entry = self._entry(session, "open-viewer", "opened", entry_id(custodian, study_uid.value))
        await self.store.open(entry, connection=connection)

    async def telling(
        self, session: Session, custodian: Ura, concern_id: str, connection: Connection
    ) -> None:
        """Record, in the transaction that keeps it, that something is told to a holder to be wrong."""
        entry = self._entry(session, "tell-concern", f"to {custodian}", f"concern:{concern_id}")
        await self.store.open(entry, connection=connection)

    async def going_on(self, record_id: int, **counts: int) -> None:
        """Give a sign of life of something that takes long, with what there is so far."""
        await self.store.progress(record_id, counts)

    async def ended(self, record_id: int, outcome: str, **counts: int) -> None:
        """Close a record with what came of it."""
        await self.store.close(record_id, outcome, counts)

    def _entry(self, session: Session, action: str, outcome: str, object_ref: str | None) -> RecordEntry:
        professional = session.asker.professional
        return RecordEntry(
            action=action,
            outcome=outcome,
            trace_id=session.trace_id,
            actor_user=professional.user_id,
            actor_role=professional.role_code,
            actor_institution=session.asker.institution,
            patient_ref=self.sealer.reference(session.bsn.digits.encode(), "record") if session.bsn else None,
            object_ref=object_ref,
            purpose=session.asker.purpose.value,
            access_point="timeline",
        )
