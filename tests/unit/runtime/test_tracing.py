import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.identifiers import TraceId
from tijdlijn.runtime.tracing import format_traceparent, new_trace_id, parse_traceparent

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(f"00-{TRACE}-{SPAN}-01", id="the example of the standard"),
        pytest.param(f"00-{TRACE}-{SPAN}-00", id="not sampled"),
        pytest.param(f"cc-{TRACE}-{SPAN}-01", id="a later version"),
        pytest.param(f"cc-{TRACE}-{SPAN}-01-what-the-future-will-be-like", id="a later version with more"),
    ],
)
def test_a_valid_traceparent_gives_its_trace_id(header: str) -> None:
    assert parse_traceparent(header) == TRACE


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        f"00-{TRACE}-{SPAN}-01-more",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{SPAN}",
        f" 00-{TRACE}-{SPAN}-01",
        f"cc-{TRACE}-{SPAN}-01.more",
        f"00-{TRACE}-{SPAN}-01\n",
    ],
)
def test_a_malformed_traceparent_gives_none(header: str | None) -> None:
    assert parse_traceparent(header) is None


@given(st.text(max_size=80))
def test_no_text_makes_the_parser_fail(header: str) -> None:
    trace_id = parse_traceparent(header)
    assert trace_id is None or len(trace_id) == 32


def test_what_is_sent_can_be_read_and_each_call_has_a_span_of_its_own() -> None:
    trace_id = new_trace_id()
    first, second = format_traceparent(trace_id), format_traceparent(trace_id)
    assert parse_traceparent(first) == parse_traceparent(second) == trace_id
    assert first != second


def test_new_trace_ids_differ() -> None:
    assert len({new_trace_id() for _ in range(100)}) == 100
    assert new_trace_id() != TraceId("0" * 32)
