"""The merge beside a plain one, over generated entries: idempotent, order-free, loses nothing, invents
nothing; and a page that does as the changes say shows exactly the rows.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lib.reference_likely import with_likely_copies
from tests.lib.reference_merge import reference_rows
from tijdlijn.domain.identifiers import AccessionNumber, SopInstanceUID, StudyInstanceUID, Ura
from tijdlijn.domain.likely_copies import LikelyCopies
from tijdlijn.domain.merge import Change, Merge, entry_key
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import Rendition, Report, ReportStatus, SourceEntry, Study, StudyMoment
from tijdlijn.domain.timeline import Row

TJITSKE = Demographics("Test-Aneurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE)
ASKERS = (TJITSKE, Demographics())
PEOPLE = (
    TJITSKE,
    TJITSKE,
    Demographics("Test-Ander, A.", VagueDate("1962-01-02"), Sex.FEMALE),
    Demographics(),
    Demographics(birth_date=VagueDate("1951")),
    Demographics(sex=Sex.MALE),
)
INSTITUTIONS = (Ura("90000102"), Ura("90000103"), Ura("90000104"))
ACCESSIONS = (None, AccessionNumber("A", "2.999"), AccessionNumber("B", "2.999"), AccessionNumber("A", None))
UIDS = tuple(StudyInstanceUID(f"2.25.{number}") for number in range(1, 5))
DAYS = (None, date(2025, 6, 14), date(2025, 6, 15))
TIMES = (None, time(13, 20), time(13, 20), time(13, 30), time(13, 31))
WORDS = (None, "CT thorax", "CT thorax met contrast", "thorax CT", "Echo abdomen")
KINDS = ((), ("CT",), ("CT", "MR"), ("US",))
AT = datetime(2026, 11, 24, 1, 41, tzinfo=UTC)


def _study(random: Random) -> Study:
    return Study(
        random.choice(UIDS),
        StudyMoment(random.choice(DAYS), random.choice(TIMES)),
        random.choice(KINDS),
        random.choice(WORDS),
        institution_name=random.choice((None, "Test-UMC")),
        instance_count=random.choice((None, 1, 2, 3)),
        image_count=random.choice((None, 1, 2)),
        accession=random.choice(ACCESSIONS),
        demographics=random.choice(PEOPLE),
        original_uids=tuple(random.sample(UIDS, random.choice((0, 0, 0, 1, 2)))),
        instance_uids=tuple(
            SopInstanceUID(f"2.25.9{number}")
            for number in random.sample(range(4), random.choice((0, 0, 1, 2)))
        ),
    )


def _report(random: Random) -> Report:
    return Report(
        random.choice(("2.25.91", "2.25.92", "2.25.93")),
        tuple(random.sample((*UIDS, StudyInstanceUID("2.25.404")), random.choice((0, 1, 2)))),
        ReportStatus.FINAL,
        random.choice((None, AT, AT + timedelta(hours=1))),
        "Verslag",
        None,
        (Rendition("text/plain", "1"),),
        accession=random.choice(ACCESSIONS),
        demographics=random.choice(PEOPLE),
    )


def generated(random: Random, count: int) -> list[SourceEntry]:
    """So many entries that have much to do with each other; some say something else of an earlier one."""
    return [
        SourceEntry(
            random.choice(INSTITUTIONS),
            random.choice(("direct", "landelijk")),
            random.choice("12"),
            (_report if random.random() < 0.3 else _study)(random),
            "test",
        )
        for _ in range(count)
    ]


def once(entries: Sequence[SourceEntry]) -> list[SourceEntry]:
    """The last word of each entry."""
    last = {(one.custodian, one.route_id, type(one.content), entry_key(one)): one for one in entries}
    return list(last.values())


class Screen:
    """What a page has that does as the changes say."""

    def __init__(self, patient: Demographics) -> None:
        self.merge = Merge(patient)
        self.likely = LikelyCopies()
        self.shown: dict[str, Row] = {}

    def do(self, merged: Change) -> None:
        change = self.likely.noted(merged)
        assert not {row.key for row in change.rows} & {*change.gone}
        for key in change.gone:
            del self.shown[key]
        for row in change.rows:
            assert self.shown.get(row.key) != row, "what did not change is not told again"
            self.shown[row.key] = row
        assert {*change.into} <= {*change.gone}
        assert {*change.into.values()} <= {row.key for row in change.rows}
        rows = {row.key: row for row in self.merge.rows}
        assert self.shown == with_likely_copies(rows), "the changes add up to the rows"

    def take(self, entries: Sequence[SourceEntry]) -> None:
        for entry in entries:
            self.do(self.merge.add(entry))


def try_merge(seed: int, count: int) -> None:
    """Everything that must hold of the rows of so many entries."""
    random = Random(seed)
    patient, entries = random.choice(ASKERS), generated(random, count)
    screen = Screen(patient)
    screen.take(entries)
    expected = with_likely_copies(reference_rows(entries, patient))
    assert screen.shown == expected

    shuffled = [*once(entries), *once(entries)]
    random.shuffle(shuffled)
    another = Screen(patient)
    another.take(shuffled)
    assert another.shown == expected

    for custodian, route in ((INSTITUTIONS[0], "direct"), (INSTITUTIONS[1], "landelijk")):
        kept = {entry_key(one) for one in entries if random.random() < 0.5}
        entries = [
            one
            for one in entries
            if (one.custodian, one.route_id) != (custodian, route) or entry_key(one) in kept
        ]
        screen.do(screen.merge.keep_only(custodian, route, kept))
        assert screen.shown == with_likely_copies(reference_rows(entries, patient))
    screen.take(generated(random, 2))


QUICK = settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.requirement("A4", "B25", "B26", "B27", "B30", "T4.2.reference")
@pytest.mark.hazard("H1", "H3", "H6", "H7")
@QUICK
@given(st.integers(0, 2**32), st.integers(0, 10))
def test_the_merge_gives_the_rows_of_the_plain_merge_in_any_order_and_after_removal(
    seed: int, count: int
) -> None:
    try_merge(seed, count)


@pytest.mark.deep
@pytest.mark.requirement("A4", "B25", "B26", "B27", "B30", "T4.2.reference")
@pytest.mark.hazard("H1", "H3", "H6", "H7")
@settings(QUICK, max_examples=10_000)
@given(st.integers(0, 2**32), st.integers(0, 25))
def test_so_it_does_for_many_more_entries(seed: int, count: int) -> None:
    try_merge(seed, count)


@pytest.mark.requirement("B26", "T4.2.likely")
@QUICK
@given(st.integers(0, 2**32), st.integers(0, 12))
def test_what_may_be_the_same_is_said_of_both_and_of_no_row_that_is_not_there(seed: int, count: int) -> None:
    random = Random(seed)
    screen = Screen(TJITSKE)
    screen.take(generated(random, count))
    for key, row in screen.shown.items():
        for other in row.likely_same:
            assert (key, other.compared) in {
                (back.key, back.compared) for back in screen.shown[other.key].likely_same
            }
            assert row.lock is None
            assert row.copies
            assert row.custodians.isdisjoint(screen.shown[other.key].custodians)


@pytest.mark.hazard("H1", "H7")
@QUICK
@given(st.integers(0, 2**32), st.integers(0, 10))
def test_nothing_is_lost_and_nothing_invented(seed: int, count: int) -> None:
    random = Random(seed)
    entries = once(generated(random, count))
    screen = Screen(TJITSKE)
    screen.take(entries)
    shown = [copy.source for row in screen.shown.values() for copy in row.copies]
    studies = [one for one in entries if isinstance(one.content, Study)]
    assert {_place(one) for one in shown} == {_place(one) for one in studies}
    assert len(shown) == len({_place(one) for one in shown})
    reported = {copy.report.report_id for row in screen.shown.values() for copy in row.reports}
    assert reported == {one.content.report_id for one in entries if isinstance(one.content, Report)}
    for row in screen.shown.values():
        assert row.lock or not any(copy.study.demographics.contradicts(TJITSKE) for copy in row.copies)


def _place(entry: SourceEntry) -> tuple[Ura, tuple[str, str]]:
    return entry.custodian, entry_key(entry)
