"""Folding done plainly: all entries at hand, one pass a rule, nothing kept between. Slow to use, easy to see
right; `domain.merge` must give the same rows.
"""

from collections.abc import Sequence

from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.study import Report, SourceEntry, Study

FoldedRow = tuple[frozenset[str], frozenset[str], bool]
"""The entries of a row's copies, the ids of its reports, and whether it is locked."""


def naive_rows(entries: Sequence[SourceEntry], patient: Demographics) -> set[FoldedRow]:
    """Fold entries of one patient whose reports each come from one custodian.

    A copy whose person contradicts `patient`, or another copy of its study, stands alone and locked; reports
    join the study that they name.
    """
    rows: set[FoldedRow] = set()
    placed: set[str] = set()
    for uid in {entry.content.study_uid for entry in entries if isinstance(entry.content, Study)}:
        copies = [one for one in entries if isinstance(one.content, Study) and one.content.study_uid == uid]
        fitting = [one for one in copies if not one.content.demographics.contradicts(patient)]
        if any(a.content.demographics.contradicts(b.content.demographics) for a in fitting for b in fitting):
            fitting = []
        for copy in copies:
            if copy not in fitting:
                rows.add((frozenset({_name(copy)}), frozenset(), True))
        if fitting:
            reports = frozenset(
                one.content.report_id
                for one in entries
                if isinstance(one.content, Report)
                and uid in one.content.study_uids
                and not one.content.demographics.contradicts(patient)
            )
            placed |= reports
            rows.add((frozenset(map(_name, fitting)), reports, False))
    for one in entries:
        if isinstance(one.content, Report) and one.content.report_id not in placed:
            locked = one.content.demographics.contradicts(patient)
            rows.add((frozenset(), frozenset({one.content.report_id}), locked))
    return rows


def _name(entry: SourceEntry) -> str:
    return f"{entry.custodian}/{entry.entry_id}"
