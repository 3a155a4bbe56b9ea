"""Study times are Dutch wall-clock times, and stay the same over the border; dates stay dates."""

import contextlib
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.study import StudyMoment
from tijdlijn.wire.fhir.moments import instant, parse_instant, parse_study_start, study_start


@pytest.mark.requirement("B32", "A72")
@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (StudyMoment(date(2025, 9, 11), time(10, 32)), "2025-09-11T10:32:00+02:00"),
        (StudyMoment(date(2025, 1, 11), time(10, 32, 5, 250000)), "2025-01-11T10:32:05.250000+01:00"),
        (StudyMoment(date(2025, 10, 26), time(2, 30)), "2025-10-26T02:30:00+02:00"),
        (StudyMoment(date(1920, 5, 1), time(9, 0)), None),
    ],
)
def test_a_study_time_gets_the_dutch_offset_of_its_day(moment: StudyMoment, text: str | None) -> None:
    written = study_start(moment)
    assert text is None or written == text
    assert parse_study_start(written or "") == moment


@pytest.mark.requirement("B33")
def test_a_date_without_time_stays_a_date() -> None:
    assert study_start(StudyMoment(date(2019, 3, 4))) == "2019-03-04"
    assert parse_study_start("2019-03-04") == StudyMoment(date(2019, 3, 4))


@pytest.mark.requirement("B33")
@pytest.mark.parametrize("text", ["2019", "2019-03"])
def test_a_year_or_month_is_no_day(text: str) -> None:
    assert parse_study_start(text) == StudyMoment()
    assert parse_instant(text) is None


def test_an_unknown_day_is_not_written() -> None:
    assert study_start(StudyMoment()) is None


@pytest.mark.requirement("B32")
@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("2025-09-11T08:32:00Z", date(2025, 9, 11), time(10, 32)),
        ("2025-01-01T00:30:00+03:00", date(2024, 12, 31), time(22, 30)),
        ("2025-10-26T02:30:00+01:00", date(2025, 10, 26), time(2, 30)),
        ("2016-12-31T23:59:60Z", date(2017, 1, 1), time(0, 59, 59)),
    ],
)
def test_another_offset_is_turned_into_dutch_time(text: str, day: date, at: time) -> None:
    assert parse_study_start(text) == StudyMoment(day, at)


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))
def test_every_wall_clock_time_comes_back_the_same(wall: datetime) -> None:
    moment = StudyMoment(wall.date(), wall.time())
    assert parse_study_start(study_start(moment) or "") == moment


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_instant_comes_back_the_same(moment: datetime) -> None:
    assert parse_instant(instant(moment)) == moment


NO_TIMES = [
    "",
    "2025-02-30T10:00:00Z",
    "2025-09-11T10:32",
    "2025-09-11T10:32:00",
    "2025-09-11T25:00:00Z",
    "2025-09-11 10:32:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "٢٠٢٥-01-01",
    "2025-09-11T10:32:00+02:00\n",
]
NO_DAYS = ["2025-13-01", "2025-02-30", "0000-01-01"]


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(InputInvalid):
        parse_instant(text)


@pytest.mark.parametrize("text", [*NO_TIMES, *NO_DAYS])
def test_what_is_no_study_start_is_refused(text: str) -> None:
    with pytest.raises(InputInvalid):
        parse_study_start(text)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InputInvalid):
        parse_instant(text)
    with contextlib.suppress(InputInvalid):
        parse_study_start(text)
