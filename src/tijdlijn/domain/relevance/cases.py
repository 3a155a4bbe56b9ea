"""Cases with a known answer, and how well an order of candidates finds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tijdlijn.domain.relevance.facts import Described


@dataclass(frozen=True, slots=True)
class PriorCase:
    """One current study with its candidates, and the reason for each that somebody found relevant, by its
    key.
    """

    case_id: str
    current: Described
    candidates: Mapping[str, Described]
    relevant: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares from 0 to 1, means over the cases that have at least one relevant candidate."""

    recall_at_3: float
    recall_at_5: float
    precision_at_3: float


def recall_at(ordered: Sequence[str], relevant: Mapping[str, str], first: int) -> float:
    """Relevant ones among the first, of as many as could be there."""
    return sum(key in relevant for key in ordered[:first]) / min(first, len(relevant))


def precision_at(ordered: Sequence[str], relevant: Mapping[str, str], first: int) -> float:
    """Relevant ones among the first, of as many as there are candidates for these places."""
    return sum(key in relevant for key in ordered[:first]) / min(first, len(ordered))


def measured(answers: Sequence[tuple[Sequence[str], Mapping[str, str]]]) -> Measured:
    """The means over orders of candidates with what was relevant, none of which may be empty."""
    cases = len(answers)
    return Measured(
        sum(recall_at(ordered, relevant, 3) for ordered, relevant in answers) / cases,
        sum(recall_at(ordered, relevant, 5) for ordered, relevant in answers) / cases,
        sum(precision_at(ordered, relevant, 3) for ordered, relevant in answers) / cases,
    )
