"""The stories about images end as they are told: what folds, what stays apart, and what cannot be asked."""

from collections.abc import Awaitable, Callable

import pytest

from tests.lib.asking import DELFSHAVEN, FEIJENOORD, FRYSLAN, RIJNMOND, ZUID
from tests.lib.browsing import Told
from tests.lib.demo_world import DemoWorld
from tijdlijn.services.timeline.events import EntryEvent

TimelineOf = Callable[[str], Awaitable[Told]]

NODULE = [
    ("CT thorax met contrast", "Ziekenhuis Fryslân", "none"),
    ("X-thorax", "Diagnostiek Zuid", "final"),
    ("CT thorax", "Havenziekenhuis Schiedijk", "final"),
]
ONCOLOGY = [
    ("CT thorax/abdomen met contrast", "Ziekenhuis Fryslân", "none"),
    ("CT thorax/abdomen met contrast", "Universitair Medisch Centrum Rijnmond", "final"),
    ("Skeletscintigrafie", "Universitair Medisch Centrum Rijnmond", "final"),
    ("Angiografie bovenbuik", "Universitair Medisch Centrum Rijnmond", "final"),
    ("Planning-CT stereotaxie lever", "Universitair Medisch Centrum Rijnmond", "none"),
    ("PET/CT romp FDG", "Universitair Medisch Centrum Rijnmond", "final"),
    ("MRI lever met contrast", "Universitair Medisch Centrum Rijnmond", "final"),
    ("CT thorax en abdomen", "Medisch Centrum Delfshaven", "final"),
    ("Coloscopie", "Medisch Centrum Delfshaven", "none"),
    ("X-thorax", "Diagnostiek Zuid", "final"),
    ("Echo bovenbuik", "Diagnostiek Zuid", "final"),
    ("Mammografie bevolkingsonderzoek", "Diagnostiek Zuid", "final"),
]


@pytest.mark.requirement("T3.7.older", "B50")
async def test_the_nodule_of_ten_years_ago_stands_under_the_name_of_then(timeline_of: TimelineOf) -> None:
    told = await timeline_of("nodus")

    assert told.shown == NODULE
    oldest = told.rows[-1]
    assert [(copy.custodian, copy.institution_name) for copy in oldest.copies] == [
        (DELFSHAVEN, "Havenziekenhuis Schiedijk")
    ]
    assert oldest.study is not None
    assert (oldest.study.modalities, oldest.study.series_count) == (["CT"], 6)
    assert told.complete.complete


@pytest.mark.requirement("T3.7.oncology")
async def test_twelve_studies_of_four_hospitals_are_one_list(timeline_of: TimelineOf) -> None:
    told = await timeline_of("oncologie")

    assert told.shown == ONCOLOGY
    assert told.kinds == dict.fromkeys((FRYSLAN, RIJNMOND, DELFSHAVEN, ZUID), "Answered")
    measured = next(row for row in told.rows if row.copies[0].custodian == RIJNMOND)
    assert measured.study is not None
    assert measured.study.modalities == ["CT"], "its measurement, pointer and key objects are no modality"
    assert measured.study.series_count == 7


@pytest.mark.requirement("T3.7.trauma")
async def test_the_scan_of_this_morning_elsewhere_is_there_with_its_preliminary_report(
    timeline_of: TimelineOf,
) -> None:
    told = await timeline_of("trauma")

    assert told.shown == [
        ("ECG", "Ziekenhuis Fryslân", "none"),
        ("X-thorax liggend", "Ziekenhuis Fryslân", "none"),
        ("CT total body trauma", "Ziekenhuis Feijenoord", "preliminary"),
        ("X-bekken", "Ziekenhuis Feijenoord", "final"),
    ]
    scan = told.row("CT total body trauma").study
    assert scan is not None
    assert scan.series_count == 7, "scout, soft tissue, bone, two other planes, dose twice"


@pytest.mark.requirement("T3.7.child")
async def test_a_child_has_its_wrist_of_a_year_ago_beside_that_of_today(timeline_of: TimelineOf) -> None:
    told = await timeline_of("kind")

    assert told.shown == [
        ("X-pols links", "Ziekenhuis Fryslân", "none"),
        ("X-pols links", "Universitair Medisch Centrum Rijnmond", "final"),
        ("Echo heupen", "Diagnostiek Zuid", "final"),
    ]
    assert told.rows[0].study is not None
    assert told.rows[0].study.laterality == "left"


@pytest.mark.requirement("T3.7.duplicate", "T4.2.likely", "T4.2.ties", "A4", "B26", "B28")
async def test_a_renumbered_copy_folds_and_one_with_new_uids_stays_apart(timeline_of: TimelineOf) -> None:
    told = await timeline_of("dubbel")

    folded, apart = sorted(told.rows, key=lambda row: len(row.copies), reverse=True)
    counts = [(copy.custodian, copy.instance_count) for copy in folded.copies]
    assert counts == [(RIJNMOND, 24), (DELFSHAVEN, 24), (FRYSLAN, 12)], "where it was made opens first"
    assert folded.report_state == "final"
    assert [(copy.custodian, copy.institution_name) for copy in apart.copies] == [
        (FEIJENOORD, "Universitair Medisch Centrum Rijnmond")
    ]
    assert folded.study is not None
    assert apart.study is not None
    assert _moment(folded) == _moment(apart), "only its date and words say that it is the same"
    assert apart.report_state == "none"
    (likely,), (back,) = folded.likely_same, apart.likely_same
    assert (likely.key, back.key) == (apart.key, folded.key)
    assert likely.compared == back.compared
    assert {"same-moment", "same-modality", "same-description", "same-institution", "other-uid"} <= {
        *likely.compared
    }


@pytest.mark.requirement("T3.7.no-bsn", "B4")
async def test_without_a_bsn_nobody_is_asked_and_that_is_said(
    demo_world: DemoWorld, timeline_of: TimelineOf
) -> None:
    told = await timeline_of("zonderbsn")

    assert told.rows == []
    assert told.holders.localised == "no-bsn"
    assert told.kinds == {FRYSLAN: "NotAsked"}
    assert not told.complete.complete
    run = demo_world.cli("timeline", "zonderbsn")
    assert run.returncode == 3
    assert "Zonder BSN kan er landelijk niet worden gevraagd." in run.stdout


@pytest.mark.requirement("T3.7.twins")
@pytest.mark.hazard("H6")
async def test_twins_of_one_name_and_one_day_each_have_their_own_knee_only(timeline_of: TimelineOf) -> None:
    one, other = await timeline_of("tweeling"), await timeline_of("tweelingzus")

    assert one.shown == [("MRI knie links", "Universitair Medisch Centrum Rijnmond", "final")]
    assert other.shown == [("MRI knie rechts", "Universitair Medisch Centrum Rijnmond", "final")]
    assert {row.key for row in one.rows}.isdisjoint(row.key for row in other.rows)
    assert all(row.lock is None for row in [*one.rows, *other.rows])


@pytest.mark.requirement("T3.7.sides")
async def test_a_side_in_the_file_does_not_overrule_one_in_the_description(timeline_of: TimelineOf) -> None:
    told = await timeline_of("zijde")

    study = told.row("X-onderbeen rechts").study
    assert study is not None
    assert study.laterality == "left"


@pytest.mark.requirement("T3.7.twice")
async def test_two_scans_within_an_hour_are_two_rows_with_the_report_that_is_about_both(
    timeline_of: TimelineOf,
) -> None:
    told = await timeline_of("tweemaal")

    assert [row.study.time for row in told.rows if row.study] == ["19:40", "19:02"]
    assert [row.study.description for row in told.rows if row.study] == ["CTA abdomen"] * 2
    first, second = ([report.title for report in row.reports] for row in told.rows)
    assert first == second == ["CTA abdomen"]


@pytest.mark.requirement("T3.7.half")
async def test_a_study_that_is_coming_in_says_how_much_is_where_and_opens_the_whole(
    timeline_of: TimelineOf,
) -> None:
    told = await timeline_of("halfweg")

    row = told.row("CTA aorta abdominalis")
    assert [(copy.custodian, copy.instance_count, copy.own) for copy in row.copies] == [
        (RIJNMOND, 35, False),
        (FRYSLAN, 14, True),
    ]


@pytest.mark.requirement("T3.7.merged", "B50")
async def test_studies_of_merged_hospitals_keep_the_names_of_then(timeline_of: TimelineOf) -> None:
    told = await timeline_of("gefuseerd")

    assert [
        (copy.custodian, copy.institution_name, copy.own) for row in told.rows for copy in row.copies
    ] == [
        (FRYSLAN, "Streekziekenhuis De Terp", True),
        (FEIJENOORD, "Sint-Odulphus Gasthuis", False),
    ]


def _moment(row: EntryEvent) -> tuple[str | None, str | None, str | None]:
    assert row.study is not None
    return row.study.date, row.study.time, row.study.description
