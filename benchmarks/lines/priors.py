"""The order of one patient's candidates alone, by the shipped rules; their words were read before."""

import gc
import time
from datetime import date, timedelta

from benchmarks.clocks import median
from benchmarks.line import Limit, Line, line
from benchmarks.sizes import Sizes
from tijdlijn.domain.relevance.facts import Described, Facts
from tijdlijn.domain.relevance.score import Scorer
from tijdlijn.domain.study import StudyMoment
from tijdlijn.runtime.relevance.tables import load_relevance

_NOW = date(2026, 1, 1)
_DAYS_APART = 11
_DESCRIPTIONS = (
    "CT thorax/abdomen mc",
    "X-thorax",
    "MRI knie L",
    "Echo bovenbuik",
    "MMG bdz",
    "PET/CT romp",
    "CT hersenen blanco",
    "onderzoek",
)


def measure(sizes: Sizes) -> list[Line]:
    """Measure the order; that none is lost is checked first."""
    relevance = load_relevance()
    studies = [
        Described(
            StudyMoment(_NOW - timedelta(days=_DAYS_APART * number)),
            description=f"{_DESCRIPTIONS[number % len(_DESCRIPTIONS)]} {number % 3}",
            is_reported=True,
        )
        for number in range(sizes.candidates)
    ]
    current, *candidates = map(relevance.reader.facts, studies)
    by_key = {str(number): facts for number, facts in enumerate(candidates)}
    if len(relevance.scorer.ranked(current, by_key)) != len(by_key):
        raise AssertionError("a candidate is lost")
    ours = median(_cpu_s(relevance.scorer, current, by_key) for _ in range(max(3, sizes.runs)))
    return [line(f"order of {sizes.candidates} candidates", ours * 1000, Limit(5, "ms"), "CPU")]


def _cpu_s(scorer: Scorer, current: Facts, candidates: dict[str, Facts]) -> float:
    gc.collect()
    began = time.process_time()
    scorer.ranked(current, candidates)
    return time.process_time() - began
