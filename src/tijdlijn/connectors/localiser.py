"""The national index, reached by way of the pseudonym service: `ports.Localiser` over the network.

The BSN is blinded here and leaves as a random group element; the pseudonym service evaluates it for the
index without seeing it, the index unblinds it without seeing it. Each gets a trace id of its own, so that
their logs cannot be joined with each other's or with ours.

An index that fails is never an empty answer (the peers' shipped query service turns an error into "no
holders", reference/peers.md C1): everything but a whole and clean answer is raised.

Standard: generic functions, localisation and pseudonymisation (reference/domain-nl.md §6); search by POST, so
that no pseudonym stands in a URL.
"""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote, urlencode

from tijdlijn.connectors.http_status import failure_of
from tijdlijn.domain.access import Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.wire import oprf
from tijdlijn.wire.fhir import bundle, localisation_list
from tijdlijn.wire.pseudonym import PSEUDONYM_SYSTEM, pseudonym_input, subject_identifier

INDEX = "index"
PSEUDONYM = "pseudonym"
SCOPE = "nationale-verwijsindex"
TIMEOUT_S = 5.0
MAX_BYTES = 1024 * 1024

FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "application/fhir+json"}
RESOURCE = {"content-type": "application/fhir+json", "accept": "application/fhir+json"}
JSON = {"content-type": "application/json", "accept": "application/json"}


class IndexLocaliser:
    """Asks one index through one pseudonym service. May be shared by all tasks of a process; keeps nothing
    of a question.
    """

    def __init__(
        self,
        client: HttpClient,
        *,
        index_url: str,
        pseudonym_url: str,
        recipient: str,
        new_trace_id: Callable[[], TraceId] = new_trace_id,
    ) -> None:
        self._client = client
        self._index_url = index_url
        self._pseudonym_url = pseudonym_url
        self._recipient = recipient
        self._new_trace_id = new_trace_id

    async def localise(self, patient: Bsn, asker: Ura, user_id: str, purpose: Purpose) -> frozenset[Ura]:
        """Give every custodian that the index marks findable; see `ports.Localiser`."""
        form = {
            "subject:identifier": f"{PSEUDONYM_SYSTEM}|{await self._subject(patient, 'search')}",
            "code": localisation_list.IMAGING,
            "_asker": asker.value,
            "_user": user_id,
            "_purpose": purpose.value,
        }
        answer = await self._client.request(
            INDEX,
            "POST",
            f"{self._index_url}/fhir/List/_search",
            headers=FORM,
            body=urlencode(form).encode("ascii"),
            trace_id=self._new_trace_id(),
            timeout_s=TIMEOUT_S,
            max_bytes=MAX_BYTES,
            repeatable=True,
        )
        _require(INDEX, answer, 200)
        return _custodians(answer.body)

    async def register(self, patient: Bsn, custodian: Ura) -> str:
        """Make this custodian findable and give the registration's id; see `ports.Localiser`."""
        subject = await self._subject(patient, "register")
        answer = await self._client.request(
            INDEX,
            "POST",
            f"{self._index_url}/fhir/List",
            headers=RESOURCE,
            body=localisation_list.encode_registration(subject=subject, custodian=custodian),
            trace_id=self._new_trace_id(),
            timeout_s=TIMEOUT_S,
            max_bytes=MAX_BYTES,
            repeatable=True,
        )
        _require(INDEX, answer, 200, 201)
        try:
            registered = localisation_list.parse_list(answer.body)
        except InputInvalid as error:
            raise PeerAnswerInvalid(INDEX, "its answer to a registration is no List") from error
        if registered.custodian != custodian:
            raise PeerAnswerInvalid(INDEX, "registered another custodian")
        return registered.list_id

    async def withdraw(self, registration_id: str) -> None:
        """End a registration; see `ports.Localiser`."""
        answer = await self._client.request(
            INDEX,
            "DELETE",
            f"{self._index_url}/fhir/List/{quote(registration_id, safe='')}",
            trace_id=self._new_trace_id(),
            timeout_s=TIMEOUT_S,
            max_bytes=MAX_BYTES,
        )
        _require(INDEX, answer, 200, 204, 410)

    async def _subject(self, patient: Bsn, use: str) -> str:
        blind, element = oprf.blind(pseudonym_input(patient, self._recipient, SCOPE))
        question = {
            "encryptedPersonalId": base64.urlsafe_b64encode(element).decode("ascii"),
            "recipientOrganization": self._recipient,
            "recipientScope": f"{SCOPE}:{use}",
        }
        answer = await self._client.request(
            PSEUDONYM,
            "POST",
            f"{self._pseudonym_url}/oprf/eval",
            headers=JSON,
            body=json.dumps(question).encode("ascii"),
            trace_id=self._new_trace_id(),
            timeout_s=TIMEOUT_S,
            max_bytes=MAX_BYTES,
            repeatable=True,
        )
        _require(PSEUDONYM, answer, 200)
        try:
            token = json.loads(answer.body)["jwe"]
        except (ValueError, KeyError, TypeError) as error:
            raise PeerAnswerInvalid(PSEUDONYM, "its answer has no jwe") from error
        if not isinstance(token, str) or not token:
            raise PeerAnswerInvalid(PSEUDONYM, "its answer has no jwe")
        return subject_identifier(token, blind)


def _require(peer: str, answer: HttpResponse, *wanted: int) -> None:
    if answer.status not in wanted:
        raise failure_of(peer, answer.status)


def _custodians(body: bytes) -> frozenset[Ura]:
    """Read a searchset that must be whole: one page, no outcome that says otherwise, every entry a List with
    its custodian. Entries of another code are left out: the real index ignores the code that was asked for.
    """
    try:
        found = bundle.parse_searchset(body)
        lists = [localisation_list.parse_list(entry) for entry in found.entries]
    except InputInvalid as error:
        raise PeerAnswerInvalid(INDEX, "its answer is no searchset of Lists") from error
    if found.next_url is not None:
        raise PeerAnswerInvalid(INDEX, "its answer goes on on another page")
    if any(notice.is_gap for notice in found.outcomes):
        raise PeerAnswerInvalid(INDEX, "its answer says that it is not whole")
    return frozenset(listed.custodian for listed in lists if listed.code == localisation_list.IMAGING)
