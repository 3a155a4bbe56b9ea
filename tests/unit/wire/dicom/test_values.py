"""Single DICOM values: read where they say something, absent where they do not."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.sr import codedict

from tijdlijn.domain.identifiers import Code
from tijdlijn.domain.patient import Sex, VagueDate
from tijdlijn.domain.study import Availability, StudyMoment
from tijdlijn.wire.dicom import anatomy, values


@pytest.mark.requirement("B32", "B33")
@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        ("20250911", "103205.250", StudyMoment(date(2025, 9, 11), time(10, 32, 5, 250000))),
        ("20250911", "103205", StudyMoment(date(2025, 9, 11), time(10, 32, 5))),
        ("20250911", "1032", StudyMoment(date(2025, 9, 11), time(10, 32))),
        ("20250911", "10", StudyMoment(date(2025, 9, 11))),
        ("20250911", "", StudyMoment(date(2025, 9, 11))),
        ("20250911", "235960", StudyMoment(date(2025, 9, 11), time(23, 59, 59))),
        ("20250911", "2561", StudyMoment(date(2025, 9, 11))),
        ("2025.09.11", "10:32:05", StudyMoment(date(2025, 9, 11), time(10, 32, 5))),
        ("20250931", "1032", StudyMoment()),
        ("2025", "1032", StudyMoment()),
        (None, "1032", StudyMoment()),
        (None, None, StudyMoment()),
    ],
)
def test_a_study_moment_is_what_the_header_says_and_no_more(
    day: str | None, at: str | None, moment: StudyMoment
) -> None:
    assert values.study_moment(day, at) == moment


@pytest.mark.requirement("B33")
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("19510314", "1951-03-14"),
        ("19510300", "1951-03"),
        ("195103", "1951-03"),
        ("19510000", "1951"),
        ("1951", "1951"),
        ("1951.03.14", "1951-03-14"),
        ("00000000", None),
        ("19511399", None),
        ("", None),
        (None, None),
        ("UNKNOWN", None),
    ],
)
def test_a_birth_date_may_be_vague(text: str | None, read: str | None) -> None:
    assert values.vague_date(text) == (VagueDate(read) if read else None)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Test-Aneurysma^T.", "Test-Aneurysma, T."),
        ("Test-Aneurysma^T.^A.^mw.^MSc", "Test-Aneurysma, mw. T. A. MSc"),
        ("Test-Aneurysma", "Test-Aneurysma"),
        ("^Tjitske", "Tjitske"),
        ("Test^T=試^T", "Test, T"),
        ("Test^T^^^^^extra", "Test, T"),
        ("^^^^", None),
        ("", None),
        (None, None),
    ],
)
def test_a_name_is_made_readable(text: str | None, read: str | None) -> None:
    assert values.person_name(text) == read


@pytest.mark.parametrize(
    ("text", "read"), [("F", Sex.FEMALE), ("m", Sex.MALE), ("O", Sex.OTHER), ("X", None), (None, None)]
)
def test_sex_is_read_where_it_is_stated(text: str | None, read: Sex | None) -> None:
    assert values.sex(text) is read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("ONLINE", Availability.ONLINE),
        ("nearline", Availability.NEARLINE),
        ("OFFLINE", Availability.OFFLINE),
        ("UNAVAILABLE", Availability.UNREADABLE),
        (None, Availability.ONLINE),
    ],
)
def test_availability_is_read(text: str | None, read: Availability) -> None:
    assert values.availability(text) is read


@pytest.mark.parametrize(
    ("text", "read"), [("412", 412), ("0", 0), ("-1", None), ("1e3", None), ("9" * 40, None), (None, None)]
)
def test_a_count_is_a_whole_number(text: str | None, read: int | None) -> None:
    assert values.count(text) == read


@given(st.text(max_size=30))
def test_no_text_makes_any_of_them_raise(text: str) -> None:
    values.study_moment(text, text)
    values.study_moment("20250911", text)
    values.vague_date(text)
    values.person_name(text)
    values.sex(text)
    values.count(text)
    values.availability(text)
    anatomy.region_of_body_part(text)


@pytest.mark.requirement("B37")
def test_every_code_of_a_body_part_is_one_that_dicom_publishes() -> None:
    published = {concept.value for concept in codedict.codes.SCT.concepts.values()}
    assert {code for code, _ in anatomy.BODY_PARTS.values()} <= published


@pytest.mark.parametrize(
    ("term", "region"),
    [
        ("ABDOMEN", Code(anatomy.SNOMED, "818981001", "buik")),
        ("whole body", Code(anatomy.SNOMED, "38266002", "hele lichaam")),
        ("CHEST_ABDOMEN", Code(anatomy.SNOMED, "416550000", "thorax en buik")),
        ("LINKERDING", None),
        (None, None),
    ],
)
@pytest.mark.requirement("B35")
def test_a_body_part_becomes_a_code_or_stays_unknown(term: str | None, region: Code | None) -> None:
    assert anatomy.region_of_body_part(term) == region


def test_a_coded_region_keeps_the_sources_word_where_we_have_none() -> None:
    assert anatomy.region_of_code("SCT", "12345", "Iets") == Code(anatomy.SNOMED, "12345", "Iets")
    assert anatomy.region_of_code("SCT", "818981001", "Abdomen") == Code(anatomy.SNOMED, "818981001", "buik")
    assert anatomy.region_of_code("99LOKAAL", "1", "Iets") is None
    assert anatomy.region_of_code("SCT", None, "Iets") is None
