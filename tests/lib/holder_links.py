"""Every `HolderLink` with the same two custodians behind one route: a real gateway over MHD, mutual TLS and
PostgreSQL, and the community of the test kit.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

import pytest

from tests.lib.gateway import (
    ALSO_HOLDING,
    ASKING,
    DOCTOR,
    HOLDING,
    NOW,
    OPEN,
    PERSON,
    TEXT,
    Holder,
    local_id,
    report,
    running_holder,
    study,
)
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.domain.access import Asker, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.domain.outcome import Outcome, OutcomeKind
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.domain.study import Rendition, Report, SourceEntry, Study
from tijdlijn.ports import HolderLink
from tijdlijn.runtime.clock import FixedClock
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.fakes.holder_link import CommunityLink, Member
from tijdlijn.testing.fakes.study_source import InMemoryStudySource

AT_HOLDING = (study(OPEN, 1), study(OPEN, 2), study(OPEN, 3), report(OPEN))
AT_ALSO_HOLDING = (study(OPEN, 7),)


@dataclass
class Linked:
    """A link, and a route with two custodians behind it; `HOLDING` has three studies and a report of `OPEN`,
    `ALSO_HOLDING` one study of which not all is certain.
    """

    link: HolderLink
    route: Route
    question: Callable[[Bsn], Question]

    async def found(
        self, patient: Bsn, *custodians: Ura
    ) -> tuple[dict[Ura, list[Study | Report]], dict[Ura, Outcome]]:
        """Everything that comes, by custodian; an entry after its custodian's outcome fails the test."""
        route = replace(self.route, custodians=custodians or self.route.custodians)
        entries: dict[Ura, list[Study | Report]] = {}
        outcomes: dict[Ura, Outcome] = {}
        async for answer in self.link.find(route, self.question(patient)):
            assert answer.custodian not in outcomes
            assert answer.route_id == route.route_id
            if isinstance(answer, SourceEntry):
                entries.setdefault(answer.custodian, []).append(answer.content)
            else:
                outcomes[answer.custodian] = answer
        return entries, outcomes

    async def forms(self) -> tuple[Rendition, ...]:
        """The forms of the report of `OPEN`, as the link gives them."""
        entries, _ = await self.found(OPEN, HOLDING)
        (found,) = (content for content in entries[HOLDING] if isinstance(content, Report))
        return found.renditions

    async def read(self, patient: Bsn, form: Rendition, custodian: Ura = HOLDING) -> tuple[str, bytes]:
        """Media type and bytes of a document."""
        route = replace(self.route, custodians=(custodian,))
        async with self.link.document(route, self.question(patient), form) as document:
            return document.media_type, b"".join([chunk async for chunk in document.chunks])


@asynccontextmanager
async def over_mhd(database_url: str, ca: DevelopmentCa) -> AsyncIterator[Linked]:
    """A gateway that serves both custodians."""
    async with running_holder(database_url, ca) as holder:
        await give_to_both(holder)
        credentials = InstitutionCredentials(holder.keys[ASKING], holder.clock)
        link = MhdLink(holder.client, BearerTokens(holder.client, credentials, holder.clock), holder.clock)
        route = Route("mhd", "generic-functions", DIALECT, holder.url, (HOLDING, ALSO_HOLDING))
        yield Linked(link, route, lambda patient: question(patient, holder.asker(patient)))


async def give_to_both(holder: Holder) -> None:
    consent = LocalConsent(ConsentChoice.GIVEN, NOW - timedelta(days=30))
    await holder.consents.record(ALSO_HOLDING, holder.references.patient(OPEN), consent)
    also = InMemoryStudySource([(local_id(OPEN), one) for one in AT_ALSO_HOLDING], gap="a file is damaged")
    reports = replace(holder.reports, held=[])
    before = holder.custodians[ALSO_HOLDING]
    holder.custodians[ALSO_HOLDING] = replace(before, studies=also, reports=reports)


def as_community() -> Linked:
    """The same two custodians behind one route of the test kit."""
    members = {
        HOLDING: Member({OPEN: AT_HOLDING}),
        ALSO_HOLDING: Member(
            {OPEN: AT_ALSO_HOLDING}, answers=OutcomeKind.PARTIAL, reason="a file is damaged"
        ),
    }
    locators = [form.locator for form in report(OPEN).renditions]
    link = CommunityLink(members, FixedClock(NOW), dict(zip(locators, (TEXT, b"%PDF-1.7"), strict=True)))
    route = Route("community", "xds-region", "community", "", (HOLDING, ALSO_HOLDING))
    return Linked(link, route, lambda patient: question(patient, SOMEBODY))


SOMEBODY = Asker(DOCTOR, ASKING, Purpose.TREATMENT, "")


def question(patient: Bsn, asker: Asker) -> Question:
    """A question of a launch of its own: each patient has one trace."""
    return Question(patient, asker, TraceId(sha256(patient.digits.encode()).hexdigest()[:32]), PERSON)


@pytest.fixture(params=["mhd", "community"])
async def linked(request: pytest.FixtureRequest, ca: DevelopmentCa) -> AsyncIterator[Linked]:
    async with AsyncExitStack() as stack:
        if request.param == "community":
            yield as_community()
        else:
            database_url = request.getfixturevalue("fresh_database")
            yield await stack.enter_async_context(over_mhd(database_url, ca))


def named(contents: list[Study | Report]) -> list[str]:
    return sorted(one.study_uid.value if isinstance(one, Study) else one.report_id for one in contents)
