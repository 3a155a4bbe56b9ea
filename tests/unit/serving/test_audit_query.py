import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.serving.audit_query import AuditQuery

WINDOW = [("date", "ge2026-11-24"), ("date", "le2026-11-24")]
REFERENCE = "AAECAwQFBgcICQoLDA0ODw"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_a_day_is_the_whole_day() -> None:
    query = AuditQuery.parse(WINDOW)
    assert query.starts_at == datetime(2026, 11, 24, tzinfo=UTC)
    assert query.ends_before == datetime(2026, 11, 25, tzinfo=UTC)
    assert (query.count, query.page, query.patient_ref, query.trace_id) == (50, 1, None, None)


def test_a_second_is_the_whole_second_in_its_own_zone() -> None:
    query = AuditQuery.parse([("date", "le2026-11-24T03:41:00+01:00"), ("date", "ge2026-11-24T02:40:59.5Z")])
    assert query.starts_at == datetime(2026, 11, 24, 2, 40, 59, 500000, tzinfo=UTC)
    assert query.ends_before == datetime(2026, 11, 24, 2, 41, 1, tzinfo=UTC)


def test_patient_and_trace_narrow_the_question() -> None:
    query = AuditQuery.parse([*WINDOW, ("entity", REFERENCE), ("trace", TRACE), ("_count", "7")])
    assert query.patient_ref == bytes(range(16))
    assert query.trace_id == TRACE
    assert query.count == 7


@pytest.mark.requirement("T2.6.query")
@pytest.mark.parametrize(
    "parameters",
    [
        [],
        WINDOW[:1],
        [("date", "ge2026-11-24"), ("date", "ge2026-11-25")],
        [*WINDOW, ("date", "le2026-11-26")],
        [("date", "ge2026-02-30"), ("date", "le2026-11-24")],
        [("date", "ge2026"), ("date", "le2026-11-24")],
        [("date", "ge0001-01-01T00:00:00+10:00"), ("date", "le9999-12-31")],
        [("date", "gt2026-11-24"), ("date", "le2026-11-24")],
        [*WINDOW, ("patient", "999990019")],
        [*WINDOW, ("entity", "999990019")],
        [*WINDOW, ("entity", REFERENCE + "!")],
        [*WINDOW, ("trace", TRACE.upper())],
        [*WINDOW, ("_count", "0")],
        [*WINDOW, ("_count", "501")],
        [*WINDOW, ("page", "1.5")],
        [*WINDOW, ("page", "٣")],
        [*WINDOW, ("page", "1"), ("page", "2")],
    ],
)
def test_any_other_question_is_refused(parameters: list[tuple[str, str]]) -> None:
    with pytest.raises(InputInvalid):
        AuditQuery.parse(parameters)


@given(
    st.lists(st.tuples(st.sampled_from(["date", "entity", "trace", "_count", "page"]), st.text(max_size=40)))
)
def test_no_text_makes_the_parser_fail_otherwise(parameters: list[tuple[str, str]]) -> None:
    with contextlib.suppress(InputInvalid):
        AuditQuery.parse(parameters)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.timedeltas(timedelta(microseconds=1), timedelta(days=1000)),
    st.none() | st.binary(min_size=16, max_size=64),
    st.integers(1, 500),
    st.integers(1, 9999),
)
def test_the_address_of_the_next_page_asks_for_the_next_page_of_the_same(
    start: datetime, length: timedelta, patient_ref: bytes | None, count: int, page: int
) -> None:
    start = start.replace(tzinfo=UTC)
    query = AuditQuery(start, start + length, patient_ref, None, count, page)
    following = AuditQuery.parse(query.next_page())
    assert following == AuditQuery(start, start + length, patient_ref, None, count, page + 1)


def test_nothing_after_now_is_asked_for() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    query = AuditQuery.parse(WINDOW).ending_by(now)
    assert query.ends_before == now
    assert query.ending_by(now + timedelta(hours=1)) == query
