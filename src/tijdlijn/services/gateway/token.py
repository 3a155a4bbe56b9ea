"""`POST /token`: every well-signed question gets an opaque token, alike and at once.

Whether the patient is known here, and what they chose, is decided afterwards and shows nowhere in this
answer. The grant is used up, the token written and the request put on record in one transaction.

Standard: RFC 7523 §2.1, RFC 6749 §5; RFC 8705 §3 (bound to the client certificate).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tijdlijn.domain.access import Ground
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.clock import Clock
from tijdlijn.services.gateway.access_record import AccessRecord, entry
from tijdlijn.services.gateway.decide import Decisions
from tijdlijn.services.gateway.grants import Grants, NoTreatmentRelation
from tijdlijn.services.gateway.references import References, seal_patient, token_hash
from tijdlijn.serving.app import client_thumbprint, read_form, trace_id_of
from tijdlijn.store.gateway.token_store import NewToken, TokenStore
from tijdlijn.wire.jose.grant import GRANT_TYPE, Grant

LIFETIME_S = 300


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """The handler, with what it needs."""

    grants: Grants
    tokens: TokenStore
    decisions: Decisions
    record: AccessRecord
    references: References
    clock: Clock

    async def answer(self, request: Request) -> Response:
        """Answer 200 with a token, or 400 with an error of RFC 6749 §5.2."""
        try:
            form = await read_form(request)
            grant_type, assertion = _only(form, "grant_type"), _only(form, "assertion")
        except InputInvalid as error:
            return _refusal("invalid_request", str(error))
        if grant_type != GRANT_TYPE:
            return _refusal("unsupported_grant_type", "only RFC 7523 assertions are accepted")
        thumbprint = client_thumbprint(request)
        try:
            custodian, grant = await self.grants.verified(assertion)
        except InputInvalid as error:
            await self.record.grant_refused(trace_id_of(request), thumbprint, str(error))
            return _refusal("invalid_grant", str(error))
        return await self._exchange(custodian, grant, thumbprint)

    async def _exchange(self, custodian: Ura, grant: Grant, thumbprint: str) -> Response:
        text = secrets.token_urlsafe(32)
        token = NewToken(
            token_hash=token_hash(text),
            custodian=custodian,
            patient_ref=self.references.patient(grant.patient),
            sealed_patient=seal_patient(text, grant.patient),
            certificate=thumbprint,
            user_id=grant.asker.professional.user_id,
            role_code=grant.asker.professional.role_code,
            institution=grant.asker.institution,
            purpose=grant.asker.purpose,
            trace_id=grant.trace_id,
            expires_at=self.clock.now() + timedelta(seconds=LIFETIME_S),
        )
        try:
            await self.grants.verify_treatment(grant)
        except NoTreatmentRelation as error:
            await self.record.refused(token, "token", Ground.NO_TREATMENT_RELATION.value)
            return _refusal("invalid_grant", str(error))
        if not await self.tokens.add(token, grant.jti, grant.expires_at, entry(token, "token", "issued")):
            await self.record.refused(token, "token", "grant used before")
            return _refusal("invalid_grant", "grant: used before")
        self.decisions.begin(token, grant.patient)
        return JSONResponse({"access_token": text, "token_type": "Bearer", "expires_in": LIFETIME_S})


def _only(form: Mapping[str, list[str]], name: str) -> str:
    values = form.get(name, [])
    if len(values) != 1 or not values[0]:
        raise InputInvalid(f"{name} is needed, once")
    return values[0]


def _refusal(error: str, description: str) -> Response:
    """Standard: RFC 6749 §5.2."""
    return JSONResponse({"error": error, "error_description": description}, 400)
