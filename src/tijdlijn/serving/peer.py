"""Who is at the other end of the connection, and the check that somebody is.

The certificate comes out of the TLS connection itself (`runtime.server`). Headers that claim an identity are
never read (architecture.md §8j).
"""

from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import TraceId
from tijdlijn.runtime.certificates import certificate_thumbprint
from tijdlijn.runtime.events import CERTIFICATE_MISSING, emit
from tijdlijn.runtime.tracing import current_trace_id, new_trace_id
from tijdlijn.serving.outcome import operation_outcome

OPEN_PATHS = frozenset({"/health"})
"""What answers without a client certificate."""


class CertificateRequired:
    """Answers 401 to whoever shows no client certificate, except on `OPEN_PATHS`.

    That the certificate is signed by an authority we trust was settled in the handshake.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse one request."""
        if scope["type"] == "http" and scope["path"] not in OPEN_PATHS and certificate_in(scope) is None:
            emit(CERTIFICATE_MISSING, method=scope["method"])
            refusal = operation_outcome(401, "login", "a client certificate is needed")
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def certificate_in(scope: Scope) -> bytes | None:
    """Give the client certificate of a request in DER form, or `None` when none was shown."""
    extensions = scope.get("extensions")
    tls = extensions.get("tls") if isinstance(extensions, Mapping) else None
    certificate = tls.get("client_certificate") if isinstance(tls, Mapping) else None
    return certificate if isinstance(certificate, bytes) else None


def client_certificate(request: HTTPConnection) -> bytes:
    """Give the client certificate of a request in DER form.

    Raises:
        AccessDenied: none was shown, which `CertificateRequired` lets happen on `OPEN_PATHS` only.
    """
    certificate = certificate_in(request.scope)
    if certificate is None:
        raise AccessDenied("no client certificate")
    return certificate


def client_thumbprint(request: HTTPConnection) -> str:
    """Give the `x5t#S256` of the client certificate, to which tokens are bound. Raises as
    `client_certificate`.

    Standard: RFC 8705 §3.1.
    """
    return certificate_thumbprint(client_certificate(request))


def trace_id_of(_request: HTTPConnection) -> TraceId:
    """Give the trace id of the request that is being served."""
    return current_trace_id.get() or new_trace_id()
