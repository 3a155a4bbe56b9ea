"""What is another person's closes its row, and somebody hears of it."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from tijdlijn.domain.identifiers import StudyInstanceUID, Ura
from tijdlijn.domain.merge import Merge
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import SourceEntry, Study
from tijdlijn.services.timeline.assemble import Assembly

RIJNMOND, DELFSHAVEN = Ura("90000102"), Ura("90000103")
TJITSKE = Demographics("Test-Aneurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE)
TWIN_BROTHER = replace(TJITSKE, name="Test-Aneurysma, B.", sex=Sex.MALE)
MARRIED = replace(TJITSKE, name="Test-Partner - Test-Aneurysma, T.")


def at(custodian: Ura, person: Demographics) -> SourceEntry:
    study = Study(StudyInstanceUID("2.25.1"), demographics=person)
    return SourceEntry(custodian, "mhd", "1", study, "test")


def alarms_of(patient: Demographics, *entries: SourceEntry) -> tuple[list[str], list[bool]]:
    assembly = Assembly(Merge(patient))
    with capture_logs() as lines:
        for entry in entries:
            assembly.take_entry(entry)
    assert {line["event"] for line in lines} <= {"other-person"}
    return [line["peer"] for line in lines], [row.lock is not None for row in assembly.merge.rows]


@pytest.mark.requirement("B25", "T4.2.alarm")
@pytest.mark.hazard("H3")
def test_equal_keys_of_two_persons_are_not_folded_and_raise_one_alarm_for_each_row() -> None:
    entries = [at(RIJNMOND, TJITSKE), at(DELFSHAVEN, TWIN_BROTHER)]
    assert alarms_of(TJITSKE, *entries, *entries) == (["90000103"], [False, True])
    raised, locked = alarms_of(Demographics(), *entries, *entries)
    assert (sorted(raised), locked) == (["90000102", "90000103"], [True, True])


@pytest.mark.requirement("T4.2.alarm")
def test_a_married_name_and_what_is_not_said_raise_none() -> None:
    entries = [at(RIJNMOND, MARRIED), at(DELFSHAVEN, Demographics())]
    assert alarms_of(TJITSKE, *entries) == ([], [False])
