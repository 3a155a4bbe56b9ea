"""Asking a gateway of the demo as the timeline does: its certificate, its institution's key, its link."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from tests.lib.demo_world import DemoWorld
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.domain.access import Asker, Purpose
from tijdlijn.domain.bsn import BSN_SYSTEM
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.patient import Demographics, VagueDate
from tijdlijn.domain.question import Question
from tijdlijn.domain.routes import Route
from tijdlijn.runtime.clock import SystemClock
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.wire.jose import treatment_statement
from tijdlijn.wire.jose.grant import GRANT_TYPE
from tijdlijn.wire.jose.keys import SigningKey
from tijdlijn.wire.jose.treatment_statement import TreatmentStatement

FRYSLAN, RIJNMOND, DELFSHAVEN, ZUID, FEIJENOORD, WATERLAND = (str(90000101 + number) for number in range(6))
FORM: Mapping[str, str] = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Asking:
    """The timeline's side of a question."""

    world: DemoWorld
    http: HttpClient
    key: SigningKey
    clock: SystemClock

    def question(self, story: str) -> Question:
        """A new question about a story's patient, as a launch makes it."""
        told, now = self.world.world.story(story), self.clock.now()
        professional = told.encounter.professional
        statement = TreatmentStatement(
            Ura(FRYSLAN),
            professional.user_id,
            professional.role_code,
            told.encounter.situation,
            told.encounter.encounter_id,
            now,
            now + timedelta(hours=1),
        )
        signed = treatment_statement.make(statement, told.patient.bsn, self.key)
        asker = Asker(professional, Ura(FRYSLAN), Purpose.TREATMENT, signed)
        person = Demographics(
            told.patient.name, VagueDate(told.patient.birth_date.isoformat()), told.patient.sex
        )
        return Question(told.patient.bsn, asker, new_trace_id(), person)

    def route(self, slug: str) -> Route:
        """The route to one hospital."""
        ura = self.world.world.institution(slug).ura
        return Route(f"mhd-{slug}", "generic-functions", DIALECT, self.world.url(slug), (ura,))

    @property
    def link(self) -> MhdLink:
        """A link that has asked nothing yet."""
        return MhdLink(self.http, BearerTokens(self.http, self._credentials, self.clock), self.clock)

    async def token(self, slug: str, question: Question) -> HttpResponse:
        """Ask for a token, and give the whole answer."""
        route = self.route(slug)
        (holder,) = route.custodians
        address = f"{route.endpoint}/token"
        grant = await self._credentials.present(question, holder, address)
        return await self._post(address, {"grant_type": GRANT_TYPE, "assertion": grant}, {})

    async def search(self, slug: str, question: Question, token: str) -> HttpResponse:
        """Search with a token, and give the whole answer."""
        form = {"patient.identifier": f"{BSN_SYSTEM}|{question.patient.digits}", "status": "current"}
        address = f"{self.world.url(slug)}/fhir/DocumentReference/_search"
        return await self._post(address, form, {"Authorization": f"Bearer {token}"})

    async def found(self, slug: str, question: Question) -> HttpResponse:
        """Ask for a token and search with it."""
        answer = await self.token(slug, question)
        assert answer.status == 200, answer.body
        return await self.search(slug, question, json.loads(answer.body)["access_token"])

    async def _post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> HttpResponse:
        body = urlencode(form).encode()
        return await self.http.request("tested", "POST", url, headers={**FORM, **headers}, body=body)

    @property
    def _credentials(self) -> InstitutionCredentials:
        return InstitutionCredentials(self.key, self.clock)


@asynccontextmanager
async def asking_as_the_timeline(world: DemoWorld) -> AsyncIterator[Asking]:
    """Ask with what the timeline of the demo has."""
    key = SigningKey.from_pem((world.folder.keys / "ziekenhuis-fryslan-signing.pem").read_bytes())
    async with world.client_as("timeline") as http:
        yield Asking(world, http, key, SystemClock())
