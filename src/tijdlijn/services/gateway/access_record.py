"""What this holder puts on record: tokens, decisions, searches, readings, refusals (architecture.md §8i)."""

from dataclasses import dataclass

from tijdlijn.domain.access import Decision, Ground
from tijdlijn.domain.identifiers import TraceId
from tijdlijn.store.gateway.token_store import NewToken
from tijdlijn.store.record.record_store import UNDER_WAY, RecordEntry, RecordStore

OPEN_STUDY = "open-study"
READ_MANIFEST = "read-manifest"
TELL_CONCERN = "tell-concern"


@dataclass(frozen=True, slots=True)
class AccessRecord:
    """The holder's side of the record. What is opened is on disk before the method returns.

    Raises:
        PeerUnreachable: it could not be written; then nothing may be answered.
    """

    store: RecordStore

    async def searching(self, token: NewToken, decision: Decision) -> int:
        """Open the record of a search, or of one more page of it."""
        return await self.store.open(entry(token, "search", UNDER_WAY, ground=decision.ground))

    async def reading(self, token: NewToken, decision: Decision, document: str) -> int:
        """Open the record of one document being read; `document` is the entry that it belongs to."""
        return await self.store.open(
            entry(token, "read-report", UNDER_WAY, ground=decision.ground, object_ref=document)
        )

    async def reading_manifest(self, token: NewToken, decision: Decision, study: str) -> int:
        """Open the record of a manifest being read; `study` is the entry that it belongs to."""
        return await self.store.open(
            entry(token, READ_MANIFEST, UNDER_WAY, ground=decision.ground, object_ref=study)
        )

    def opening(self, token: NewToken, decision: Decision, study: str) -> RecordEntry:
        """Say that images of a study are being read; `study` is its entry. `OpenedStudyStore` puts it on
        record, once for all requests.
        """
        return entry(token, OPEN_STUDY, UNDER_WAY, ground=decision.ground, object_ref=study)

    def telling_concern(self, token: NewToken, decision: Decision, about: str) -> RecordEntry:
        """Say that something was told to be wrong; `about` is the entry. `ConcernStore` puts it on record, in
        one transaction with the queue.
        """
        return entry(token, TELL_CONCERN, "received", ground=decision.ground, object_ref=about)

    async def ended(self, record_id: int, outcome: str, **counts: int) -> None:
        """Close a record with what came of it."""
        await self.store.close(record_id, outcome, counts)

    async def refused(
        self, token: NewToken, action: str, why: str, *, access_point: str | None = None
    ) -> None:
        """Record that somebody with a token was turned away, and why; `access_point` is the certificate that
        was shown, where it is not the token's own.
        """
        await self.store.open(entry(token, action, "refused", object_ref=why, access_point=access_point))

    async def grant_refused(self, trace_id: TraceId, access_point: str, why: str) -> None:
        """Record a request for a token whose grant proves nothing; who asked is then not known."""
        await self.store.open(
            RecordEntry(
                action="token",
                outcome="refused",
                trace_id=trace_id,
                object_ref=why,
                access_point=access_point,
            )
        )


def entry(  # noqa: PLR0913 - one keyword for each thing that differs between acts
    token: NewToken,
    action: str,
    outcome: str,
    *,
    ground: Ground | None = None,
    object_ref: str | None = None,
    access_point: str | None = None,
) -> RecordEntry:
    """Say one act of whoever holds this token, as it is put on record."""
    return RecordEntry(
        action=action,
        outcome=outcome,
        trace_id=token.trace_id,
        actor_user=token.user_id,
        actor_role=token.role_code,
        actor_institution=token.institution,
        patient_ref=token.patient_ref,
        object_ref=object_ref,
        purpose=token.purpose.value,
        ground=ground and ground.value,
        access_point=access_point or token.certificate,
    )
