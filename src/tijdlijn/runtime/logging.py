"""One JSON line per event on standard error, and nothing else.

Our own lines come from `runtime.events`. Libraries log through the standard library; what they have to say is
kept only from WARNING up, and then as template without its arguments, type of the error without its text, and
the place in the code: texts and arguments of a library may hold a URL, a form field or a patient's name.
Nothing logs requests.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType

import structlog

from tijdlijn.runtime.events import LIBRARY_MESSAGE, emit
from tijdlijn.runtime.tracing import current_trace_id

_EventDict = MutableMapping[str, object]
_ACCESS_LOGGERS = ("uvicorn.access", "aiohttp.access")


def configure_logging(service: str) -> None:
    """Make this process log as `service`; called once, before anything is logged."""

    def with_context(_logger: object, _method: str, line: _EventDict) -> _EventDict:
        line["service"] = service
        if (trace_id := current_trace_id.get()) is not None:
            line["trace_id"] = trace_id
        return line

    structlog.configure(
        processors=[
            with_context,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_LibraryHandler()]
    root.setLevel(logging.WARNING)
    for name in _ACCESS_LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False


def place_of(trace: TracebackType | None) -> str | None:
    """Give the innermost place of a traceback as `file:line function`, without any value."""
    frames = traceback.extract_tb(trace)
    if not frames:
        return None
    innermost = frames[-1]
    file = innermost.filename.rpartition("/src/")[2].rpartition("/site-packages/")[2]
    return f"{file}:{innermost.lineno} {innermost.name}"


class _LibraryHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _, error, trace = record.exc_info or (None, None, None)
        emit(
            LIBRARY_MESSAGE,
            library=record.name,
            template=str(record.msg).partition("\n")[0],
            error=type(error).__name__ if error is not None else None,
            where=place_of(trace) or f"{record.module}:{record.lineno} {record.funcName}",
        )
