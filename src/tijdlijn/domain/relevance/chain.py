"""The chain of comparable studies: its latest, its oldest as a baseline for growth, and the last before a
gap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tijdlijn.domain.relevance.intervals import months_between, whole_months
from tijdlijn.domain.relevance.reasons import Reason, ReasonKey
from tijdlijn.domain.relevance.rules import ChainRules
from tijdlijn.domain.study import StudyMoment


@dataclass(frozen=True, slots=True)
class Comparable:
    """A study that can be laid beside the current one, by the caller's key."""

    key: str
    moment: StudyMoment


def chain_reasons(
    current: StudyMoment, comparable: Sequence[Comparable], rules: ChainRules
) -> Iterator[tuple[str, Reason]]:
    """What a place in the chain adds, by key; nothing for undated studies and those after the current one."""
    aged = sorted(
        (months, one.key, one.moment.day)
        for one in comparable
        if one.moment.day and (months := months_between(one.moment, current)) is not None and months >= 0
    )
    newer_months, newer_day = 0.0, current.day
    for index, (months, key, day) in enumerate(aged):
        if index == 0:
            yield key, Reason(ReasonKey.LATEST, rules.latest)
        elif index == len(aged) - 1:
            yield key, Reason(ReasonKey.OLDEST, rules.oldest)
        elif newer_day and months - newer_months >= rules.gap_months:
            yield key, Reason(ReasonKey.BEFORE_GAP, rules.before_gap, (str(whole_months(day, newer_day)),))
        newer_months, newer_day = months, day
