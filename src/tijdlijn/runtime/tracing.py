"""The trace id that joins the record of the asker with the record of every holder.

Only the trace id matters to us: it stands in both logs. The span id is there because the header wants one and
is made anew on every call. Towards the pseudonym service, the index and the national consent each call gets a
trace id of its own, so that their logs cannot be joined with the asker's (architecture.md §5).

Standard: W3C Trace Context (Recommendation, 23 November 2021) §3.2, traceparent.
"""

import re
import secrets
from contextvars import ContextVar

from tijdlijn.domain.identifiers import TraceId

_VERSION_00 = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_LATER_VERSION = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")

current_trace_id: ContextVar[TraceId | None] = ContextVar("current_trace_id", default=None)
"""The trace id of the request that is being served, set by `serving`; `None` outside one."""


def new_trace_id() -> TraceId:
    """Give a fresh random trace id: 32 lower-case hexadecimal digits, never all zero."""
    while not int(digits := secrets.token_hex(16), 16):
        pass
    return TraceId(digits)


def parse_traceparent(header: str | None) -> TraceId | None:
    """Read the trace id out of a `traceparent` header; `None` when it is absent or malformed.

    A malformed header is no fault of the request: the standard has the receiver start a trace of its own.

    Standard: W3C Trace Context §3.2.2 (fields) and §3.2.4 (higher versions).
    """
    if header is None:
        return None
    match = _VERSION_00.fullmatch(header)
    if match is None and not header.startswith("00"):
        match = _LATER_VERSION.fullmatch(header)
    if match is None or not int(match[1], 16) or not int(match[2], 16):
        return None
    return TraceId(match[1])


def format_traceparent(trace_id: TraceId) -> str:
    """Give the header for one outgoing call: this trace, a fresh span, sampled."""
    while not int(span_id := secrets.token_hex(8), 16):
        pass
    return f"00-{trace_id}-{span_id}-01"
