"""One study becomes one row: entries of all sources folded as they arrive, in whatever order.

What is certain is folded, what is doubtful stays apart (A4, B25): copies fold on the same StudyInstanceUID,
and never when their birth dates or sexes contradict each other or the asker's own. Reports join the studies
they name by UID, else by accession number with issuer (B27), never by date. Nothing is deleted by folding:
a row keeps every copy and every report.

Rows depend only on the set of entries, not on their order: each addition recomputes, from that set, just
the rows that it can touch. What a holder gives no longer is taken out by folding the rest anew.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from itertools import combinations

from tijdlijn.domain.identifiers import AccessionNumber, Ura
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.study import SourceEntry, Study
from tijdlijn.domain.timeline import ReportCopy, Row, RowLock, StudyCopy

# Keys of the tables below are the bare texts: hashing a value object costs more than folding a study.
_Uid = str
_Accession = tuple[str, str]
EntryKey = tuple[str, str]
"""What its source calls an entry, and what it is: no source is trusted to number its entries well."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one addition did to the list: rows that are new or changed, and keys of rows that are no more."""

    rows: tuple[Row, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(slots=True)
class Merge:
    """The growing list of one patient. `patient` is what the asker knows of the person; rows that
    contradict it are locked.
    """

    patient: Demographics
    _copies: dict[_Uid, dict[tuple[str, str], StudyCopy]] = field(default_factory=lambda: defaultdict(dict))
    _report_entries: dict[tuple[str, str, EntryKey], SourceEntry] = field(default_factory=dict)
    _reports: dict[str, ReportCopy] = field(default_factory=dict)
    _reports_of: dict[_Uid, set[str]] = field(default_factory=lambda: defaultdict(set))
    _reports_by_accession: dict[_Accession, set[str]] = field(default_factory=lambda: defaultdict(set))
    _studies_by_accession: dict[_Accession, set[_Uid]] = field(default_factory=lambda: defaultdict(set))
    _rows: dict[str, Row] = field(default_factory=dict)
    _keys_of: dict[_Uid, tuple[str, ...]] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row as it stands now, in no particular order."""
        return tuple(self._rows.values())

    def add(self, entry: SourceEntry) -> Change:
        """Take in one entry and say what changed. The same entry again changes nothing."""
        if isinstance(entry.content, Study):
            return self._add_study(StudyCopy(entry.content, entry))
        return self._add_report(ReportCopy(entry.content, entry))

    def keep_only(self, custodian: Ura, route_id: str, kept: AbstractSet[EntryKey]) -> Change:
        """Take out all that this custodian gave over this route but these entries, and say what changed."""
        studies = [copy.source for copies in self._copies.values() for copy in copies.values()]
        entries = [*studies, *self._report_entries.values()]
        left = [
            entry
            for entry in entries
            if (entry.custodian, entry.route_id) != (custodian, route_id) or entry_key(entry) in kept
        ]
        if len(left) == len(entries):
            return Change()
        before, anew = self._rows, Merge(self.patient)
        for entry in left:
            anew.add(entry)
        for table in fields(self):
            setattr(self, table.name, getattr(anew, table.name))
        changed = tuple(row for key, row in self._rows.items() if before.get(key) != row)
        return Change(changed, tuple(sorted(before.keys() - self._rows.keys())))

    def _add_study(self, copy: StudyCopy) -> Change:
        uid, source = copy.study.study_uid.value, copy.source
        copies = self._copies[uid]
        copies[source.custodian.value, source.entry_id] = copy
        if accession := _identifying(copy.study.accession):
            self._studies_by_accession[accession].add(uid)
        return self._recompute((uid,), self._joined(uid, copies.values()))

    def _add_report(self, copy: ReportCopy) -> Change:
        """A report that two custodians show is one report (A4); the lowest URA speaks for it."""
        entry = copy.source
        self._report_entries[entry.custodian.value, entry.route_id, entry_key(entry)] = entry
        report_id, known = copy.report.report_id, self._reports.get(copy.report.report_id)
        if known and known.source.custodian < copy.source.custodian:
            return Change()
        left = self._unlink(known) if known else set()
        self._reports[report_id] = copy
        return self._recompute(left | self._link(copy), (report_id,))

    def _link(self, copy: ReportCopy) -> set[_Uid]:
        report = copy.report
        for uid in report.study_uids:
            self._reports_of[uid.value].add(report.report_id)
        if accession := _joining(copy):
            self._reports_by_accession[accession].add(report.report_id)
        return self._studies_of(copy)

    def _unlink(self, copy: ReportCopy) -> set[_Uid]:
        report = copy.report
        for uid in report.study_uids:
            self._reports_of[uid.value].discard(report.report_id)
        if accession := _joining(copy):
            self._reports_by_accession[accession].discard(report.report_id)
        return self._studies_of(copy)

    def _studies_of(self, copy: ReportCopy) -> set[_Uid]:
        """The studies on the list that this report concerns."""
        if accession := _joining(copy):
            return set(self._studies_by_accession[accession])
        return {uid.value for uid in copy.report.study_uids if uid.value in self._copies}

    def _recompute(self, studies: Iterable[_Uid], reports: Iterable[str]) -> Change:
        """Rebuild the rows of these studies, and the rows of these reports where they stand alone."""
        before: list[str] = []
        after: dict[str, Row] = {}
        for uid in studies:
            before += self._keys_of.get(uid, ())
            rows = self._rows_of(uid)
            self._keys_of[uid] = tuple(rows)
            after |= rows
        for report_id in reports:
            alone = f"report:{report_id}"
            before.append(alone)
            if not self._has_place(self._reports[report_id]):
                after[alone] = self._alone(alone, self._reports[report_id])
        known = self._rows
        changed = tuple([row for key, row in after.items() if known.get(key) != row])
        gone = tuple(sorted([key for key in {*before} - after.keys() if key in known])) if before else ()
        for key in gone:
            del known[key]
        known |= after
        return Change(changed, gone)

    def _rows_of(self, uid: _Uid) -> dict[str, Row]:
        fitting, locked = self._apart(uid)
        rows: dict[str, Row] = {}
        if fitting:
            joined = map(self._reports.__getitem__, self._joined(uid, fitting))
            reports = [copy for copy in joined if self._agrees(copy)]
            key = f"study:{uid}"
            rows[key] = Row(key, _fullest_first(fitting), _newest_first(reports))
        for copy in locked:
            key = f"study:{uid}:{copy.source.custodian}:{copy.source.entry_id}"
            rows[key] = Row(key, (copy,), (), RowLock.OTHER_PERSON)
        return rows

    def _apart(self, uid: _Uid) -> tuple[list[StudyCopy], list[StudyCopy]]:
        """Copies that may be folded, and copies that each stand alone and locked.

        When copies that all fit the asker's patient still contradict each other, nobody can say which is
        right: all are locked.
        """
        fitting: list[StudyCopy] = []
        locked: list[StudyCopy] = []
        for copy in self._copies[uid].values():
            (locked if copy.study.demographics.contradicts(self.patient) else fitting).append(copy)
        if len(fitting) > 1:
            stated = {copy.study.demographics for copy in fitting}
            if any(one.contradicts(other) for one, other in combinations(stated, 2)):
                return [], list(self._copies[uid].values())
        return fitting, locked

    def _joined(self, uid: _Uid, copies: Iterable[StudyCopy]) -> set[str]:
        """The reports that name this study, or the accession number of one of these copies of it."""
        joined = set(self._reports_of.get(uid, ()))
        for copy in copies:
            if accession := _identifying(copy.study.accession):
                joined.update(self._reports_by_accession.get(accession, ()))
        return joined

    def _has_place(self, copy: ReportCopy) -> bool:
        """Whether some open row of a study shows this report."""
        return self._agrees(copy) and any(self._shows(uid, copy) for uid in self._studies_of(copy))

    def _shows(self, uid: _Uid, copy: ReportCopy) -> bool:
        fitting, _ = self._apart(uid)
        return bool(fitting) and copy.report.report_id in self._joined(uid, fitting)

    def _agrees(self, copy: ReportCopy) -> bool:
        return not copy.report.demographics.contradicts(self.patient)

    def _alone(self, key: str, copy: ReportCopy) -> Row:
        return Row(key, (), (copy,), None if self._agrees(copy) else RowLock.OTHER_PERSON)


def entry_key(entry: SourceEntry) -> EntryKey:
    """Give the key of an entry within its custodian and route."""
    content = entry.content
    return entry.entry_id, content.study_uid.value if isinstance(content, Study) else content.report_id


def _joining(copy: ReportCopy) -> _Accession | None:
    """The accession number by which a report joins studies, if it names no study itself."""
    return None if copy.report.study_uids else _identifying(copy.report.accession)


def _identifying(accession: AccessionNumber | None) -> _Accession | None:
    """An accession number only where its issuer is known; without one it joins nothing (B27)."""
    return (accession.value, accession.issuer) if accession and accession.issuer else None


def _fullest_first(copies: list[StudyCopy]) -> tuple[StudyCopy, ...]:
    """In the order in which to open them: most images first, of equals most instances, then the lowest URA.

    A count of instances stands in for a count of images that is unknown: it is never lower.
    """

    def fullness(copy: StudyCopy) -> tuple[int, int, str, str]:
        instances, images = copy.study.instance_count or 0, copy.study.image_count
        return (
            -(instances if images is None else images),
            -instances,
            copy.source.custodian.value,
            copy.source.entry_id,
        )

    return tuple(sorted(copies, key=fullness) if len(copies) > 1 else copies)


def _newest_first(copies: list[ReportCopy]) -> tuple[ReportCopy, ...]:
    """Newest first; a report without a time stands last, equal times by id so that the order is always the
    same (A11).
    """

    def moment(copy: ReportCopy) -> tuple[float, str]:
        at = copy.report.authored_at
        return (at.timestamp() if at else float("-inf"), copy.report.report_id)

    return tuple(sorted(copies, key=moment, reverse=True) if len(copies) > 1 else copies)
