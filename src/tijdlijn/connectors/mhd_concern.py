"""A concern told to a holder over FHIR: a Task put into its queue, and looked at later.

The id is ours, so a PUT that is sent twice, also under a fresh token, is one Task.

Standard: HL7 FHIR R4, Task; update as create, §3.1.0.4.1.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tijdlijn.connectors.authorised_get import ABSENT
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.http_status import failure_of
from tijdlijn.domain.concern import Concern, Handling
from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.wire.fhir.task import LIMIT_BYTES, concern_to_task, read_handling

_NOT_TAKEN = ABSENT | {405, 501}
"""What a server without such a queue answers, beside what one answers that has no such thing."""


@dataclass(frozen=True, slots=True)
class ConcernQueue:
    """The queue of one holder, for one question, over one route of that holder alone."""

    http: HttpClient
    tokens: BearerTokens
    route: Route
    question: Question

    async def tell(self, concern: Concern) -> Handling:
        """See `ports.HolderLink.tell`."""
        return await self._asked("PUT", concern.concern_id, concern_to_task(concern))

    async def handling(self, concern_id: UUID) -> Handling:
        """See `ports.HolderLink.handling`."""
        return await self._asked("GET", concern_id, None)

    async def _asked(self, method: Literal["GET", "PUT"], concern_id: UUID, body: bytes | None) -> Handling:
        (custodian,) = self.route.custodians
        url = f"{self.route.endpoint}/fhir/Task/{concern_id}"
        headers = {"Accept": "application/fhir+json"}
        if body is not None:
            headers["Content-Type"] = "application/fhir+json"
        for is_last in (False, True):
            token = await self.tokens.get(custodian, self.route, self.question)
            answer = await self.http.request(
                str(custodian),
                method,
                url,
                headers=headers | {"Authorization": f"Bearer {token}"},
                body=body,
                trace_id=self.question.trace_id,
                timeout_s=self.route.deadline_s,
                max_bytes=LIMIT_BYTES,
            )
            if answer.status != 401 or is_last:
                break
            self.tokens.forget(custodian, self.route, self.question)
        if answer.status in _NOT_TAKEN:
            raise AccessDenied("the holder has no such thing, or takes no concerns")
        if answer.status not in (200, 201):
            raise failure_of(str(custodian), answer.status)
        try:
            return read_handling(answer.body)
        except InputInvalid as error:
            raise PeerAnswerInvalid(str(custodian), "not what became of a concern") from error
