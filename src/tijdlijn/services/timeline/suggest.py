"""Which earlier studies are set on top for the one that is read, and why: by the rules, of all rows.

Suggestions only order and mark: every row stays in the list. A locked row is neither suggested nor read for.
What is told depends on the rows alone, not on the order in which they came.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.relevance.facts import Described, Facts
from tijdlijn.domain.relevance.reasons import Reason, ReasonKey
from tijdlijn.domain.relevance.score import Scored
from tijdlijn.domain.study import ReportStatus
from tijdlijn.domain.timeline import Row
from tijdlijn.runtime.relevance.tables import Relevance
from tijdlijn.services.timeline import events
from tijdlijn.services.timeline.present import Present

_MONTHS: Final = frozenset({ReasonKey.AGE, ReasonKey.STALE, ReasonKey.BEFORE_GAP, ReasonKey.AFTER_GAP})
_GROWTH: Final = 1.25


@dataclass(slots=True)
class Suggest:
    """The suggestions of one open timeline. `own` is the user's institution, `started_on` the day on which
    the care began.
    """

    relevance: Relevance
    present: Present
    own: Ura
    started_on: date
    _facts: dict[str, tuple[Row, Facts]] = field(default_factory=dict)
    _told: events.SuggestedEvent | None = None
    _weighed_rows: int = 0

    def while_asking(self, rows: tuple[Row, ...]) -> list[events.StreamEvent]:
        """As `now`, but only when the list has grown by a quarter: 130 answers cost few orders."""
        return self.now(rows) if len(rows) > self._weighed_rows * _GROWTH else []

    def now(self, rows: tuple[Row, ...]) -> list[events.StreamEvent]:
        """The event if it says something else than the last one."""
        self._weighed_rows = len(rows)
        told = self._suggested(rows)
        if told == self._told or (self._told is None and not told.items):
            return []
        self._told = told
        return [told]

    def _suggested(self, rows: tuple[Row, ...]) -> events.SuggestedEvent:
        current = current_row(rows, self.own, self.started_on, self.present.row_key)
        chosen: list[Scored] = []
        if current is not None and current.lock is None:
            candidates = {
                self.present.row_key(row.key): self._read(row)
                for row in rows
                if row.copies and row.lock is None and row is not current
            }
            scorer = self.relevance.scorer
            chosen = scorer.suggested(scorer.ranked(self._read(current), candidates))
        return events.SuggestedEvent(
            current=self.present.row_key(current.key) if current else None,
            rules=self.relevance.rules.version,
            items=[
                events.Suggestion(
                    key=one.key, score=one.points, reasons=[self._reason(reason) for reason in one.reasons]
                )
                for one in chosen
            ],
        )

    def _read(self, row: Row) -> Facts:
        known = self._facts.get(row.key)
        if known is None or known[0] is not row:
            known = self._facts[row.key] = (row, self.relevance.reader.facts(described(row, self.present)))
        return known[1]

    def _reason(self, reason: Reason) -> events.SuggestionReason:
        months = [int(value) for value in reason.about if value.isdigit()] if reason.key in _MONTHS else []
        return events.SuggestionReason(
            code=reason.key.value,
            points=reason.points,
            about=[self._named(value) for value in reason.about if not value.isdigit()],
            months=months[0] if months else None,
        )

    def _named(self, key: str) -> events.Named:
        words = self.relevance.vocabulary
        named = words.regions.get(key) or words.modalities.get(key) or words.kinds.get(key)
        return events.Named(code=key, nl=named.nl if named else None, en=named.en if named else None)


def described(row: Row, present: Present) -> Described:
    """The row's first copy, the one that opens, in its source's own words."""
    study, custodian = row.copies[0].study, row.copies[0].source.custodian
    return Described(
        moment=study.moment,
        modalities=study.modalities,
        description=study.description,
        procedure=study.procedure,
        body_part=(study.region.display or study.region.code) if study.region else None,
        laterality=study.laterality,
        institution=study.institution_name or present.name_of(custodian),
        is_reported=any(copy.report.status is not ReportStatus.WITHDRAWN for copy in row.reports),
    )


def current_row(rows: Iterable[Row], own: Ura, started_on: date, key_of: Callable[[str], str]) -> Row | None:
    """The study that is read: the newest of the own institution, of the day on which the care began.

    The page picks it by the same rule (`currentKey` in frontend/src/order.ts): by whole minutes, a known time
    before an unknown one, then by the key that stands on the page.
    """
    on_the_day = [
        row
        for row in rows
        if row.copies
        and row.copies[0].study.moment.day == started_on
        and any(copy.source.custodian == own for copy in row.copies)
    ]
    return min(
        on_the_day,
        key=lambda row: (-_minutes(row.copies[0].study.moment.at), key_of(row.key)),
        default=None,
    )


def _minutes(at: time | None) -> int:
    return -1 if at is None else at.hour * 60 + at.minute
