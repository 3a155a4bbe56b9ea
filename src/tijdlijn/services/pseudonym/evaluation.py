"""`POST /oprf/eval`: evaluate a blinded element for one recipient, so that only that recipient can use it.

The service sees neither the patient nor the recipient's answer: what comes in is a random group element, what
goes out is encrypted for another. It knows who asked, for which recipient and for which use, and that is on
record before the answer leaves.

Standard: generic functions, pseudonymisation, `POST /oprf/eval` (reference/peers.md §4.2); RFC 9497 §3.3.1,
BlindEvaluate. Our signature, binding to the sender and 60 seconds are additions to it.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.runtime.certificates import institution_of
from tijdlijn.runtime.clock import Clock
from tijdlijn.services.pseudonym.recipients import Recipient
from tijdlijn.serving.outcome import operation_outcome
from tijdlijn.serving.peer import client_certificate, client_thumbprint, trace_id_of
from tijdlijn.store.record.record_store import RecordEntry, RecordStore
from tijdlijn.wire import oprf
from tijdlijn.wire.jose import evaluated_pseudonym
from tijdlijn.wire.jose.keys import SigningKey

_SCOPE = re.compile(r"[a-z][a-z0-9-]{0,63}:(search|register)")
_ELEMENT_LETTERS = re.compile(r"[A-Za-z0-9_-]{43}=?")


class EvaluationRequest(msgspec.Struct, rename="camel", gc=False):
    """What an asker sends; `encrypted_personal_id` is the blinded element, base64url."""

    encrypted_personal_id: str
    recipient_organization: str
    recipient_scope: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The handler, with what it needs."""

    recipients: Mapping[str, Recipient]
    signing_key: SigningKey
    record: RecordStore
    clock: Clock

    async def evaluate(self, request: Request) -> Response:
        """Answer one evaluation as `{"jwe": …}`; 400 for a malformed request or scope, 404 for an unknown
        recipient, 422 for what is no group element.
        """
        try:
            asked = msgspec.json.decode(await request.body(), type=EvaluationRequest)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise InputInvalid("not an evaluation request") from error
        if not _SCOPE.fullmatch(asked.recipient_scope):
            raise InputInvalid("recipientScope must be a name, a colon, and search or register")
        recipient = self.recipients.get(asked.recipient_organization)
        if recipient is None:
            return operation_outcome(404, "not-found", "no such recipientOrganization")
        try:
            evaluated = oprf.evaluate(recipient.oprf_key, _element(asked.encrypted_personal_id))
        except InputInvalid:
            return operation_outcome(422, "value", "encryptedPersonalId is no blinded element")
        token = evaluated_pseudonym.make(
            evaluated,
            evaluated_pseudonym.Binding(
                recipient.organization, asked.recipient_scope, client_thumbprint(request)
            ),
            self.signing_key,
            recipient.public_jwk,
            self.clock.now(),
        )
        await self.record.open(
            RecordEntry(
                action="evaluate",
                outcome="evaluated",
                trace_id=trace_id_of(request),
                actor_institution=institution_of(client_certificate(request)),
                object_ref=f"{recipient.organization}|{asked.recipient_scope}",
                access_point=client_thumbprint(request),
            )
        )
        return Response(msgspec.json.encode({"jwe": token}), media_type="application/json")


def _element(text: str) -> bytes:
    if not _ELEMENT_LETTERS.fullmatch(text):
        raise InputInvalid("not 32 bytes in base64url")
    return base64.urlsafe_b64decode(text.rstrip("=") + "=")
