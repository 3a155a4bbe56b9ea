"""Folding done plainly: from the whole set of entries to the whole set of rows, each rule once and nothing
kept between. Quadratic, and easy to see right; `domain.merge` must give the same rows.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

from tijdlijn.domain.identifiers import AccessionNumber
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.study import Report, SourceEntry, Study
from tijdlijn.domain.timeline import ReportCopy, Row, RowLock, StudyCopy


def reference_rows(entries: Iterable[SourceEntry], patient: Demographics) -> dict[str, Row]:
    """Fold these entries of one patient, given in the order in which they came: what a source says later of
    the same entry takes the place of what it said before.
    """
    copies, reports = _studies(entries), _reports(entries)
    fitting = [copy for copy in copies if not copy.study.demographics.contradicts(patient)]
    locked = [copy for copy in copies if copy not in fitting]
    rows: dict[str, Row] = {}
    shown: set[str] = set()
    for study in _parted(fitting):
        if any(a.study.demographics.contradicts(b.study.demographics) for a, b in combinations(study, 2)):
            locked += study
            continue
        joined = [one for one in reports if _concerns(one.report, study) and _agrees(one, patient)]
        shown |= {one.report.report_id for one in joined}
        key = "study:" + min(copy.study.study_uid.value for copy in study)
        rows[key] = Row(
            key, tuple(sorted(study, key=_opening)), tuple(sorted(joined, key=_latest, reverse=True))
        )
    for copy in locked:
        source = copy.source
        key = f"study:{copy.study.study_uid}:{source.custodian}:{source.entry_id}"
        rows[key] = Row(key, (copy,), (), RowLock.OTHER_PERSON)
    for one in reports:
        if one.report.report_id not in shown:
            key = f"report:{one.report.report_id}"
            rows[key] = Row(key, (), (one,), None if _agrees(one, patient) else RowLock.OTHER_PERSON)
    return rows


def _studies(entries: Iterable[SourceEntry]) -> list[StudyCopy]:
    """The last word of each entry on each study; what came over several routes counts over the lowest."""
    last = {
        (one.custodian, one.entry_id, one.content.study_uid, one.route_id): StudyCopy(one.content, one)
        for one in entries
        if isinstance(one.content, Study)
    }
    return [copy for key, copy in last.items() if key[3] == min(k[3] for k in last if k[:3] == key[:3])]


def _reports(entries: Iterable[SourceEntry]) -> list[ReportCopy]:
    """Each report once, in the words of the lowest custodian, route and entry."""
    last = {
        (one.content.report_id, one.custodian.value, one.route_id, one.entry_id): ReportCopy(one.content, one)
        for one in entries
        if isinstance(one.content, Report)
    }
    return [copy for key, copy in last.items() if key == min(k for k in last if k[0] == key[0])]


def _parted(copies: Sequence[StudyCopy]) -> list[list[StudyCopy]]:
    """Put together what is tied, until nothing is tied any more."""
    studies = [[copy] for copy in copies]
    while tied := _first_tied(studies, copies):
        one, other = tied
        studies = [study for study in studies if study not in tied] + [one + other]
    return studies


def _first_tied(
    studies: Sequence[list[StudyCopy]], all_copies: Sequence[StudyCopy]
) -> tuple[list[StudyCopy], list[StudyCopy]] | None:
    for one, other in combinations(studies, 2):
        if any(_are_one(a, b, all_copies) for a in one for b in other):
            return one, other
    return None


def _are_one(one: StudyCopy, other: StudyCopy, all_copies: Sequence[StudyCopy]) -> bool:
    a, b = one.study, other.study
    if {a.study_uid, *a.original_uids} & {b.study_uid, *b.original_uids}:
        return True
    if {*a.instance_uids} & {*b.instance_uids}:
        return True
    return _issued(a.accession) and a.accession == b.accession and _means_one(a.accession, all_copies)


def _means_one(accession: AccessionNumber | None, all_copies: Sequence[StudyCopy]) -> bool:
    """No holder has two of the studies with this number, and they agree on the day and on some modality."""
    uids = {copy.study.study_uid for copy in all_copies if copy.study.accession == accession}
    under = [copy for copy in all_copies if copy.study.study_uid in uids]
    for a, b in combinations(under, 2):
        if a.source.custodian == b.source.custodian and a.study.study_uid != b.study.study_uid:
            return False
    days = {copy.study.moment.day for copy in under} - {None}
    kinds = [set(copy.study.modalities) for copy in under if copy.study.modalities]
    return len(days) <= 1 and (not kinds or bool(set.intersection(*kinds)))


def _concerns(report: Report, study: Sequence[StudyCopy]) -> bool:
    if report.study_uids:
        named = {uid for copy in study for uid in (copy.study.study_uid, *copy.study.original_uids)}
        return not named.isdisjoint(report.study_uids)
    return _issued(report.accession) and any(copy.study.accession == report.accession for copy in study)


def _issued(accession: AccessionNumber | None) -> bool:
    return accession is not None and bool(accession.issuer)


def _agrees(copy: ReportCopy, patient: Demographics) -> bool:
    return not copy.report.demographics.contradicts(patient)


def _opening(copy: StudyCopy) -> tuple[object, ...]:
    study, source = copy.study, copy.source
    objects = study.instance_count or 0
    images = objects if study.image_count is None else study.image_count
    ties = source.custodian, source.entry_id, study.study_uid
    return -images, -objects, bool(study.original_uids), *ties


def _latest(copy: ReportCopy) -> tuple[float, str]:
    at = copy.report.authored_at
    return at.timestamp() if at else float("-inf"), copy.report.report_id
