"""One study becomes one row: entries of all sources folded as they arrive, in whatever order.

What is certain is folded (`sameness`), what is doubtful stays apart (A4, B25), and copies never fold when
their birth dates or sexes contradict each other or the asker's own. Reports join the studies they name by
UID, else by accession number with issuer (B27), never by date. Nothing is deleted by folding: a row keeps
every copy and every report.

Rows depend only on the set of entries, not on their order. Whatever may ever be tied together lies in one
cluster, and each addition folds its cluster anew. What a holder gives no longer is taken out by folding the
rest anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from itertools import combinations

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.row_order import fullest_first, newest_first, one_of_each
from tijdlijn.domain.sameness import Tie, of_one_study, report_ties, ties_of
from tijdlijn.domain.study import SourceEntry, Study
from tijdlijn.domain.timeline import ReportCopy, Row, RowLock, StudyCopy

EntryKey = tuple[str, str]
"""What its source calls an entry, and what it is: no source is trusted to number its entries well."""
_Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What one addition did to the list: rows that are new or changed, and keys of rows that are no more.
    `into` names, for those whose content now stands in one of `rows`, the key of that row.
    """

    rows: tuple[Row, ...] = ()
    gone: tuple[str, ...] = ()
    into: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Cluster:
    """Copies that may have to do with each other, what ties them, and what they came to."""

    copies: dict[tuple[str, str, str, str], StudyCopy] = field(default_factory=dict)
    ties: set[Tie] = field(default_factory=set)
    keys: tuple[str, ...] = ()
    placed: set[str] = field(default_factory=set)
    """The reports that its open rows show."""
    is_plain: bool = True
    """Whether all copies have one StudyInstanceUID."""


@dataclass(slots=True)
class Merge:
    """The growing list of one patient. `patient` is what the asker knows of the person; rows that
    contradict it are locked.
    """

    patient: Demographics
    _clusters: dict[Tie, _Cluster] = field(default_factory=dict)
    _reports: dict[str, dict[_Place, ReportCopy]] = field(default_factory=lambda: defaultdict(dict))
    _spoken: dict[str, ReportCopy] = field(default_factory=dict)
    _reports_of: dict[Tie, set[str]] = field(default_factory=lambda: defaultdict(set))
    _rows: dict[str, Row] = field(default_factory=dict)

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
        entries = [*self._entries()]
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
        gone = sorted(before.keys() - self._rows.keys())
        return _change([before[key] for key in gone], changed)

    def _entries(self) -> Iterator[SourceEntry]:
        for cluster in {id(cluster): cluster for cluster in self._clusters.values()}.values():
            for copy in cluster.copies.values():
                yield copy.source
        for told in self._reports.values():
            for report in told.values():
                yield report.source

    def _add_study(self, copy: StudyCopy) -> Change:
        source, ties = copy.source, ties_of(copy.study)
        cluster = self._clusters.get(ties[0])
        if cluster is None or not cluster.ties.issuperset(ties):
            cluster = self._united(ties)
        uid = copy.study.study_uid.value
        if cluster.is_plain and cluster.copies and next(iter(cluster.copies))[0] != uid:
            cluster.is_plain = False
        cluster.copies[uid, source.custodian.value, source.entry_id, source.route_id] = copy
        return self._recompute((cluster,), ())

    def _united(self, ties: Iterable[Tie]) -> _Cluster:
        """The cluster of all these ties: a new one, or those that there were made one."""
        known = [cluster for tie in ties if (cluster := self._clusters.get(tie))]
        one = known[0] if known else _Cluster()
        for other in {id(cluster): cluster for cluster in known if cluster is not one}.values():
            one.copies |= other.copies
            one.keys += other.keys
            one.placed |= other.placed
            one.ties |= other.ties
            one.is_plain = False
            for tie in other.ties:
                self._clusters[tie] = one
        for tie in ties:
            one.ties.add(tie)
            self._clusters[tie] = one
        return one

    def _add_report(self, copy: ReportCopy) -> Change:
        """A report that two custodians show is one report (A4); the lowest URA speaks for it."""
        source, report_id = copy.source, copy.report.report_id
        told = self._reports[report_id]
        told[source.custodian.value, source.route_id, source.entry_id] = copy
        known, speaks = self._spoken.get(report_id), told[min(told)]
        if known is speaks:
            return Change()
        ties = set(report_ties(speaks.report))
        if known is not None:
            for tie in report_ties(known.report):
                self._reports_of[tie].discard(report_id)
                ties.add(tie)
        self._spoken[report_id] = speaks
        for tie in report_ties(speaks.report):
            self._reports_of[tie].add(report_id)
        return self._recompute(self._clusters_of(ties), (report_id,))

    def _clusters_of(self, ties: Iterable[Tie]) -> Iterable[_Cluster]:
        found = [cluster for tie in ties if (cluster := self._clusters.get(tie))]
        return found if len(found) < 2 else {id(cluster): cluster for cluster in found}.values()

    def _recompute(self, clusters: Iterable[_Cluster], reports: Iterable[str]) -> Change:
        """Rebuild the rows of these clusters, and of the reports that these or they concern where they
        stand alone.
        """
        known = self._rows
        before: list[str] = []
        after: dict[str, Row] = {}
        touched = {*reports}
        for cluster in clusters:
            joined = [self._spoken[one] for tie in cluster.ties for one in self._reports_of.get(tie, ())]
            touched |= cluster.placed
            touched.update([copy.report.report_id for copy in joined])
            rows = self._rows_of(cluster, joined)
            before += cluster.keys
            cluster.keys = tuple(rows)
            cluster.placed = {copy.report.report_id for row in rows.values() for copy in row.reports}
            after |= rows
        for report_id in touched:
            alone = f"report:{report_id}"
            before.append(alone)
            copy = self._spoken[report_id]
            homes = self._clusters_of(report_ties(copy.report))
            if not any(report_id in cluster.placed for cluster in homes):
                after[alone] = Row(alone, (), (copy,), None if self._agrees(copy) else RowLock.OTHER_PERSON)
        changed = tuple([row for key, row in after.items() if known.get(key) != row])
        gone = [known.pop(key) for key in sorted({*before} - after.keys()) if key in known] if before else []
        known |= after
        return _change(gone, changed)

    def _rows_of(self, cluster: _Cluster, joined: list[ReportCopy]) -> dict[str, Row]:
        fitting: list[StudyCopy] = []
        locked: list[StudyCopy] = []
        for copy in (
            one_of_each(cluster.copies.values()) if len(cluster.copies) > 1 else cluster.copies.values()
        ):
            (locked if copy.study.demographics.contradicts(self.patient) else fitting).append(copy)
        rows: dict[str, Row] = {}
        for copies in of_one_study(fitting) if not cluster.is_plain else [fitting] if fitting else ():
            if _contradict_each_other(copies):
                # Nobody can say which of them is right.
                locked += copies
                continue
            key = "study:" + min([copy.study.study_uid.value for copy in copies])
            rows[key] = Row(key, fullest_first(copies), self._reports_on(copies, joined))
        for copy in locked:
            key = f"study:{copy.study.study_uid}:{copy.source.custodian}:{copy.source.entry_id}"
            rows[key] = Row(key, (copy,), (), RowLock.OTHER_PERSON)
        return rows

    def _reports_on(self, copies: list[StudyCopy], joined: list[ReportCopy]) -> tuple[ReportCopy, ...]:
        """Those of the reports that concern these copies, each once."""
        if not joined:
            return ()
        ties = {tie for copy in copies for tie in ties_of(copy.study)}
        found = {
            copy.report.report_id: copy
            for copy in joined
            if not ties.isdisjoint(report_ties(copy.report)) and self._agrees(copy)
        }
        return newest_first(list(found.values()))

    def _agrees(self, copy: ReportCopy) -> bool:
        return not copy.report.demographics.contradicts(self.patient)


def entry_key(entry: SourceEntry) -> EntryKey:
    """Give the key of an entry within its custodian and route."""
    content = entry.content
    return entry.entry_id, content.study_uid.value if isinstance(content, Study) else content.report_id


def _contradict_each_other(copies: list[StudyCopy]) -> bool:
    if len(copies) < 2:
        return False
    stated = {copy.study.demographics for copy in copies}
    return any(one.contradicts(other) for one, other in combinations(stated, 2))


def _change(gone: list[Row], changed: tuple[Row, ...]) -> Change:
    if not gone:
        return Change(changed)
    places: dict[tuple[str, ...], str] = {}
    for row in changed:
        for place in _contents(row):
            places.setdefault(place, row.key)
    into = {
        row.key: next(place for place in map(places.get, _contents(row)) if place)
        for row in gone
        if any(place in places for place in _contents(row))
    }
    return Change(changed, tuple([row.key for row in gone]), into)


def _contents(row: Row) -> list[tuple[str, ...]]:
    studies = [
        (copy.source.custodian.value, copy.source.entry_id, copy.study.study_uid.value) for copy in row.copies
    ]
    return [*studies, *[(copy.report.report_id,) for copy in row.reports]]
