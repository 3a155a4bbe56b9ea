"""Access tokens at holders: fetched for one question at one custodian, kept until shortly before they end.

They live in this process's memory only, under the trace id of the launch, so that no key names a patient.

Standard: RFC 6749 §5, RFC 7523 §2.1; architecture.md §8h.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

import msgspec

from tijdlijn.connectors.http_status import failure_of
from tijdlijn.domain.errors import PeerAnswerInvalid
from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.ports import Credentials
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.wire.jose.grant import GRANT_TYPE

RENEW_BEFORE_END = timedelta(seconds=30)
LONGEST_KEPT_S = 3600
TokenText = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9._~+/-]+=*\Z", max_length=4096)]
"""What may stand behind `Bearer` in a header. Standard: RFC 6750 §2.1, b64token."""
_Key = tuple[TraceId, Ura, str]


class _TokenAnswer(msgspec.Struct):
    """Standard: RFC 6749 §5.1."""

    access_token: TokenText
    token_type: Annotated[str, msgspec.Meta(pattern=r"\A[Bb][Ee][Aa][Rr][Ee][Rr]\Z")]
    expires_in: Annotated[int, msgspec.Meta(ge=0)]


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class BearerTokens:
    """The tokens of one process."""

    http: HttpClient
    credentials: Credentials
    clock: Clock
    _kept: dict[_Key, _Token] = field(default_factory=dict)

    async def get(self, custodian: Ura, route: Route, question: Question) -> str:
        """Give a token that is good for at least another 30 seconds.

        Raises:
            PeerRefused: the holder does not know this client or its signature.
            PeerUnreachable, PeerTimedOut, PeerAnswerInvalid: as their classes say.
        """
        key = (question.trace_id, custodian, route.endpoint)
        kept = self._kept.get(key)
        if kept is None or kept.ends_at - RENEW_BEFORE_END <= self.clock.now():
            kept = await self._fetch(custodian, route, question)
            self._drop_ended()
            self._kept.pop(key, None)
            self._kept[key] = kept
        return kept.value

    def forget(self, custodian: Ura, route: Route, question: Question) -> None:
        """Drop the token, so that the next question fetches a new one."""
        self._kept.pop((question.trace_id, custodian, route.endpoint), None)

    async def _fetch(self, custodian: Ura, route: Route, question: Question) -> _Token:
        peer, address = str(custodian), f"{route.endpoint}/token"
        grant = await self.credentials.present(question, custodian, address)
        asked_at = self.clock.now()
        answer = await self.http.request(
            peer,
            "POST",
            address,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode({"grant_type": GRANT_TYPE, "assertion": grant}).encode(),
            trace_id=question.trace_id,
            timeout_s=route.deadline_s,
        )
        if answer.status != 200:
            raise failure_of(peer, answer.status)
        try:
            token = msgspec.json.decode(answer.body, type=_TokenAnswer)
        except msgspec.MsgspecError as error:
            raise PeerAnswerInvalid(peer, "not a token answer") from error
        return _Token(token.access_token, asked_at + timedelta(seconds=min(token.expires_in, LONGEST_KEPT_S)))

    def _drop_ended(self) -> None:
        """Drop ended tokens, oldest first, up to one that holds: looking at all of them each time would cost
        more than the question itself. One that lives shorter than those before it goes with them.
        """
        now = self.clock.now()
        while self._kept:
            oldest = next(iter(self._kept))
            if self._kept[oldest].ends_at > now:
                return
            del self._kept[oldest]
