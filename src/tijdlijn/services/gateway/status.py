"""What `/health` and `/fhir/metadata` say: that this gateway can work, and what it can do."""

from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tijdlijn.domain.errors import PeerError
from tijdlijn.runtime.events import HEALTH_FAILED, emit
from tijdlijn.services.gateway.registration import Registration
from tijdlijn.serving.outcome import FHIR_JSON
from tijdlijn.store.pool import Database
from tijdlijn.wire.fhir.capability import gateway_capability

STATEMENT_DATE = date(2026, 11, 24)
"""When what the CapabilityStatement says was last changed."""


@dataclass(frozen=True, slots=True)
class Status:
    """The handlers, with what they need; `base_url` is our FHIR address."""

    name: str
    base_url: str
    database: Database
    registration: Registration

    async def answer_health(self, _request: Request) -> Response:
        """Say whether questions can be answered, and whether everything stood at the index once
        (`registered`); 503 when the database does not answer.
        """
        registered = self.registration.first_round_done
        try:
            await self.database.check()
        except PeerError as error:
            emit(HEALTH_FAILED, error=type(error).__name__)
            return JSONResponse({"service": self.name, "status": "fail", "registered": registered}, 503)
        return JSONResponse({"service": self.name, "status": "pass", "registered": registered})

    async def answer_metadata(self, _request: Request) -> Response:
        """Give the CapabilityStatement."""
        statement = gateway_capability(
            base_url=self.base_url, version=version("tijdlijn"), built_on=STATEMENT_DATE
        )
        return Response(statement, media_type=FHIR_JSON)
