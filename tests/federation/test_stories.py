"""The first stories end as they are told, on the page and in the terminal."""

import json
from collections.abc import Awaitable, Callable

import pytest

from tests.lib.asking import DELFSHAVEN, FEIJENOORD, FRYSLAN, RIJNMOND, WATERLAND, ZUID
from tests.lib.browsing import Browser, Told
from tests.lib.demo_world import ON_ORTHANC, DemoWorld
from tijdlijn.services.timeline.events import HoldersEvent, PatientEvent, decode_line

TimelineOf = Callable[[str], Awaitable[Told]]

ANEURYSM = [
    ("CTA aorta abdominalis", "Ziekenhuis Fryslân", "none"),
    ("X-thorax liggend", "Ziekenhuis Fryslân", "preliminary"),
    ("Echo aorta", "Diagnostiek Zuid", "final"),
    ("CTA aorta abdominalis", "Universitair Medisch Centrum Rijnmond", "appended"),
    ("Echo aorta", "Diagnostiek Zuid", "final"),
    ("MRI schouder rechts", "Universitair Medisch Centrum Rijnmond", "final"),
    ("CT abdomen met contrast", "Medisch Centrum Delfshaven", "final"),
    ("CT hersenen blanco", "Medisch Centrum Delfshaven", "final"),
    ("Skeletscintigrafie", "Ziekenhuis Feijenoord", "final"),
    ("X-thorax preoperatief, poliklinische patiënt", "Ziekenhuis Feijenoord", "corrected"),
    ("X-onderbeen rechts", "Ziekenhuis Feijenoord", "final"),
]


@pytest.mark.requirement("A1", "A14", "A16", "A43", "T2.2.folder", "T2.2.dicomweb", "T2.2.orthanc")
async def test_the_aneurysm_stands_there_whole_from_five_hospitals(
    demo_world: DemoWorld, timeline_of: TimelineOf
) -> None:
    told = await timeline_of("aneurysma")

    assert len(demo_world.orthancs) == len(ON_ORTHANC) == 2
    assert told.shown == ANEURYSM
    assert told.kinds == dict.fromkeys((FRYSLAN, RIJNMOND, DELFSHAVEN, ZUID, FEIJENOORD), "Answered")
    assert told.complete.complete
    assert (told.complete.asked, told.complete.answered) == (5, 5)
    assert (told.holders.connected, told.holders.institutions) == (6, 8)


@pytest.mark.requirement("A4", "B25", "T2.3.merge")
async def test_a_copy_elsewhere_stands_under_its_study_and_the_fuller_one_is_opened(
    timeline_of: TimelineOf,
) -> None:
    told = await timeline_of("aneurysma")

    (row,) = (row for row in told.rows if len(row.copies) > 1)
    assert row.study is not None
    assert row.study.description == "CTA aorta abdominalis"
    assert [copy.custodian for copy in row.copies] == [RIJNMOND, DELFSHAVEN]
    first, second = (copy.instance_count for copy in row.copies)
    assert first is not None
    assert second == 48 < first


@pytest.mark.requirement("A2", "A3", "A67", "B58", "T2.2.test-persons", "T2.3.launch")
async def test_patient_user_and_situation_come_from_the_launch_alone(timeline_of: TimelineOf) -> None:
    told = await timeline_of("aneurysma")

    patient = told.events[0]
    assert isinstance(patient, PatientEvent)
    assert patient.name == "Test-Aneurysma, T. (Tjitske)"
    assert (patient.birth_date, patient.sex, patient.situation) == ("1951-03-14", "female", "SEH-bezoek")
    assert patient.bsn_masked is not None
    assert patient.bsn_masked.endswith("20")
    assert "999911120" not in patient.bsn_masked
    assert (patient.user.name, patient.institution.short_name) == ("dr. S. Test-Arts", "Ziekenhuis Fryslân")


@pytest.mark.requirement("B22")
@pytest.mark.hazard("H1")
async def test_a_patient_without_any_study_gets_an_empty_list_that_is_complete(
    timeline_of: TimelineOf,
) -> None:
    told = await timeline_of("leeg")

    assert told.rows == []
    assert told.kinds == {FRYSLAN: "Answered"}
    assert told.complete.complete
    assert (told.holders.connected, told.holders.institutions) == (6, 8)


@pytest.mark.requirement("A34", "B23", "T2.4.deny")
@pytest.mark.hazard("H4", "H6")
async def test_a_refusal_leaves_only_the_own_study_and_no_trace_of_the_holder(
    timeline_of: TimelineOf,
) -> None:
    told = await timeline_of("geweigerd")

    assert told.shown == [("X-thorax", "Ziekenhuis Fryslân", "final")]
    assert told.kinds == {FRYSLAN: "Answered"}
    assert told.complete.complete
    assert all(RIJNMOND not in repr(event) and "Rijnmond" not in repr(event) for event in told.events)


@pytest.mark.requirement("A44", "T2.4.unreachable")
@pytest.mark.hazard("H1")
async def test_the_hospital_that_is_down_is_named_with_its_telephone(timeline_of: TimelineOf) -> None:
    told = await timeline_of("onbereikbaar")

    assert told.shown == [("X-thorax liggend", "Ziekenhuis Fryslân", "none")]
    assert told.kinds == {FRYSLAN: "Answered", WATERLAND: "Unreachable"}
    outcome = told.outcomes[WATERLAND]
    assert (outcome.name, outcome.retryable, outcome.rows) == ("SZ Waterland", True, 0)
    assert [holder.phone for holder in told.holders.asked if holder.custodian == WATERLAND] == [
        "0299-00 00 06"
    ]
    assert not told.complete.complete
    assert (told.complete.asked, told.complete.answered) == (2, 1)


@pytest.mark.requirement("A10", "T2.4.unreadable-images", "T2.6.dicom")
@pytest.mark.hazard("H7")
async def test_a_truncated_file_is_a_row_that_says_so_and_has_its_report(timeline_of: TimelineOf) -> None:
    told = await timeline_of("kapot")

    assert told.shown == [
        ("X-onderbeen rechts", "Diagnostiek Zuid", "final"),
        ("Echocardiografie", "Universitair Medisch Centrum Rijnmond", "final"),
    ]
    availability = [row.study.availability for row in told.rows if row.study]
    assert availability == ["unreadable", "online"]
    assert told.kinds == {FRYSLAN: "Answered", ZUID: "Answered", RIJNMOND: "Answered"}
    assert told.complete.complete


@pytest.mark.requirement("A43", "T2.3.own-at-once", "T2.3.stream")
async def test_the_own_institution_is_asked_before_the_index_has_answered(timeline_of: TimelineOf) -> None:
    told = await timeline_of("aneurysma")

    before, after = (event for event in told.events if isinstance(event, HoldersEvent))
    assert before.localised is None
    assert [(holder.custodian, holder.own) for holder in before.asked] == [(FRYSLAN, True)]
    assert after.localised == "answered"
    assert len(after.asked) == 5


@pytest.mark.parametrize(
    ("story", "status", "words"),
    [
        ("aneurysma", 0, ["CT abdomen met contrast", "+1 kopie", "5 van 5 instellingen hebben geantwoord"]),
        ("leeg", 0, ["Geen onderzoeken gevonden bij de 6 van 8 aangesloten instellingen"]),
        ("onbereikbaar", 3, ["SZ Waterland: niet bereikbaar", "1 van 2 instellingen hebben geantwoord"]),
        ("kapot", 0, ["beelden niet leesbaar"]),
    ],
)
@pytest.mark.requirement("T2.3.headless", "T2.3.json")
def test_the_terminal_prints_the_same_timeline_and_its_status_tells_completeness(
    demo_world: DemoWorld, story: str, status: int, words: list[str]
) -> None:
    run = demo_world.cli("timeline", story)

    assert (run.returncode, run.stderr) == (status, "")
    assert [word for word in words if word not in run.stdout] == []
    assert "Onderzoeken die de patiënt afschermt, worden niet getoond en niet geteld" in run.stdout


@pytest.mark.requirement("T2.3.json", "T2.3.stream")
def test_a_program_gets_the_events_themselves_one_a_line(demo_world: DemoWorld) -> None:
    run = demo_world.cli("timeline", "kapot", "--json")

    lines = run.stdout.splitlines()
    assert run.returncode == 0
    assert [json.loads(line)["event"] for line in lines][:2] == ["patient", "holders"]
    told = Told([event for line in lines if (event := decode_line(line.encode()))])
    assert [row[0] for row in told.shown] == ["X-onderbeen rechts", "Echocardiografie"]
    assert told.complete.complete


@pytest.mark.requirement("T2.3.json")
def test_wrong_use_and_what_cannot_be_done_have_statuses_of_their_own(demo_world: DemoWorld) -> None:
    wrong_use, unknown_story = demo_world.cli("timeline"), demo_world.cli("timeline", "bestaat-niet")

    assert (wrong_use.returncode, unknown_story.returncode) == (2, 1)
    assert "Traceback" not in wrong_use.stderr + unknown_story.stderr


@pytest.mark.requirement("T2.3.bsn-from-stdin")
@pytest.mark.hazard("H5")
def test_a_number_given_as_argument_is_not_taken(demo_world: DemoWorld) -> None:
    run = demo_world.cli("timeline", "999911120")

    assert run.returncode == 1
    assert run.stdout == ""


@pytest.mark.requirement("A2")
async def test_launching_again_in_the_same_browser_gives_the_same_timeline(browser: Browser) -> None:
    first = await (await browser.launch("aneurysma")).read()
    second = await (await browser.launch("aneurysma")).read()

    assert first.shown == second.shown
