"""How much each line measures: the full size, and a tiny one that only shows that every line still runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """Counts of everything that a line repeats or fills."""

    runs: int = 5
    holders: int = 130
    few_holders: int = 30
    deadline_s: float = 2.0
    merge_holders: int = 130
    merge_studies: int = 40
    candidates: int = 500
    index_rows: int = 1_000_000
    index_patients: int = 400
    lookups: int = 400
    evaluations: int = 400
    decisions: int = 200
    searches: int = 100
    readings: int = 50
    slices: int = 40
    ct_slices: int = 300
    many_slices: int = 1500
    frames: int = 200
    page_studies: int = 500
    gestures: int = 60


FULL = Sizes()
TINY = Sizes(
    runs=1,
    holders=4,
    few_holders=3,
    deadline_s=0.6,
    merge_holders=3,
    merge_studies=4,
    candidates=20,
    index_rows=300,
    index_patients=5,
    lookups=10,
    evaluations=10,
    decisions=5,
    searches=5,
    readings=3,
    slices=3,
    ct_slices=4,
    many_slices=8,
    frames=8,
    page_studies=30,
    gestures=3,
)
