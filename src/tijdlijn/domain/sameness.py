"""Which entries are certainly of one study: what ties them together, and what that comes to.

Tied are copies with the same StudyInstanceUID, an imported copy and what it says it was called before, copies
that share an instance, and copies with the same accession number of the same issuer where that number cannot
mean two studies (B25–B28). A date or a description never ties; they can only stand in the way.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tijdlijn.domain.identifiers import AccessionNumber
from tijdlijn.domain.study import Report, Study
from tijdlijn.domain.timeline import StudyCopy

Accession = tuple[str, str]
Tie = str | Accession
"""A UID, or an accession number with its issuer. Bare texts: hashing a value object costs more than folding
a study."""


def ties_of(study: Study) -> tuple[Tie, ...]:
    """Everything by which this study may be found to be another entry's; its own UID first."""
    uids: tuple[Tie, ...] = (study.study_uid.value,)
    if study.original_uids:
        uids += tuple(uid.value for uid in study.original_uids)
    if study.instance_uids:
        uids += tuple(uid.value for uid in study.instance_uids)
    accession = identifying(study.accession)
    return (*uids, accession) if accession else uids


def report_ties(report: Report) -> tuple[Tie, ...]:
    """The studies that a report names, else the accession number by which it joins studies (B27, B30)."""
    if report.study_uids:
        return tuple(uid.value for uid in report.study_uids)
    accession = identifying(report.accession)
    return (accession,) if accession else ()


def identifying(accession: AccessionNumber | None) -> Accession | None:
    """An accession number only where its issuer is known; without one it joins nothing (B27)."""
    return (accession.value, accession.issuer) if accession and accession.issuer else None


def of_one_study(copies: Sequence[StudyCopy]) -> list[list[StudyCopy]]:
    """Part the copies into studies: two that are tied, directly or through others, are of one."""
    telling = _telling(copies)
    studies: list[tuple[set[Tie], list[StudyCopy]]] = []
    for copy in copies:
        ties = {tie for tie in ties_of(copy.study) if isinstance(tie, str) or tie in telling}
        found, apart = [copy], []
        for known in studies:
            if known[0].isdisjoint(ties):
                apart.append(known)
            else:
                ties |= known[0]
                found = known[1] + found
        studies = [*apart, (ties, found)]
    return [found for _, found in studies]


def _telling(copies: Sequence[StudyCopy]) -> set[Accession]:
    """The accession numbers that mean one study: one order may be of several (B27)."""
    under: dict[Accession, set[str]] = defaultdict(set)
    for copy in copies:
        if accession := identifying(copy.study.accession):
            under[accession].add(copy.study.study_uid.value)
    return {
        accession
        for accession, uids in under.items()
        if _can_be_one([copy for copy in copies if copy.study.study_uid.value in uids])
    }


def _can_be_one(copies: Iterable[StudyCopy]) -> bool:
    """Whether no holder has two studies among these, and no stated day or kind of image differs."""
    uid_at: dict[str, str] = {}
    days = set()
    kinds: frozenset[str] | None = None
    for copy in copies:
        uid = copy.study.study_uid.value
        if uid_at.setdefault(copy.source.custodian.value, uid) != uid:
            return False
        if copy.study.moment.day:
            days.add(copy.study.moment.day)
        if copy.study.modalities:
            kinds = frozenset(copy.study.modalities) if kinds is None else kinds & {*copy.study.modalities}
    return len(days) < 2 and (kinds is None or bool(kinds))
