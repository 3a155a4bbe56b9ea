"""An EPD that launches us: where its authorisation server is, and what it says when a code is redeemed.

The issuer comes from our own list and is reached over mutual TLS; every other address must be the EPD's own
word in its smart-configuration. What comes back is checked before it becomes a session: who is logged in is
signed, the patient is fetched by the id in the token answer.

Standard: HL7 SMART App Launch 2.2.0; OpenID Connect Core 1.0; RFC 6749 §4.1.3.
"""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, urlencode

import msgspec

from tijdlijn.connectors.bearer import TokenText
from tijdlijn.connectors.http_status import failure_of
from tijdlijn.domain.access import Professional
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.patient import Demographics
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.wire import smart
from tijdlijn.wire.fhir.launch_resources import Encounter, read_encounter, read_patient
from tijdlijn.wire.jose import id_token, treatment_statement
from tijdlijn.wire.jose.key_set import read_key_set

PEER = "EPD"
MAX_BYTES = 1 << 20


class _TokenAnswer(msgspec.Struct):
    """Standard: SMART App Launch 2.2.0 §2.0.13; `treatment_statement` is ours (architecture.md §8h)."""

    access_token: TokenText
    id_token: str
    patient: str
    treatment_statement: str = ""
    encounter: str | None = None


class _Refusal(msgspec.Struct):
    """Standard: RFC 6749 §5.2."""

    error: str


@dataclass(frozen=True, slots=True)
class EpdContext:
    """What a launch brings: who looks, at whom, in which contact. `bsn` is absent for a patient without
    one.
    """

    professional: Professional
    institution: Ura
    bsn: Bsn | None
    demographics: Demographics
    situation: str | None
    started_on: date | None
    treatment_statement: str
    treats_until: datetime | None


@dataclass(frozen=True, slots=True)
class SmartEpd:
    """One EPD on the list of those that may launch."""

    issuer: str
    client_id: str
    http: HttpClient
    clock: Clock

    async def authorization_url(self, launch: str, state: str, challenge: str, callback_url: str) -> str:
        """Give the address of the EPD's authorisation server for this launch.

        Raises:
            PeerError: the EPD did not tell, or not acceptably.
        """
        configuration = await self._configuration()
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": callback_url,
            "launch": launch,
            "scope": smart.SCOPES,
            "state": state,
            "aud": self.issuer,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{configuration.authorization_endpoint}?{urlencode(parameters)}"

    async def context(self, code: str, verifier: str, callback_url: str) -> EpdContext:
        """Redeem a code and give everything that the launch brings.

        Raises:
            InputInvalid: the code is not (or no longer) good.
            PeerError: as its class says.
        """
        configuration = await self._configuration()
        body = await self._redeemed(configuration.token_endpoint, code, verifier, callback_url)
        try:
            answer = msgspec.json.decode(body, type=_TokenAnswer)
            keys = read_key_set(await self._ask(configuration.jwks_uri or f"{self.issuer}/jwks"))
            logged_in = id_token.verify(
                answer.id_token, keys, issuer=self.issuer, client_id=self.client_id, now=self.clock.now()
            )
            bearer = {"Authorization": f"Bearer {answer.access_token}", "Accept": "application/fhir+json"}
            bsn, person = read_patient(await self._resource("Patient", answer.patient, bearer))
            treats_until = self._treats_until(answer.treatment_statement, keys, bsn)
            encounter = Encounter(None, None)
            if answer.encounter is not None:
                encounter = read_encounter(await self._resource("Encounter", answer.encounter, bearer))
        except (InputInvalid, msgspec.MsgspecError) as error:
            raise PeerAnswerInvalid(PEER, "a launch that does not hold together") from error
        return EpdContext(
            logged_in.professional,
            logged_in.institution,
            bsn,
            person,
            encounter.situation,
            encounter.started_on,
            answer.treatment_statement,
            treats_until,
        )

    async def _redeemed(self, token_endpoint: str, code: str, verifier: str, callback_url: str) -> bytes:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback_url,
            "client_id": self.client_id,
            "code_verifier": verifier,
        }
        answer = await self.http.request(
            PEER,
            "POST",
            token_endpoint,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode(),
            max_bytes=MAX_BYTES,
        )
        if answer.status == 400 and _is_about_the_code(answer.body):
            raise InputInvalid("the EPD does not redeem this code")
        if answer.status != 200:
            raise failure_of(PEER, answer.status)
        return answer.body

    def _treats_until(self, statement: str, keys: tuple[str, ...], bsn: Bsn | None) -> datetime | None:
        """Until when the statement holds: checked here too, since holders would answer a bad one with
        nothing.
        """
        if bsn is None:
            return None
        return treatment_statement.verify(statement, keys, bsn, self.clock.now()).ends_at

    async def _configuration(self) -> smart.SmartConfiguration:
        body = await self._ask(f"{self.issuer}/.well-known/smart-configuration")
        try:
            return smart.parse_smart_configuration(body, issuer=self.issuer)
        except InputInvalid as error:
            raise PeerAnswerInvalid(PEER, "not a smart-configuration that can be used") from error

    async def _resource(self, kind: str, local_id: str, headers: dict[str, str]) -> bytes:
        return await self._ask(f"{self.issuer}/{kind}/{quote(local_id, safe='')}", headers)

    async def _ask(self, url: str, headers: dict[str, str] | None = None) -> bytes:
        answer = await self.http.request(PEER, "GET", url, headers=headers or {}, max_bytes=MAX_BYTES)
        if answer.status != 200:
            raise failure_of(PEER, answer.status)
        return answer.body


def _is_about_the_code(refusal: bytes) -> bool:
    """Whether it is the code that is refused, not us."""
    try:
        return msgspec.json.decode(refusal, type=_Refusal).error == "invalid_grant"
    except msgspec.MsgspecError:
        return False
