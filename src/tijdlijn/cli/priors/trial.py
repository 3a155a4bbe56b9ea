"""The rules tried on cases whose answer is known, beside three orders that need no rules."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tijdlijn.domain.relevance.cases import Measured, PriorCase, measured
from tijdlijn.domain.relevance.facts import Described
from tijdlijn.domain.relevance.score import Scored, recency
from tijdlijn.domain.relevance.vocabulary import VocabularyTable
from tijdlijn.runtime.relevance.tables import Relevance

SUGGESTED: Final = 5
RULES: Final = "rules"
LAST_FIVE: Final = "last five"
SAME_BODY_PART: Final = "same BodyPartExamined"
SAME_MODALITY: Final = "same modality"


@dataclass(frozen=True, slots=True)
class Miss:
    """A relevant candidate that does not stand among the first five. `place` counts from 1."""

    case: PriorCase
    scored: Scored
    place: int
    why_relevant: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `measured` is empty where no case has a relevant candidate. `unread` counts words, by
    studies, that the vocabulary does not have; `without_region` counts studies.
    """

    rules_version: str
    vocabulary: VocabularyTable
    cases: int
    scored_cases: int
    measured: Mapping[str, Measured]
    misses: Sequence[Miss]
    studies: int
    without_region: int
    unread: Mapping[str, int]


def tried(cases: Sequence[PriorCase], relevance: Relevance) -> Trial:
    """Try all cases. Those without a relevant candidate count in no mean."""
    answers: dict[str, list[tuple[list[str], Mapping[str, str]]]] = {}
    misses: list[Miss] = []
    unread: Counter[str] = Counter()
    studies = without_region = 0
    for case in cases:
        current = relevance.reader.facts(case.current)
        candidates = {key: relevance.reader.facts(study) for key, study in case.candidates.items()}
        for facts in (current, *candidates.values()):
            studies += 1
            without_region += not facts.regions
            unread.update(set(facts.unread))
        if not case.relevant:
            continue
        ranked = relevance.scorer.ranked(current, candidates)
        answers.setdefault(RULES, []).append(([one.key for one in ranked], case.relevant))
        for name, is_alike in _BASELINES.items():
            answers.setdefault(name, []).append((_by_likeness(case, is_alike), case.relevant))
        misses += [
            Miss(case, one, place, case.relevant[one.key])
            for place, one in enumerate(ranked, 1)
            if place > SUGGESTED and one.key in case.relevant
        ]
    return Trial(
        rules_version=relevance.rules.version,
        vocabulary=relevance.vocabulary,
        cases=len(cases),
        scored_cases=len(answers.get(RULES, [])),
        measured={name: measured(of) for name, of in answers.items()},
        misses=misses,
        studies=studies,
        without_region=without_region,
        unread=dict(sorted(unread.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


_IsAlike = Callable[[Described, Described], bool]


def _has_same_body_part(one: Described, other: Described) -> bool:
    return bool(one.body_part) and one.body_part == other.body_part


def _has_same_modality(one: Described, other: Described) -> bool:
    return not set(one.modalities).isdisjoint(other.modalities)


_BASELINES: Final[Mapping[str, _IsAlike]] = {
    LAST_FIVE: lambda one, other: True,
    SAME_BODY_PART: _has_same_body_part,
    SAME_MODALITY: _has_same_modality,
}


def _by_likeness(case: PriorCase, is_alike: _IsAlike) -> list[str]:
    """Those that are alike, then the others, each most recent first: the best that such an order can do."""
    return sorted(
        sorted(case.candidates),
        key=lambda key: (is_alike(case.current, case.candidates[key]), recency(case.candidates[key].moment)),
        reverse=True,
    )
