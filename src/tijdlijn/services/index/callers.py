"""Who calls, for which institution: the certificate must name the institution that is spoken for.

A valid chain alone is no institution (architecture.md §8j). The registers' UZI server certificate carries the
URA in its subject alternative names; a process that serves several institutions carries several.
"""

from starlette.requests import Request

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.certificates import institution_uri, names_of
from tijdlijn.serving.peer import client_certificate


def require_institution(request: Request, institution: Ura) -> None:
    """Let the request go on if its client certificate was made out to this institution.

    Raises:
        AccessDenied: it was not.
    """
    if institution_uri(institution) not in names_of(client_certificate(request)):
        raise AccessDenied("the client certificate was not made out to this institution")
