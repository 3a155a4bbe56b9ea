import re

import pytest
from structlog.testing import capture_logs

from tijdlijn.runtime.events import PEER_FAILED, catalogue, declare, emit

PATIENT_WORDS = re.compile(
    r"bsn|patient|person|accession|birth|(?<!host)(?<!file)name|url|query|body|header|token|value"
)


def test_every_event_has_a_number_and_a_name_of_its_own() -> None:
    events = catalogue()
    assert len({event.number for event in events}) == len(events)
    assert len({event.name for event in events}) == len(events)


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
def test_no_event_has_a_field_that_could_hold_a_patient() -> None:
    suspicious = [
        (event.name, field) for event in catalogue() for field in event.fields if PATIENT_WORDS.search(field)
    ]
    assert suspicious == []


def test_a_number_that_is_taken_cannot_be_declared_again() -> None:
    with pytest.raises(ValueError, match="taken"):
        declare(PEER_FAILED.number, "something-else", "info")


def test_a_name_that_is_taken_cannot_be_declared_again() -> None:
    with pytest.raises(ValueError, match="taken"):
        declare(99999, PEER_FAILED.name, "info")


def test_a_level_that_does_not_exist_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="level"):
        declare(99999, "something-else", "loud")


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
def test_an_undeclared_field_is_refused_without_its_value() -> None:
    with capture_logs() as lines, pytest.raises(ValueError, match="declares no field bsn") as refused:
        emit(PEER_FAILED, peer="index", bsn="999990019")
    assert "999990019" not in str(refused.value)
    assert lines == []


def test_a_declared_event_is_logged_with_its_number_and_level() -> None:
    with capture_logs() as lines:
        emit(PEER_FAILED, peer="index", reason="connection refused", took_ms=3)
    assert lines == [
        {
            "event": "peer-failed",
            "number": 10,
            "log_level": "warning",
            "peer": "index",
            "reason": "connection refused",
            "took_ms": 3,
        }
    ]
