import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from tijdlijn.domain.identifiers import TraceId
from tijdlijn.runtime.events import PEER_FAILED, emit
from tijdlijn.runtime.logging import configure_logging, place_of
from tijdlijn.runtime.tracing import current_trace_id

BSN = "999990019"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def lines_of(captured: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    output = captured.readouterr()
    assert output.out == ""
    return [json.loads(line) for line in output.err.splitlines()]


def test_a_line_is_json_with_time_service_and_trace_id(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("umc-rijnmond")
    token = current_trace_id.set(TraceId("4bf92f3577b34da6a3ce929d0e0e4736"))
    emit(PEER_FAILED, peer="index", reason="connection refused", took_ms=3)
    current_trace_id.reset(token)
    (line,) = lines_of(capsys)
    assert line["service"] == "umc-rijnmond"
    assert line["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert line["event"] == "peer-failed"
    assert str(line["at"]).endswith("Z")


def test_outside_a_request_a_line_has_no_trace_id(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("umc-rijnmond")
    emit(PEER_FAILED, peer="index")
    assert "trace_id" not in lines_of(capsys)[0]


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
def test_of_what_a_library_says_neither_arguments_nor_error_texts_are_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("umc-rijnmond")
    library = logging.getLogger("some.library")
    try:
        raise RuntimeError(f"no patient {BSN}")
    except RuntimeError:
        library.exception("could not find %s\nsecond line %s", BSN, BSN)
    output = capsys.readouterr().err
    assert BSN not in output
    line = json.loads(output)
    assert line["library"] == "some.library"
    assert line["template"] == "could not find %s"
    assert line["error"] == "RuntimeError"
    assert "test_of_what_a_library_says" in line["where"]


def test_libraries_are_heard_from_warning_up_only(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("umc-rijnmond")
    logging.getLogger("uvicorn.error").info("started")
    logging.getLogger("uvicorn.access").error('127.0.0.1 - "GET /x?bsn=1 HTTP/1.1" 200')
    logging.getLogger("aiohttp.client").info("connected")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    assert [line["template"] for line in lines_of(capsys)] == ["Invalid HTTP request received."]


def test_nothing_has_no_place() -> None:
    assert place_of(None) is None
