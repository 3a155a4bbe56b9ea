"""The application that a deployable shows to its peers: its own routes, inside what all have in common."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from tijdlijn.domain.errors import PeerError
from tijdlijn.runtime.clock import Clock, SystemClock
from tijdlijn.runtime.events import HEALTH_FAILED, emit
from tijdlijn.serving.audit import PATH as AUDIT_PATH
from tijdlijn.serving.audit import audit_endpoint
from tijdlijn.serving.body_limit import DEFAULT_LIMIT_BYTES, BodyLimited
from tijdlijn.serving.errors import ErrorsAnswered, as_operation_outcome
from tijdlijn.serving.forms import read_form
from tijdlijn.serving.headers import NO_STORE, HeadersAdded
from tijdlijn.serving.metrics import Measured, answer_metrics
from tijdlijn.serving.operators import only_for
from tijdlijn.serving.peer import CertificateRequired, client_certificate, client_thumbprint, trace_id_of
from tijdlijn.serving.routes import Lifespan, Routed
from tijdlijn.serving.tracing import Traced
from tijdlijn.store.record.record_store import RecordStore

HealthCheck = Callable[[], Awaitable[None]]


def deployable_app(  # noqa: PLR0913 - one keyword for each thing a deployable brings
    *,
    name: str,
    routes: Sequence[BaseRoute],
    record: RecordStore | None,
    lifespan: Lifespan | None = None,
    health: HealthCheck | None = None,
    operators: frozenset[str] = frozenset(),
    public_url: str = "",
    clock: Clock | None = None,
    body_limit_bytes: int = DEFAULT_LIMIT_BYTES,
) -> ASGIApp:
    """Make the application for a peer listener.

    Around `routes` it adds, from the outside in: the trace id, measuring, `Cache-Control: no-store`, errors
    as OperationOutcomes, the 401 without a client certificate, and the limit on bodies. It adds the routes
    `/health` (open to all; runs `health`, which raises a `PeerError` when the deployable cannot do its work),
    and for `operators` alone `/metrics` and, with a `record`, `/fhir/AuditEvent`. `operators` are names in
    client certificates (DNS name or URI); with none, nobody reads the record over the network.
    `public_url` begins the addresses in its answers.
    """
    common: list[BaseRoute] = [
        Route("/health", _health_of(name, health)),
        Route("/metrics", only_for(operators)(answer_metrics)),
    ]
    if record is not None:
        search = audit_endpoint(
            record, name=name, public_url=public_url, operators=operators, clock=clock or SystemClock()
        )
        common.append(Route(AUDIT_PATH, only_for(operators)(search)))
    app: ASGIApp = Routed([*routes, *common], lifespan)
    app = BodyLimited(app, body_limit_bytes)
    app = CertificateRequired(app)
    app = ErrorsAnswered(app, as_operation_outcome)
    app = HeadersAdded(app, fixed=NO_STORE)
    app = Measured(app)
    return Traced(app)


def _health_of(name: str, check: HealthCheck | None) -> Callable[[Request], Awaitable[Response]]:
    async def answer_health(_request: Request) -> Response:
        try:
            if check is not None:
                await check()
        except PeerError as error:
            emit(HEALTH_FAILED, error=type(error).__name__)
            return JSONResponse({"service": name, "status": "fail"}, 503)
        return JSONResponse({"service": name, "status": "pass"})

    return answer_health


__all__ = [
    "HealthCheck",
    "client_certificate",
    "client_thumbprint",
    "deployable_app",
    "read_form",
    "trace_id_of",
]
