"""What a row says of the copies of its study."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import StudyInstanceUID, TraceId, Ura
from tijdlijn.domain.likely_copies import LikelyCopies
from tijdlijn.domain.merge import Merge
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.study import SourceEntry, Study, StudyMoment
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.timeline.events import EntryEvent
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.open import ReportKeys
from tijdlijn.services.timeline.present import Present
from tijdlijn.services.timeline.session import Session

FRYSLAN, RIJNMOND = Ura("90000101"), Ura("90000102")
DOCTOR = Professional("900000001", "dr. S. Test-Arts", "01.041", "SEH-arts")


def told(*entries: SourceEntry) -> EntryEvent:
    """The row of these entries, as it goes out last."""
    return all_told(*entries)[-1]


def all_told(*entries: SourceEntry) -> list[EntryEvent]:
    """Every row of these entries, each as often as it goes out."""
    ends_at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    asker = Asker(DOCTOR, FRYSLAN, Purpose.TREATMENT, "")
    session = Session(
        "c", TraceId("a" * 32), asker, Demographics(), Bsn("999900006"), "SEH", date(2026, 11, 24), ends_at
    )
    sealer = Sealer(b"s" * 32)
    present, merge = Present(session, {}, ReportKeys(sealer), ImageKeys(sealer)), Merge(Demographics())
    likely = LikelyCopies()
    events = [event for entry in entries for event in present.changes(likely.noted(merge.add(entry)))]
    return [event for event in events if isinstance(event, EntryEvent)]


def entry(entry_id: str, custodian: Ura = RIJNMOND, *, images: int = 12, route: str = "mhd") -> SourceEntry:
    study = Study(StudyInstanceUID("2.25.1"), instance_count=images + 1, image_count=images, series_count=2)
    return SourceEntry(custodian, route, entry_id, study, "test")


@pytest.mark.requirement("A4", "T3.2.row")
@pytest.mark.hazard("H3")
def test_a_holder_that_announces_each_form_of_a_manifest_by_itself_has_one_copy() -> None:
    row = told(entry("fhir"), entry("kos"))

    (copy,) = row.copies
    assert copy.custodian == RIJNMOND.value


@pytest.mark.requirement("A4", "T3.2.row")
def test_copies_at_two_holders_or_over_two_routes_are_all_told_with_their_counts() -> None:
    row = told(entry("1"), entry("2", FRYSLAN, images=9), entry("3", route="xds"))

    counts = [
        (copy.custodian, copy.series_count, copy.instance_count, copy.image_count) for copy in row.copies
    ]
    assert counts == [
        (RIJNMOND.value, 2, 13, 12),
        (RIJNMOND.value, 2, 13, 12),
        (FRYSLAN.value, 2, 10, 9),
    ]
    assert row.study is not None
    assert (row.study.instance_count, row.study.image_count) == (13, 12)
    assert len({copy.images for copy in row.copies}) == 3


@pytest.mark.requirement("A5", "T4.9.kept")
def test_a_study_is_marked_as_the_same_whichever_copy_of_it_is_there() -> None:
    assert told(entry("1")).marked_as == told(entry("2", FRYSLAN)).marked_as
    assert len(told(entry("1"), entry("2", FRYSLAN), entry("3", route="xds")).marked_as) == 1


@pytest.mark.requirement("A4", "T4.2.ties")
def test_a_row_that_is_folded_into_another_goes_with_it() -> None:
    alone = Study(StudyInstanceUID("2.25.1"))
    copy = Study(StudyInstanceUID("2.25.0"), original_uids=(StudyInstanceUID("2.25.1"),))
    first = SourceEntry(RIJNMOND, "mhd", "1", alone, "test")
    second = SourceEntry(FRYSLAN, "mhd", "2", copy, "test")

    assert told(first, second).replaces == [told(first).key]
    assert told(second, first).replaces == []


@pytest.mark.requirement("B26", "T4.2.likely")
def test_two_rows_that_may_be_one_study_name_each_other_by_the_keys_that_the_page_knows() -> None:
    thorax = Study(
        StudyInstanceUID("2.25.1"), StudyMoment(date(2025, 6, 14), time(13, 20)), ("CT",), "CT thorax"
    )
    disc = replace(thorax, study_uid=StudyInstanceUID("2.25.2"))
    alone, *both = all_told(
        SourceEntry(RIJNMOND, "mhd", "1", thorax, "test"), SourceEntry(FRYSLAN, "mhd", "2", disc, "test")
    )

    assert alone.likely_same == []
    second, first = both
    compared = ["same-moment", "same-modality", "same-description", "other-uid"]
    assert first.key == alone.key
    assert [(one.key, one.compared) for one in first.likely_same] == [(second.key, compared)]
    assert [(one.key, one.compared) for one in second.likely_same] == [(first.key, compared)]
