"""The merge alone: studies of many holders folded one by one as they arrive, against a plain merge of the
same entries at the end.

The plain one looks through all entries for every study, so it gets a tenth of the holders and stands as what
it would take for all: its time grows with the square.
"""

import gc
import time
from collections.abc import Sequence

from benchmarks.clocks import median
from benchmarks.entries import PERSON, study_entries
from benchmarks.line import Limit, Line, line
from benchmarks.naive_merge import FoldedRow, naive_rows
from benchmarks.sizes import Sizes
from tijdlijn.domain.merge import Merge
from tijdlijn.domain.study import SourceEntry

_SHARE = 10


def measure(sizes: Sizes) -> list[Line]:
    """Measure the merge; its rows are compared with the plain merge's first."""
    entries = study_entries(sizes.merge_holders, sizes.merge_studies)
    few = study_entries(max(2, sizes.merge_holders // _SHARE), sizes.merge_studies)
    if _folded(few) != naive_rows(few, PERSON):
        raise AssertionError("the merge and the plain merge give other rows")
    ours = median(_cpu_s(entries) for _ in range(max(3, sizes.runs)))
    began = time.process_time()
    naive_rows(few, PERSON)
    plain = (time.process_time() - began) * (len(entries) / len(few)) ** 2
    name = f"merge of {sizes.merge_holders} × {sizes.merge_studies} studies"
    found = line(name, ours * 1000, Limit(50, "ms"), "CPU; baseline: a plain merge, scaled up")
    return [found.against(plain * 1000)]


def _cpu_s(entries: Sequence[SourceEntry]) -> float:
    gc.collect()
    began = time.process_time()
    merge = Merge(PERSON)
    for entry in entries:
        merge.add(entry)
    return time.process_time() - began


def _folded(entries: Sequence[SourceEntry]) -> set[FoldedRow]:
    merge = Merge(PERSON)
    for entry in entries:
        merge.add(entry)
    return {
        (
            frozenset(f"{copy.source.custodian}/{copy.source.entry_id}" for copy in row.copies),
            frozenset(copy.report.report_id for copy in row.reports),
            row.lock is not None,
        )
        for row in merge.rows
    }
