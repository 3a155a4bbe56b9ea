"""What only the people who run a deployable may read: its record of access and its metrics.

A valid client certificate is not enough: every other institution has one too, and who looked at which patient
is nobody's business but the custodian's, the patient's and the supervisor's (NEN 7513).
"""

from collections.abc import Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.runtime.certificates import names_of
from tijdlijn.serving.outcome import Endpoint, denied_openly
from tijdlijn.serving.peer import client_certificate


def only_for(operators: frozenset[str]) -> Callable[[Endpoint], Endpoint]:
    """Make an endpoint answer only clients whose certificate carries one of these names, and others 403."""

    def guarded(endpoint: Endpoint) -> Endpoint:
        @denied_openly
        @wraps(endpoint)
        async def answering(request: Request) -> Response:
            if not names_in_both(operators, client_certificate(request)):
                raise AccessDenied("not an operator")
            return await endpoint(request)

        return answering

    return guarded


def names_in_both(operators: frozenset[str], certificate: bytes) -> frozenset[str]:
    """Give the names under which the holder of a certificate is an operator; none if it is not."""
    return operators & names_of(certificate)
