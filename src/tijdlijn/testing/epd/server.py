"""What the EPD answers to programs: its smart-configuration and keys, tokens, Patient and Encounter.

Standard: SMART App Launch 2.2.0 §2, §7; HL7 FHIR R4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.patient import Demographics, VagueDate
from tijdlijn.runtime.clock import Clock
from tijdlijn.serving.forms import read_form
from tijdlijn.testing.epd.launches import TOKEN_LIFETIME, Launches
from tijdlijn.testing.world.model import Story
from tijdlijn.wire.fhir import launch_resources
from tijdlijn.wire.fhir.launch_resources import Encounter
from tijdlijn.wire.jose import id_token, treatment_statement
from tijdlijn.wire.jose.key_set import key_set
from tijdlijn.wire.jose.keys import SigningKey
from tijdlijn.wire.jose.treatment_statement import TreatmentStatement
from tijdlijn.wire.smart import SCOPES, SmartConfiguration, smart_configuration

FHIR_JSON = "application/fhir+json"
EMERGENCY_CLASS = "EMER"
"""Standard: HL7 v3 ActCode, ActEncounterCode."""
TREATMENT_LASTS = timedelta(hours=12)
DUTCH_TIME = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class EpdServer:
    """The peer side of the EPD of one institution. `issuer` is its FHIR base address."""

    issuer: str
    authorization_endpoint: str
    institution: Ura
    key: SigningKey
    launches: Launches
    clock: Clock

    def routes(self) -> list[BaseRoute]:
        """Give the routes of the peer listener."""
        return [
            Route("/fhir/.well-known/smart-configuration", self.configuration),
            Route("/fhir/Patient/{id}", self.patient),
            Route("/fhir/Encounter/{id}", self.encounter),
            Route("/jwks", self.keys),
            Route("/token", self.token, methods=["POST"]),
        ]

    async def configuration(self, _request: Request) -> Response:
        """Say where everything is."""
        base = self.issuer.removesuffix("/fhir")
        configured = SmartConfiguration(
            self.issuer, self.authorization_endpoint, f"{base}/token", f"{base}/jwks"
        )
        return Response(smart_configuration(configured), media_type="application/json")

    async def keys(self, _request: Request) -> Response:
        """Publish the institution's signing key."""
        return Response(key_set([self.key.public_jwk()]), media_type="application/jwk-set+json")

    async def token(self, request: Request) -> Response:
        """Redeem a code. An error answers as RFC 6749 §5.2 has it."""
        form = {name: values[0] for name, values in (await read_form(request)).items() if len(values) == 1}
        if form.get("grant_type") != "authorization_code":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        names = ("code", "client_id", "redirect_uri", "code_verifier")
        try:
            story, access_token = self.launches.redeem(*(form.get(name, "") for name in names))
        except InputInvalid:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(self._token_answer(story, access_token, form["client_id"]))

    def _token_answer(self, story: Story, access_token: str, client_id: str) -> dict[str, object]:
        now, encounter = self.clock.now(), story.encounter
        logged_in = id_token.LoggedIn(encounter.professional, self.institution)
        statement = TreatmentStatement(
            issuer=self.institution,
            user_id=encounter.professional.user_id,
            role_code=encounter.professional.role_code,
            situation=encounter.situation,
            encounter_id=encounter.encounter_id,
            starts_at=now,
            ends_at=now + TREATMENT_LASTS,
        )
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LIFETIME.total_seconds()),
            "scope": SCOPES,
            "patient": story.key,
            "encounter": encounter.encounter_id,
            "need_patient_banner": True,
            "id_token": id_token.make(logged_in, self.key, issuer=self.issuer, client_id=client_id, now=now),
            **self._treatment(statement, story.patient.known_bsn),
        }

    def _treatment(self, statement: TreatmentStatement, bsn: Bsn | None) -> dict[str, str]:
        """A statement is made on a BSN; of somebody who has none there is nobody to make it to."""
        if bsn is None:
            return {}
        return {"treatment_statement": treatment_statement.make(statement, bsn, self.key)}

    async def patient(self, request: Request) -> Response:
        """Give the one patient that the token opens."""
        story = self._opened(request, lambda story: story.key)
        person = story.patient
        demographics = Demographics(person.name, VagueDate(person.birth_date.isoformat()), person.sex)
        return Response(
            launch_resources.patient(story.key, person.known_bsn, demographics), media_type=FHIR_JSON
        )

    async def encounter(self, request: Request) -> Response:
        """Give the contact that the token opens."""
        story = self._opened(request, lambda story: story.encounter.encounter_id)
        today = self.clock.now().astimezone(DUTCH_TIME).date()
        encounter = Encounter(story.encounter.situation, today)
        resource = launch_resources.encounter(
            story.encounter.encounter_id, encounter, class_code=EMERGENCY_CLASS
        )
        return Response(resource, media_type=FHIR_JSON)

    def _opened(self, request: Request, identity: Callable[[Story], str]) -> Story:
        scheme, _, access_token = request.headers.get("authorization", "").partition(" ")
        story = self.launches.story_of(access_token) if scheme == "Bearer" else None
        if story is None or identity(story) != request.path_params["id"]:
            raise AccessDenied("not opened by this token")
        return story
