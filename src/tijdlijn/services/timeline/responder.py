"""The timeline as a Document Responder for programs: one searchset of what all holders show, with an
OperationOutcome for each of them that gave less than everything.

It is the page's own question, read up to its first `complete`; a program that hangs up ends it, and so does
the end of its session. Who failed is named under the page's own rule (`present`): those that may not be are
one number. What a holder sent is passed on as it came; what is of another person by its birth date or sex is
kept back, and that is said.

There are no pages: a second one would need the first one's answers kept, or every holder asked again. Whoever
wants fewer entries than there are gets an error, never a part.

Standard: IHE MHD 4.2.3, ITI-67 by POST `_search`; HL7 FHIR R4 §3.1.1.5.2 (`_count` is a maximum);
architecture.md §5, "A refusal tells nothing".
"""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.merge import EntryKey, entry_key
from tijdlijn.domain.study import SourceEntry
from tijdlijn.domain.timeline import Row
from tijdlijn.runtime.merged import merged
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.events import ClosedEvent, CompleteEvent, HoldersEvent, OutcomeEvent
from tijdlijn.services.timeline.flow import Journey
from tijdlijn.services.timeline.journeys import Journeys
from tijdlijn.services.timeline.open import ReportKeys
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.stream import TimelineStream
from tijdlijn.wire.fhir.bundle import searchset
from tijdlijn.wire.fhir.document_reference import passed_on
from tijdlijn.wire.fhir.operation_outcome import Notice
from tijdlijn.wire.fhir.search_form import SearchForm

SHIELDED = "studies that the patient shields are not in this answer and not counted; ask the patient"
_CODES = {
    "Partial": ("warning", "incomplete", "partial"),
    "Refused": ("error", "security", "refused"),
    "Unreachable": ("error", "transient", "unreachable"),
    "TimedOut": ("error", "timeout", "timed-out"),
    "Malformed": ("error", "exception", "malformed"),
    "NotAsked": ("error", "incomplete", "not-asked"),
}
"""Severity, issue type and our code of each outcome that is not complete; the worst of a holder counts."""
_WORST_FIRST = ("Refused", "Malformed", "Unreachable", "TimedOut", "NotAsked", "Partial")


@dataclass(frozen=True, slots=True)
class Responder:
    """Answers searches of programs. `base_url` is the address of the browser listener."""

    journeys: Journeys
    stream: TimelineStream
    record: AccessRecord
    report_keys: ReportKeys
    base_url: str

    @staticmethod
    def is_of(session: Session, form: SearchForm) -> bool:
        """Whether a search is about the patient of this session."""
        return session.bsn == form.patient

    async def answer(
        self, session: Session, form: SearchForm, record_id: int, stopping: asyncio.Event
    ) -> bytes | None:
        """Give the searchset; `None` if the session ended meanwhile, or the process stops. `record_id` is
        closed with what came of it, also when this is cancelled.

        Raises:
            InputInvalid: there are more entries than the form allows.
        """
        outcome, rows = "cut-off", 0
        try:
            journey = await self.journeys.begin(session)
            told = await self._told(session, journey, stopping)
            if told is None:
                return None
            entries, closed = self._entries(session, journey)
            if form.count is not None and len(entries) > form.count:
                outcome = "too-many"
                raise InputInvalid("there is more than _count, and no pages here: ask without _count")
            outcome, rows = "complete" if told.is_complete else "incomplete", len(journey.assembly.merge.rows)
            shielded = Notice("information", "informational", SHIELDED)
            return searchset(
                entries,
                base_url=None,
                outcomes=[*told.notices(), *_kept_back(closed), shielded],
                total=len(entries) if told.is_complete and not closed else None,
            )
        finally:
            await asyncio.shield(self.record.ended(record_id, outcome, rows=rows))

    async def _told(self, session: Session, journey: Journey, stopping: asyncio.Event) -> "Told | None":
        """What the holders said, once each of them has; `None` when it is not to be told any more."""
        told = Told()
        closing = self.stream.closing(session, stopping)
        async with aclosing(merged(journey.timeline(), closing)) as events:
            async for event in events:
                if event is None or isinstance(event, ClosedEvent):
                    break
                told.hear(event)
                if isinstance(event, CompleteEvent):
                    return told
        return None

    def _entries(self, session: Session, journey: Journey) -> tuple[list[bytes], int]:
        """Every entry once, as its holder wrote it, a report at the address where the session reads it; and
        of how many rows nothing is given, since they are locked.
        """
        rows = sorted(journey.assembly.merge.rows, key=lambda row: row.key)
        given: dict[tuple[Ura, EntryKey], bytes] = {}
        for row in rows:
            if row.lock is None:
                for source, written in self._of_row(session, row):
                    given.setdefault((source.custodian, entry_key(source)), written)
        return list(given.values()), sum(row.lock is not None for row in rows)

    def _of_row(self, session: Session, row: Row) -> Iterator[tuple[SourceEntry, bytes]]:
        for study in row.copies:
            yield study.source, passed_on(study.source.raw)
        for report in row.reports:
            address = f"{self.base_url}/reports/{self.report_keys.seal(session, report)}"
            forms = [(form, f"{address}?form={n}") for n, form in enumerate(report.report.renditions)]
            yield report.source, passed_on(report.source.raw, forms)


class Told:
    """What the stream said of the holders."""

    def __init__(self) -> None:
        self._outcomes: dict[tuple[str | None, str, int], OutcomeEvent] = {}
        self._localised: str | None = None
        self.is_complete = False

    def hear(self, event: object) -> None:
        """Take in one event."""
        match event:
            case HoldersEvent():
                self._localised = event.localised
            case OutcomeEvent():
                nameless = len(self._outcomes) if event.custodian is None else 0
                self._outcomes[event.custodian, event.route, nameless] = event
            case CompleteEvent():
                self.is_complete = event.complete

    def notices(self) -> Iterator[Notice]:
        """One for each holder that failed and may be named, one for all others, one for the index."""
        failed = [event for event in self._outcomes.values() if event.kind in _CODES]
        failed.sort(key=lambda event: (event.custodian or "", _WORST_FIRST.index(event.kind)))
        named: set[str] = set()
        for event in failed:
            if event.custodian is not None and event.custodian not in named:
                named.add(event.custodian)
                severity, code, ended = _CODES[event.kind]
                yield Notice(severity, code, event.reason, Ura(event.custodian), ended)
        others = sum(event.custodian is None for event in failed)
        if others:
            yield Notice("error", "incomplete", f"{others} more did not give everything")
        if self._localised == "unavailable":
            yield Notice("error", "transient", "the index does not answer: who else has something is unknown")


def _kept_back(rows: int) -> Iterator[Notice]:
    if rows:
        text = f"{rows} rows are kept back: their birth date or sex is not the patient's"
        yield Notice("warning", "business-rule", text)
