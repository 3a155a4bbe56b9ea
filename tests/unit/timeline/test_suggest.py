"""Which rows are suggested for the study that is read, and when that is told."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import Code, StudyInstanceUID, TraceId, Ura
from tijdlijn.domain.merge import Merge
from tijdlijn.domain.patient import Demographics, VagueDate
from tijdlijn.domain.study import SourceEntry, Study, StudyMoment
from tijdlijn.domain.timeline import Row, StudyCopy
from tijdlijn.runtime.relevance.tables import load_relevance
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.events import SuggestedEvent
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.open import ReportKeys
from tijdlijn.services.timeline.present import Present
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.suggest import Suggest, current_row
from tijdlijn.wire.dicom.anatomy import BODY_PARTS, SNOMED

OWN, OUTSIDE = Ura("90000101"), Ura("90000102")
TODAY = date(2026, 11, 24)
RELEVANCE = load_relevance()
ASKER = Asker(Professional("900000001", "dr. S. Test-Arts", "01.041", "SEH-arts"), OWN, Purpose.TREATMENT, "")
CASES = json.loads(Path("frontend/tests/current_study.json").read_text(encoding="utf-8"))


def suggest() -> Suggest:
    ends_at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    session = Session("c", TraceId("a" * 32), ASKER, Demographics(), Bsn("999900006"), "SEH", TODAY, ends_at)
    sealer = Sealer(b"s" * 32)
    return Suggest(RELEVANCE, Present(session, {}, ReportKeys(sealer), ImageKeys(sealer)), OWN, TODAY)


def entry(
    number: int, description: str, day: date | None, custodian: Ura = OUTSIDE, **more: Any
) -> SourceEntry:
    study = Study(StudyInstanceUID(f"2.25.{number}"), StudyMoment(day), description=description, **more)
    return SourceEntry(custodian, "mhd", str(number), study, "test")


NOW = entry(1, "CT thorax", TODAY, OWN)
PRIORS = [
    entry(2, "CT thorax mc", date(2025, 3, 1)),
    entry(3, "X-thorax", date(2026, 8, 1)),
    entry(4, "MRI knie L", date(2026, 11, 1)),
    entry(5, "PET-CT romp", date(2024, 2, 1)),
]


def rows(*entries: SourceEntry, patient: Demographics | None = None) -> tuple[Row, ...]:
    merge = Merge(patient or Demographics())
    for one in entries:
        merge.add(one)
    return merge.rows


def told(made: Suggest, given: tuple[Row, ...]) -> SuggestedEvent:
    (event,) = made.now(given)
    assert isinstance(event, SuggestedEvent)
    return event


@pytest.mark.requirement("A6", "T4.3.suggested")
def test_what_shows_the_same_is_suggested_best_first_with_its_reasons_in_both_languages() -> None:
    made, given = suggest(), rows(NOW, *PRIORS)
    event = told(made, given)
    words = {made.present.row_key(row.key): row.copies[0].study.description for row in given}
    assert [words[one.key] for one in event.items] == ["CT thorax mc", "X-thorax", "PET-CT romp"]
    assert words[event.current or ""] == "CT thorax"
    assert event.rules == RELEVANCE.rules.version
    first = event.items[0]
    assert first.score == sum(reason.points for reason in first.reasons)
    region = next(reason for reason in first.reasons if reason.code == "region-same")
    assert [(one.nl, one.en) for one in region.about] == [("thorax", "chest")]
    assert next(reason for reason in first.reasons if reason.code == "age").months == 20


@pytest.mark.requirement("T4.3.suggested")
def test_the_same_is_told_whatever_order_the_rows_came_in_and_only_when_it_changed() -> None:
    entries = [NOW, *PRIORS]
    expected = told(suggest(), rows(*entries))
    for seed in range(10):
        Random(seed).shuffle(entries)
        made = suggest()
        assert told(made, rows(*entries)) == expected
        assert made.now(rows(*entries)) == []
    late = rows(*entries, entry(6, "CT thorax", date(2026, 10, 1)))
    assert len(told(made, late).items) == 4


def test_without_a_study_of_today_nothing_is_said() -> None:
    assert suggest().now(rows(*PRIORS)) == []


@pytest.mark.hazard("H32")
@pytest.mark.requirement("T4.3.suggested")
def test_a_locked_row_is_never_suggested_and_nothing_is_suggested_for_one() -> None:
    patient = Demographics(birth_date=VagueDate("1970-01-01"))
    other = Demographics(birth_date=VagueDate("1980-01-01"))
    locked = entry(2, "CT thorax mc", date(2025, 3, 1), demographics=other)
    event = told(suggest(), rows(NOW, locked, *PRIORS[1:], patient=patient))
    assert len(event.items) == 2
    reading = entry(1, "CT thorax", TODAY, OWN, demographics=other)
    assert suggest().now(rows(reading, *PRIORS, patient=patient)) == []


def test_while_holders_answer_it_is_told_when_the_list_has_grown_by_a_quarter() -> None:
    made = suggest()
    assert len(made.while_asking(rows(NOW, *PRIORS[:3]))) == 1
    assert made.while_asking(rows(NOW, *PRIORS)) == []
    assert len(made.now(rows(NOW, *PRIORS))) == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_current_study_is_the_one_that_the_page_pins(case: dict[str, Any]) -> None:
    made = [
        Row(
            key,
            (
                StudyCopy(
                    study := Study(
                        StudyInstanceUID("2.25.1"),
                        StudyMoment(
                            date.fromisoformat(day) if day else None, time.fromisoformat(at) if at else None
                        ),
                    ),
                    SourceEntry(OWN if is_own else OUTSIDE, "mhd", key, study, "test"),
                ),
            ),
            (),
        )
        for key, day, at, is_own in case["rows"]
    ]
    found = current_row(made, OWN, date.fromisoformat(case["started_on"]), str)
    assert (found.key if found else None) == case["current"]


@pytest.mark.requirement("B35")
@pytest.mark.parametrize("term", BODY_PARTS)
def test_every_region_that_a_source_can_state_is_weighed(term: str) -> None:
    code, dutch = BODY_PARTS[term]
    given = rows(NOW, entry(2, "onderzoek", date(2026, 1, 1), region=Code(SNOMED, code, dutch)))
    made = suggest()
    made.now(given)
    read = [facts for row, facts in made._facts.values() if row.copies[0].study.region]
    assert all(facts.regions for facts in read)
    assert len(read) == 1
