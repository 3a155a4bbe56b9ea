"""Folding: idempotent, order-free, loses nothing, invents nothing; doubt never folds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tijdlijn.domain.identifiers import AccessionNumber, SopInstanceUID, StudyInstanceUID, Ura
from tijdlijn.domain.merge import Merge
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import Rendition, Report, ReportStatus, SourceEntry, Study, StudyMoment
from tijdlijn.domain.timeline import Row, RowLock

TJITSKE = Demographics("Test-Aneurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE)
SOMEBODY_ELSE = Demographics("Test-Ander, A.", VagueDate("1962-01-02"), Sex.FEMALE)
RIJNMOND, DELFSHAVEN = Ura("90000102"), Ura("90000103")
ISSUED = AccessionNumber("A-17", "2.999.1")
AT = datetime(2026, 11, 24, 1, 41, tzinfo=UTC)


def study(
    uid: str = "2.25.1",
    custodian: Ura = RIJNMOND,
    *,
    entry_id: str = "1",
    images: int | None = 100,
    documents: int | None = 0,
    accession: AccessionNumber | None = None,
    person: Demographics = TJITSKE,
    originals: Sequence[str] = (),
    instances: Sequence[str] = (),
    day: date | None = None,
    kinds: tuple[str, ...] = (),
) -> SourceEntry:
    is_counted = images is not None and documents is not None
    content = Study(
        StudyInstanceUID(uid),
        StudyMoment(day),
        kinds,
        instance_count=(images or 0) + (documents or 0) if is_counted else images,
        image_count=images if is_counted else None,
        accession=accession,
        demographics=person,
        original_uids=tuple(map(StudyInstanceUID, originals)),
        instance_uids=tuple(map(SopInstanceUID, instances)),
    )
    return SourceEntry(custodian, "route", entry_id, content, "test")


def report(
    report_id: str = "2.25.9",
    uids: Sequence[str] = ("2.25.1",),
    custodian: Ura = RIJNMOND,
    *,
    accession: AccessionNumber | None = None,
    person: Demographics = TJITSKE,
    authored_at: datetime | None = AT,
) -> SourceEntry:
    content = Report(
        report_id,
        tuple(map(StudyInstanceUID, uids)),
        ReportStatus.FINAL,
        authored_at,
        "Verslag",
        None,
        (Rendition("text/plain", "1"),),
        accession=accession,
        demographics=person,
    )
    return SourceEntry(custodian, "route", report_id, content, "test")


def merged(*entries: SourceEntry) -> dict[str, Row]:
    merge = Merge(TJITSKE)
    shown: dict[str, Row] = {}
    for entry in entries:
        change = merge.add(entry)
        for key in change.gone:
            del shown[key]
        shown |= {row.key: row for row in change.rows}
    assert shown == {row.key: row for row in merge.rows}, "the changes add up to the rows"
    return shown


@pytest.mark.requirement("A4")
def test_copies_of_one_study_are_one_row_that_opens_the_fullest() -> None:
    (row,) = merged(study(custodian=DELFSHAVEN, images=40), study(custodian=RIJNMOND, images=60)).values()
    assert [copy.source.custodian for copy in row.copies] == [RIJNMOND, DELFSHAVEN]


@pytest.mark.requirement("A4", "T3.5.counts")
@pytest.mark.parametrize(
    ("other", "first"),
    [
        (study(custodian=DELFSHAVEN, images=40, documents=30), RIJNMOND),
        (study(custodian=DELFSHAVEN, images=60, documents=3), DELFSHAVEN),
        (study(custodian=DELFSHAVEN, images=59, documents=None), RIJNMOND),
        (study(custodian=DELFSHAVEN, images=None), RIJNMOND),
    ],
)
def test_documents_do_not_make_a_copy_fuller(other: SourceEntry, first: Ura) -> None:
    (row,) = merged(other, study(custodian=RIJNMOND, images=60)).values()
    assert row.copies[0].source.custodian == first


@pytest.mark.requirement("B25")
def test_different_uids_alone_are_never_folded() -> None:
    assert len(merged(study("2.25.1"), study("2.25.2"))) == 2


@pytest.mark.requirement("B26")
@pytest.mark.hazard("H3")
def test_what_is_probably_an_import_of_the_same_study_stays_a_row_of_its_own() -> None:
    def at(custodian: Ura, uid: str, number: str, issuer: str) -> SourceEntry:
        known = study(uid, custodian, images=428, accession=AccessionNumber(number, issuer)).content
        assert isinstance(known, Study)
        alike = replace(
            known,
            moment=StudyMoment(date(2025, 6, 14), time(13, 20)),
            modalities=("CT",),
            description="CT thorax",
        )
        return SourceEntry(custodian, "route", uid, alike, "test")

    original, imported = (
        at(RIJNMOND, "2.25.1", "A-17", "2.999.1"),
        at(DELFSHAVEN, "2.25.2", "EXT-17", "2.999.2"),
    )
    for entries in ((original, imported), (imported, original)):
        rows = merged(*entries).values()
        assert {row.copies[0].study.study_uid.value for row in rows} == {"2.25.1", "2.25.2"}
        assert [len(row.copies) for row in rows] == [1, 1]


@pytest.mark.hazard("H3")
def test_a_copy_of_another_person_stands_apart_and_locked() -> None:
    rows = merged(study(), study(custodian=DELFSHAVEN, person=SOMEBODY_ELSE)).values()
    assert sorted((row.lock is not None, len(row.copies)) for row in rows) == [(False, 1), (True, 1)]


@pytest.mark.hazard("H3")
def test_when_copies_contradict_each_other_all_are_locked() -> None:
    merge = Merge(Demographics())
    merge.add(study())
    change = merge.add(study(custodian=DELFSHAVEN, person=SOMEBODY_ELSE))
    assert change.gone == ("study:2.25.1",)
    assert [row.lock for row in change.rows] == [RowLock.OTHER_PERSON] * 2


@pytest.mark.requirement("A9")
def test_a_report_joins_its_study_by_uid() -> None:
    (row,) = merged(report(), study()).values()
    assert len(row.reports) == 1


@pytest.mark.requirement("B27")
def test_a_report_joins_by_accession_only_with_its_issuer() -> None:
    with_issuer = AccessionNumber("A1", "2.999.1")
    (row,) = merged(report(uids=(), accession=with_issuer), study(accession=with_issuer)).values()
    assert len(row.reports) == 1
    without = AccessionNumber("A1", None)
    assert len(merged(report(uids=(), accession=without), study(accession=without))) == 2


@pytest.mark.requirement("A10")
def test_a_report_whose_study_nobody_shows_is_a_row_of_its_own() -> None:
    (row,) = merged(report(uids=("2.25.404",))).values()
    assert row.copies == ()


@pytest.mark.requirement("B30")
def test_one_report_may_concern_several_studies() -> None:
    rows = merged(study("2.25.1"), study("2.25.2"), report(uids=("2.25.1", "2.25.2")))
    assert [len(row.reports) for row in rows.values()] == [1, 1]


@pytest.mark.requirement("A11")
def test_reports_are_newest_first_and_one_without_a_time_stands_last() -> None:
    entries = [
        report("2.25.91", authored_at=None),
        report("2.25.92", authored_at=AT),
        report("2.25.93", authored_at=AT + timedelta(hours=1)),
    ]
    (row,) = merged(study(), *entries).values()
    assert [copy.report.report_id for copy in row.reports] == ["2.25.93", "2.25.92", "2.25.91"]


@pytest.mark.hazard("H3")
def test_a_report_of_another_person_never_joins_a_study() -> None:
    rows = merged(study(), report(person=SOMEBODY_ELSE))
    assert [len(row.reports) for key, row in rows.items() if key.startswith("study:")] == [0]
    assert rows["report:2.25.9"].lock is RowLock.OTHER_PERSON


@pytest.mark.hazard("H8")
def test_a_report_never_joins_through_the_accession_of_another_persons_copy() -> None:
    accession = AccessionNumber("A1", "2.999.1")
    stranger = study(custodian=DELFSHAVEN, accession=accession, person=SOMEBODY_ELSE)
    rows = merged(study(), report(uids=(), accession=accession), stranger, study())
    assert rows["study:2.25.1"].reports == ()
    assert rows["report:2.25.9"].lock is None


@pytest.mark.requirement("B21", "B45")
@pytest.mark.hazard("H6")
def test_what_a_holder_gives_no_longer_leaves_the_list_and_its_copy_elsewhere_stays() -> None:
    merge = Merge(TJITSKE)
    for entry in (study(), study("2.25.2", entry_id="2"), report(), study(custodian=DELFSHAVEN, images=40)):
        merge.add(entry)

    change = merge.keep_only(RIJNMOND, "route", {("2", "2.25.2")})

    assert change.gone == ()
    (row,) = change.rows
    assert [copy.source.custodian for copy in row.copies] == [DELFSHAVEN]
    assert row.reports == ()
    assert merge.keep_only(DELFSHAVEN, "route", frozenset()).gone == ("study:2.25.1",)
    assert merge.keep_only(DELFSHAVEN, "route", frozenset()).gone == ()
    assert [row.key for row in merge.rows] == ["study:2.25.2"]


@pytest.mark.requirement("B21")
@pytest.mark.hazard("H1", "H8")
def test_a_report_that_another_holder_shows_too_outlives_the_one_who_spoke_for_it() -> None:
    merge = Merge(TJITSKE)
    for entry in (study(custodian=DELFSHAVEN), report(), report(custodian=DELFSHAVEN)):
        merge.add(entry)

    (row,) = merge.keep_only(RIJNMOND, "route", frozenset()).rows

    assert [copy.source.custodian for copy in row.reports] == [DELFSHAVEN]


def test_what_came_over_another_route_stays() -> None:
    merge = Merge(TJITSKE)
    merge.add(study())

    assert merge.keep_only(RIJNMOND, "another route", frozenset()) == merge.keep_only(
        RIJNMOND, "route", {("1", "2.25.1")}
    )
    assert len(merge.rows) == 1


@pytest.mark.requirement("B25", "B28", "T4.2.ties")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (study(), study("2.25.2", DELFSHAVEN, originals=["2.25.1"])),
        (study("2.25.2", originals=["2.25.7"]), study("2.25.3", DELFSHAVEN, originals=["2.25.7"])),
        (study(instances=["2.25.50"]), study("2.25.2", DELFSHAVEN, instances=["2.25.49", "2.25.50"])),
        (study(accession=ISSUED), study("2.25.2", DELFSHAVEN, accession=ISSUED)),
    ],
    ids=["an import of it", "two imports of one", "a shared instance", "one number of one issuer"],
)
def test_what_is_certainly_one_study_is_one_row_that_takes_the_place_of_two(
    one: SourceEntry, other: SourceEntry
) -> None:
    for first, second in ((one, other), (other, one)):
        merge = Merge(TJITSKE)
        (before,) = merge.add(first).rows
        change = merge.add(second)
        (row,) = change.rows
        assert len(row.copies) == 2
        assert change.gone in ((), (before.key,))
        assert set(change.into.items()) == {(key, row.key) for key in change.gone}
    assert isinstance(one.content, Study)
    (row,) = merged(one, other, report(uids=[one.content.study_uid.value])).values()
    assert len(row.reports) == 1


@pytest.mark.requirement("B27", "B29", "T4.2.ties")
@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    "entries",
    [
        [study(accession=ISSUED), study("2.25.2", entry_id="2", accession=ISSUED)],
        [
            study(accession=ISSUED),
            study("2.25.2", entry_id="2", accession=ISSUED),
            study("2.25.3", DELFSHAVEN, accession=ISSUED),
        ],
        [
            study(accession=ISSUED, day=date(2025, 6, 14)),
            study("2.25.2", DELFSHAVEN, accession=ISSUED, day=date(2025, 6, 15)),
        ],
        [
            study(accession=ISSUED, kinds=("CT",)),
            study("2.25.2", DELFSHAVEN, accession=ISSUED, kinds=("MR",)),
        ],
    ],
    ids=["two of one order", "a copy of one of them", "another day", "another kind"],
)
def test_a_number_that_may_mean_two_studies_folds_nothing(entries: list[SourceEntry]) -> None:
    for order in (entries, entries[::-1]):
        assert [len(row.copies) for row in merged(*order).values()] == [1] * len(entries)


@pytest.mark.requirement("B25", "T4.2.ties")
@pytest.mark.hazard("H3")
def test_what_is_tied_to_another_person_is_never_folded_and_ties_nothing() -> None:
    stranger = study("2.25.2", DELFSHAVEN, originals=["2.25.1", "2.25.3"], person=SOMEBODY_ELSE)
    rows = merged(study(), stranger, study("2.25.3"))
    assert sorted((row.lock is not None, len(row.copies)) for row in rows.values()) == [
        (False, 1),
        (False, 1),
        (True, 1),
    ]


@pytest.mark.requirement("A4")
def test_an_entry_that_two_routes_bring_is_one_copy_until_neither_does() -> None:
    merge = Merge(TJITSKE)
    over_another = replace(study(), route_id="another")
    for entry in (study(), over_another):
        merge.add(entry)
    assert [len(row.copies) for row in merge.rows] == [1]
    merge.keep_only(RIJNMOND, "another", frozenset())
    assert [row.copies[0].source.route_id for row in merge.rows] == ["route"]


@pytest.mark.requirement("T4.2.reference")
@pytest.mark.hazard("H1")
def test_a_report_that_joined_by_a_number_that_its_study_gives_up_stands_alone_again() -> None:
    number = AccessionNumber("A1", "2.999.1")
    rows = merged(study(accession=number), report(uids=(), accession=number), study())
    assert sorted(rows) == ["report:2.25.9", "study:2.25.1"]
