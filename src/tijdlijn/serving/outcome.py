"""How an error becomes an answer, in one table, and the OperationOutcome that carries it.

Nothing of an unexpected error reaches the caller but the trace id that finds it in our log. A peer's name
stays inside as well: an answer must not tell whom we asked (architecture.md §5).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.errors import (
    AccessDenied,
    InputInvalid,
    OtherPersonAnswered,
    PeerAnswerInvalid,
    PeerError,
    PeerRefused,
    PeerTimedOut,
    PeerUnreachable,
)
from tijdlijn.runtime.tracing import current_trace_id
from tijdlijn.wire.fhir.operation_outcome import Notice
from tijdlijn.wire.fhir.operation_outcome import operation_outcome as written

FHIR_JSON = "application/fhir+json"
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_DENIED_OPENLY = "tijdlijn.denied_openly"

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Failure:
    """What a caller gets to know: a status, a code of value set issue-type, and a text that is safe to
    send.
    """

    status: int
    code: str
    diagnostics: str
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)


_PEER_FAILURES: tuple[tuple[type[PeerError], Failure], ...] = (
    (PeerUnreachable, Failure(503, "transient", "a system that is needed for this cannot be reached")),
    (PeerTimedOut, Failure(504, "timeout", "a system that is needed for this did not answer in time")),
    (PeerRefused, Failure(502, "exception", "a system that is needed for this turned us away")),
    (OtherPersonAnswered, Failure(409, "conflict", "this is of another person than the record")),
    (PeerAnswerInvalid, Failure(502, "exception", "a system that is needed for this answered nonsense")),
)

_HTTP_CODES: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        400: ("invalid", "the request cannot be read"),
        401: ("login", "a client certificate is needed"),
        403: ("forbidden", "not allowed"),
        404: ("not-found", "not found"),
        405: ("not-supported", "this method is not supported here"),
        413: ("too-long", "the request is larger than is accepted"),
        415: ("not-supported", "this media type is not supported here"),
        421: ("not-found", "this host is not served here"),
    }
)


def operation_outcome(
    status: int, code: str, diagnostics: str, *, headers: Mapping[str, str] = _NO_HEADERS
) -> Response:
    """Give an answer whose body is an OperationOutcome with one issue of severity error.

    `code` is one of value set issue-type; `diagnostics` holds nothing about a patient.

    Standard: HL7 FHIR R4, OperationOutcome.
    """
    body = written(Notice("error", code, diagnostics))
    return Response(body, status, headers=dict(headers), media_type=FHIR_JSON)


def denied_openly(endpoint: Endpoint) -> Endpoint:
    """Make `AccessDenied` of this endpoint a 403; everywhere else it is a 404, the same as for what does not
    exist.
    """

    @wraps(endpoint)
    async def answering(request: Request) -> Response:
        request.scope[_DENIED_OPENLY] = True
        return await endpoint(request)

    return answering


def failure_of(error: Exception, scope: Mapping[str, object]) -> Failure | None:
    """Give what the caller of the request in `scope` gets to know of an error; `None` if it is one that
    nobody foresaw.
    """
    match error:
        case InputInvalid():
            return Failure(400, "invalid", str(error))
        case AccessDenied():
            return _by_status(403 if scope.get(_DENIED_OPENLY) else 404)
        case PeerError():
            return next((failure for kind, failure in _PEER_FAILURES if isinstance(error, kind)), None)
        case HTTPException():
            return _by_status(error.status_code, error.headers or _NO_HEADERS)
        case _:
            return None


def unforeseen() -> Failure:
    """Give what the caller gets to know of an error that nobody foresaw: where to find it in our log."""
    return Failure(500, "exception", f"something went wrong here; trace id {current_trace_id.get()}")


def _by_status(status: int, headers: Mapping[str, str] = _NO_HEADERS) -> Failure:
    code, diagnostics = _HTTP_CODES.get(status, ("processing", "the request cannot be answered"))
    return Failure(status, code, diagnostics, headers)
