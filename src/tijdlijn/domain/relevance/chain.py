"""What belongs to the same region as the current study, ordered by time: the chain of comparable studies with
its latest, its baseline and its gaps, and the latest by each other method.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tijdlijn.domain.relevance.intervals import months_between, whole_months
from tijdlijn.domain.relevance.reasons import Reason, ReasonKey
from tijdlijn.domain.relevance.rules import ChainRules
from tijdlijn.domain.study import StudyMoment


@dataclass(frozen=True, slots=True)
class Comparable:
    """A study of the same region, by the caller's key. `is_same_method`: it can be laid beside the current
    one.
    """

    key: str
    moment: StudyMoment
    modalities: frozenset[str]
    is_same_method: bool


@dataclass(frozen=True, slots=True)
class _Aged:
    key: str
    day: date
    months: float
    modalities: frozenset[str]


def chain_reasons(
    current: StudyMoment, comparable: Sequence[Comparable], rules: ChainRules
) -> Iterator[tuple[str, Reason]]:
    """What a place in time adds, by key; nothing for undated studies and those after the current one."""
    yield from _row(_aged(current, [one for one in comparable if one.is_same_method]), current, rules)
    seen: set[frozenset[str]] = set()
    for other in _aged(current, [one for one in comparable if not one.is_same_method and one.modalities]):
        if other.modalities not in seen:
            seen.add(other.modalities)
            about = tuple(sorted(other.modalities))
            yield other.key, Reason(ReasonKey.OTHER_METHOD, rules.other_method, about)


def _aged(current: StudyMoment, comparable: Iterable[Comparable]) -> list[_Aged]:
    """The newest first, of one age by key."""
    aged = [
        _Aged(one.key, one.moment.day, months, one.modalities)
        for one in comparable
        if one.moment.day and (months := months_between(one.moment, current)) is not None and months >= 0
    ]
    return sorted(aged, key=lambda one: (one.months, one.key))


def _row(row: Sequence[_Aged], current: StudyMoment, rules: ChainRules) -> Iterator[tuple[str, Reason]]:
    newer_months, newer_day = 0.0, current.day
    for index, one in enumerate(row):
        older = row[index + 1] if index + 1 < len(row) else None
        if index == 0:
            yield one.key, Reason(ReasonKey.LATEST, rules.latest)
        elif older is None:
            yield one.key, Reason(ReasonKey.OLDEST, rules.oldest)
        elif newer_day and one.months - newer_months >= rules.gap_months:
            gap = str(whole_months(one.day, newer_day))
            yield one.key, Reason(ReasonKey.BEFORE_GAP, rules.before_gap, (gap,))
        elif older.months - one.months >= rules.gap_months:
            gap = str(whole_months(older.day, one.day))
            yield one.key, Reason(ReasonKey.AFTER_GAP, rules.after_gap, (gap,))
        elif index == 1:
            yield one.key, Reason(ReasonKey.ONE_BEFORE, rules.one_before)
        else:
            yield one.key, Reason(ReasonKey.BETWEEN, rules.between)
        newer_months, newer_day = one.months, one.day
