"""Who shows a token: known here, not ended, and over the very certificate that it was given to.

Unknown, ended, withdrawn and stolen tokens get one and the same 401. A token over another certificate is on
record, since somebody lost it.

Standard: RFC 6750 §3; RFC 8705 §3.
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.access import Decision
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.runtime.clock import Clock
from tijdlijn.services.gateway.access_record import AccessRecord
from tijdlijn.services.gateway.answer import NOBODY
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.decide import Decisions
from tijdlijn.services.gateway.references import open_patient, token_hash
from tijdlijn.serving.app import client_thumbprint
from tijdlijn.serving.outcome import Endpoint, operation_outcome
from tijdlijn.store.gateway.token_store import NewToken, TokenStore

_MAX_TOKEN_LENGTH = 128


@dataclass(frozen=True, slots=True)
class Shown:
    """A token that is good for this request: its text, its row, the patient it was given for, and what was
    decided when it was looked up, if anything was.
    """

    text: str
    token: NewToken
    patient: Bsn
    decided: Decision | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Reads and checks tokens of requests."""

    tokens: TokenStore
    decisions: Decisions
    record: AccessRecord
    clock: Clock

    def needed(self, endpoint: Callable[[Request, Shown], Awaitable[Response]]) -> Endpoint:
        """Make an endpoint that answers only to a good token, and to anybody else 401."""

        async def answering(request: Request) -> Response:
            shown = await self._shown(request)
            return unauthorized() if shown is None else await endpoint(request, shown)

        return answering

    async def decision(self, shown: Shown) -> Decision | None:
        """Give the decision that stands for a token; `None` when it was withdrawn meanwhile. Raises as
        `Decisions.decision`.
        """
        return await self.decisions.decision(shown.token, shown.patient)

    async def decision_at_first(self, shown: Shown) -> Decision | None:
        """As `decision`, for the first look of a request: what stood a moment ago, when its token was looked
        up, is not asked for again.
        """
        return shown.decided or await self.decision(shown)

    async def local_ids(
        self, shown: Shown, decision: Decision, custodian: Custodian
    ) -> frozenset[LocalPatientId]:
        """Give the patient's numbers at the custodian; none at all when nothing is permitted, or nobody
        known.
        """
        known = await custodian.patients.find(shown.patient)
        return known.local_ids if known is not None and self.decisions.permits(decision) else NOBODY

    async def may_go_on(self, shown: Shown) -> bool:
        """Whether what was begun for a token may go on. Raises as `Decisions.may_go_on`."""
        return await self.decisions.may_go_on(shown.token, shown.patient)

    async def _shown(self, request: Request) -> Shown | None:
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        text = text.strip()
        if scheme.lower() != "bearer" or not 32 <= len(text) <= _MAX_TOKEN_LENGTH or not text.isascii():
            return None
        stored = await self.tokens.find(token_hash(text))
        if stored is None or stored.token.expires_at <= self.clock.now():
            return None
        thumbprint = client_thumbprint(request)
        if not hmac.compare_digest(stored.token.certificate, thumbprint):
            await self.record.refused(
                stored.token, "use-token", "over another certificate", access_point=thumbprint
            )
            return None
        return Shown(text, stored.token, open_patient(text, stored.token.sealed_patient), stored.decision)


def unauthorized() -> Response:
    """Give the one answer to every token that is not good."""
    return operation_outcome(
        401, "login", "a valid token is needed", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}
    )
