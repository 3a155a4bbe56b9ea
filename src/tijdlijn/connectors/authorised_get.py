"""A GET at a holder under the token of a question, answered as a stream.

A holder ends tokens when a consent changes; only a fresh one meets what stands now, so a 401 is asked once
more with a new one. What comes is never followed elsewhere: the address must lie under the route's endpoint.

Standard: RFC 6750 §3.1; architecture.md §8h.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.http_status import failure_of
from tijdlijn.domain.errors import AccessDenied, PeerAnswerInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.runtime.http_client import HttpClient, HttpStream

ABSENT = frozenset({403, 404, 410})


@dataclass(frozen=True, slots=True)
class AuthorisedGet:
    """Reads what one holder has, for one question, over one route of that holder alone."""

    http: HttpClient
    tokens: BearerTokens
    route: Route
    question: Question

    @property
    def custodian(self) -> Ura:
        """The holder that is asked."""
        (custodian,) = self.route.custodians
        return custodian

    @asynccontextmanager
    async def open(
        self, url: str, *, accept: str, max_bytes: int | None = None, absent: frozenset[int] = ABSENT
    ) -> AsyncIterator[HttpStream]:
        """Give the 200 answer of this address, its body still coming. Leaving early drops the connection.
        `absent` are the statuses which say that there is no such thing.

        Raises:
            AccessDenied: the holder does not give it, or does not know it.
            PeerAnswerInvalid: the address lies elsewhere. PeerError: as its class says.
        """
        if not url.startswith(f"{self.route.endpoint}/"):
            raise PeerAnswerInvalid(str(self.custodian), "something that lies elsewhere")
        async with self._answered(url, accept, max_bytes) as answer:
            if answer.status in absent:
                raise AccessDenied("the holder does not give this")
            if answer.status != 200:
                self._forget_token()
                raise failure_of(str(self.custodian), answer.status)
            yield answer

    @asynccontextmanager
    async def _answered(self, url: str, accept: str, max_bytes: int | None) -> AsyncIterator[HttpStream]:
        for is_last in (False, True):
            token = await self.tokens.get(self.custodian, self.route, self.question)
            async with self.http.stream(
                str(self.custodian),
                "GET",
                url,
                headers={"Authorization": f"Bearer {token}", "Accept": accept},
                trace_id=self.question.trace_id,
                timeout_s=self.route.deadline_s,
                max_bytes=max_bytes,
            ) as answer:
                if answer.status != 401 or is_last:
                    yield answer
                    return
            self._forget_token()

    def _forget_token(self) -> None:
        self.tokens.forget(self.custodian, self.route, self.question)
