"""A community behind one route, as an XDS region will be: several institutions, one answer, some of them
missing.

It holds the place of the second kind of `HolderLink` until there is a real one, and passes the same suite.
What it has is written down per custodian: entries with the patient they are about, an outcome, and how long
it takes.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import Rendition, Report, SourceEntry, Study
from tijdlijn.ports import Document
from tijdlijn.runtime.clock import Clock

DIALECT = "community"


@dataclass(frozen=True, slots=True)
class Member:
    """One institution of the community: what it has of each patient, how it answers, and after how long."""

    has: Mapping[Bsn, tuple[Study | Report, ...]] = field(default_factory=dict)
    answers: OutcomeKind = OutcomeKind.ANSWERED
    reason: str | None = None
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CommunityLink:
    """Implements `ports.HolderLink` over a community that lives in memory. `documents` are by locator."""

    members: Mapping[Ura, Member]
    clock: Clock
    documents: Mapping[str, bytes] = field(default_factory=dict)

    async def find(self, route: Route, question: Question) -> AsyncGenerator[SourceEntry | Outcome, None]:
        """Answer for the whole community: members in order, each with its entries and its outcome."""
        for custodian in route.custodians:
            asked_at, member = self.clock.now(), self.members.get(custodian)
            if member is None:
                reason = "not a member of this community"
                yield Outcome(custodian, route.route_id, OutcomeKind.MALFORMED, asked_at, 0, reason)
                continue
            await asyncio.sleep(member.after_s)
            if member.answers in (OutcomeKind.ANSWERED, OutcomeKind.PARTIAL):
                for number, content in enumerate(member.has.get(question.patient, ())):
                    yield SourceEntry(custodian, route.route_id, str(number), content, DIALECT)
            took_ms = round(member.after_s * 1000)
            yield Outcome(custodian, route.route_id, member.answers, asked_at, took_ms, member.reason)

    @asynccontextmanager
    async def document(
        self, route: Route, question: Question, rendition: Rendition
    ) -> AsyncIterator[Document]:
        """Give a document that stands in `documents` and is of this patient."""
        held = (content for ura in route.custodians for content in self._has(ura, question.patient))
        locators = {form.locator for one in held if isinstance(one, Report) for form in one.renditions}
        if rendition.locator not in locators or rendition.locator not in self.documents:
            raise AccessDenied("the community does not give this document")
        content = self.documents[rendition.locator]

        async def chunks() -> AsyncIterator[bytes]:
            yield content

        yield Document(rendition.media_type, len(content), chunks())

    def _has(self, custodian: Ura, patient: Bsn) -> tuple[Study | Report, ...]:
        member = self.members.get(custodian)
        return member.has.get(patient, ()) if member else ()
