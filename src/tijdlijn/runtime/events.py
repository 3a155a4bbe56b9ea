"""Every line that a deployable may log, declared once.

An event has a number that a runbook can name, a level, and the only fields it may carry. What is not
declared cannot be logged: that is how no BSN, name or accession number reaches a log (architecture.md §5,
"Nobody's number leaks"), and how a reader of logs can rely on what a line means. Numbers are never reused.

Blocks of numbers: 1–99 process and network, 100–199 serving, 200–299 store, 300–399 index, pseudonym and
directory, 400–499 gateway, 500–599 timeline, 900–999 testing.
"""

from dataclasses import dataclass

import structlog

_LEVELS = frozenset({"info", "warning", "error"})
_catalogue: dict[int, "Event"] = {}


@dataclass(frozen=True)
class Event:
    """One kind of log line. `fields` are all that a line may carry besides time, service and trace id."""

    number: int
    name: str
    level: str
    fields: frozenset[str]


def declare(number: int, name: str, level: str, *fields: str) -> Event:
    """Enter an event into the catalogue.

    Raises:
        ValueError: number or name is taken, or the level is none of info, warning, error.
    """
    if level not in _LEVELS:
        raise ValueError(f"event {number}: no such level")
    if number in _catalogue or name in {event.name for event in _catalogue.values()}:
        raise ValueError(f"event {number} ({name}): number or name is taken")
    event = _catalogue[number] = Event(number, name, level, frozenset(fields))
    return event


def catalogue() -> tuple[Event, ...]:
    """Give every declared event in order of number."""
    return tuple(_catalogue[number] for number in sorted(_catalogue))


def emit(event: Event, **fields: str | int | float | bool | None) -> None:
    """Log one line.

    Raises:
        ValueError: a field that the event does not declare. The text names the field, never its value.
    """
    undeclared = fields.keys() - event.fields
    if undeclared:
        raise ValueError(f"event {event.name} declares no field {', '.join(sorted(undeclared))}")
    logger = structlog.get_logger()
    getattr(logger, event.level)(event.name, number=event.number, **fields)


# Process and network
LISTENING = declare(1, "listening", "info", "address", "tls")
STOPPING = declare(2, "stopping", "info", "signal")
STOPPED = declare(3, "stopped", "info")
LIBRARY_MESSAGE = declare(4, "library-message", "warning", "library", "template", "error", "where")
TASK_FAILED = declare(5, "task-failed", "error", "error", "where")
START_FAILED = declare(6, "start-failed", "error", "error")
PEER_FAILED = declare(10, "peer-failed", "warning", "peer", "reason", "took_ms")

# Serving
REQUEST_FAILED = declare(100, "request-failed", "error", "method", "route", "error", "where")
ANSWER_CUT_OFF = declare(101, "answer-cut-off", "warning", "method", "route", "error", "where")
CERTIFICATE_MISSING = declare(102, "certificate-missing", "warning", "method", "route")
HEALTH_FAILED = declare(103, "health-failed", "error", "error")
HOST_UNKNOWN = declare(104, "host-unknown", "warning")

# Index, pseudonym and directory, and those who ask them
DIRECTORY_PUBLISHED = declare(300, "directory-published", "info", "changes")
REPLICA_REFRESHED = declare(310, "replica-refreshed", "info", "institutions", "endpoints", "left_out")
REPLICA_NOT_REFRESHED = declare(311, "replica-not-refreshed", "warning", "reason", "age_s")

# Gateway
ARCHIVE_INDEXED = declare(400, "archive-indexed", "info", "files", "of_files", "done")
DECISION_FAILED = declare(401, "decision-failed", "error", "error")
REGISTRATION_ROUND = declare(402, "registration-round", "info", "registered", "withdrawn")
REGISTRATION_WAITS = declare(403, "registration-waits", "warning", "peer", "reason", "retry_in_s")
HOUSEKEEPING_FAILED = declare(404, "housekeeping-failed", "warning", "peer", "reason")
FOREIGN_INSTANCE = declare(405, "foreign-instance", "error", "peer", "reason", "instance")
CONCERN_RECEIVED = declare(406, "concern-received", "warning", "kind", "institution")

# Timeline
BACK_OFF_UNKNOWN = declare(501, "back-off-unknown", "warning", "peer", "reason")
OTHER_PERSON = declare(502, "other-person", "error", "peer", "where")
DECODER_ENDED = declare(510, "decoder-ended", "warning", "reason", "status", "codec")
DECODER_NOT_CONFINED = declare(511, "decoder-not-confined", "warning", "lacking")
