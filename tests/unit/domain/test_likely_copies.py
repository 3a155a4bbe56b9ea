"""Rows that may be one study, and rows that only look so."""

from dataclasses import replace
from datetime import date, time
from itertools import permutations

import pytest

from tijdlijn.domain.identifiers import StudyInstanceUID, Ura
from tijdlijn.domain.likely_copies import LikelyCopies
from tijdlijn.domain.merge import Merge
from tijdlijn.domain.patient import Demographics, Sex
from tijdlijn.domain.study import SourceEntry, Study, StudyMoment
from tijdlijn.domain.timeline import Row

RIJNMOND, DELFSHAVEN, FEIJENOORD = Ura("90000102"), Ura("90000103"), Ura("90000104")
WOMAN = Demographics(sex=Sex.FEMALE)
THORAX = Study(
    StudyInstanceUID("2.25.1"),
    StudyMoment(date(2025, 6, 14), time(13, 20)),
    ("CT",),
    "CT thorax met contrast",
    image_count=428,
    demographics=WOMAN,
)
ELSEWHERE = replace(THORAX, study_uid=StudyInstanceUID("2.25.2"), description="CT thorax (extern)")


def at(custodian: Ura, study: Study) -> SourceEntry:
    return SourceEntry(custodian, "route", str(study.study_uid), study, "test")


def shown(*entries: SourceEntry) -> dict[str, Row]:
    merge, likely = Merge(WOMAN), LikelyCopies()
    rows: dict[str, Row] = {}
    for entry in entries:
        change = likely.noted(merge.add(entry))
        rows = {key: row for key, row in rows.items() if key not in change.gone}
        rows |= {row.key: row for row in change.rows}
    assert {*rows} == {row.key for row in merge.rows}
    return rows


def likes(*entries: SourceEntry) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        key: {other.key: other.compared for other in row.likely_same} for key, row in shown(*entries).items()
    }


@pytest.mark.requirement("B26", "T4.2.likely")
@pytest.mark.hazard("H3")
def test_two_rows_that_may_be_one_study_say_so_of_each_other_and_what_was_compared() -> None:
    compared = ("same-moment", "same-modality", "like-description", "same-image-count", "other-uid")
    assert likes(at(RIJNMOND, THORAX), at(DELFSHAVEN, ELSEWHERE)) == {
        "study:2.25.1": {"study:2.25.2": compared},
        "study:2.25.2": {"study:2.25.1": compared},
    }


@pytest.mark.requirement("B26", "B33", "T4.2.likely")
@pytest.mark.parametrize(
    ("other", "compared"),
    [
        (replace(ELSEWHERE, moment=StudyMoment(date(2025, 6, 14), time(13, 29))), "near-moment"),
        (replace(THORAX, study_uid=ELSEWHERE.study_uid, moment=StudyMoment(date(2025, 6, 14))), "same-day"),
        (replace(ELSEWHERE, description="CT THORAX met-contrast"), "same-description"),
        (replace(ELSEWHERE, image_count=12), "other-image-count"),
    ],
)
def test_what_differs_a_little_is_told_as_it_is(other: Study, compared: str) -> None:
    found = likes(at(RIJNMOND, THORAX), at(DELFSHAVEN, other))
    assert compared in found["study:2.25.1"]["study:2.25.2"]


@pytest.mark.requirement("B26", "B29", "T4.2.likely")
@pytest.mark.parametrize(
    "other",
    [
        at(RIJNMOND, ELSEWHERE),
        at(DELFSHAVEN, replace(ELSEWHERE, modalities=("MR",))),
        at(DELFSHAVEN, replace(ELSEWHERE, modalities=())),
        at(DELFSHAVEN, replace(ELSEWHERE, moment=StudyMoment(date(2025, 6, 14), time(14, 20)))),
        at(DELFSHAVEN, replace(ELSEWHERE, moment=StudyMoment())),
        at(DELFSHAVEN, replace(ELSEWHERE, moment=StudyMoment(date(2025, 6, 14)))),
        at(DELFSHAVEN, replace(ELSEWHERE, description="CT abdomen")),
        at(DELFSHAVEN, replace(ELSEWHERE, description=None)),
        at(DELFSHAVEN, replace(ELSEWHERE, demographics=Demographics(sex=Sex.MALE))),
    ],
    ids=[
        "of one holder",
        "another kind",
        "of unknown kind",
        "an hour later",
        "of no known day",
        "of no known time, in other words",
        "of another place",
        "without words",
        "of another person",
    ],
)
def test_what_is_not_alike_is_not_said_to_be(other: SourceEntry) -> None:
    assert not any(likes(at(RIJNMOND, THORAX), other).values())


@pytest.mark.requirement("T4.2.likely")
@pytest.mark.hazard("H7")
def test_what_is_alike_does_not_depend_on_order_and_ends_when_a_row_folds() -> None:
    third = replace(ELSEWHERE, study_uid=StudyInstanceUID("2.25.3"))
    tied = replace(THORAX, study_uid=StudyInstanceUID("2.25.4"), original_uids=(THORAX.study_uid,))
    entries = [at(RIJNMOND, THORAX), at(DELFSHAVEN, ELSEWHERE), at(FEIJENOORD, third), at(DELFSHAVEN, tied)]
    expected = likes(*entries)
    assert {key: {*others} for key, others in expected.items()} == {
        "study:2.25.1": {"study:2.25.3"},
        "study:2.25.2": {"study:2.25.3"},
        "study:2.25.3": {"study:2.25.1", "study:2.25.2"},
    }
    for order in permutations(entries):
        assert likes(*order) == expected
