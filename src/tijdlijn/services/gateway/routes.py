"""How the parts of a gateway are tied together behind its addresses (architecture.md §8e)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tijdlijn.domain.identifiers import Ura
from tijdlijn.ports import AddressBook, Derivation
from tijdlijn.runtime.clock import Clock
from tijdlijn.services.gateway.access_record import AccessRecord
from tijdlijn.services.gateway.answer import Answers
from tijdlijn.services.gateway.bearer import Bearer
from tijdlijn.services.gateway.checked_stream import CHECKED_EVERY_S
from tijdlijn.services.gateway.concerns import Concerns
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.decide import Decisions
from tijdlijn.services.gateway.derived import DerivedImages
from tijdlijn.services.gateway.document import Documents
from tijdlijn.services.gateway.grants import Grants
from tijdlijn.services.gateway.image_reading import Readings
from tijdlijn.services.gateway.images import Images
from tijdlijn.services.gateway.manifest import Manifests
from tijdlijn.services.gateway.pages import PARAMETER
from tijdlijn.services.gateway.references import References
from tijdlijn.services.gateway.search import Search, refuse_get
from tijdlijn.services.gateway.studies_under_way import StudiesUnderWay
from tijdlijn.services.gateway.token import TokenEndpoint
from tijdlijn.serving.outcome import Endpoint
from tijdlijn.store.gateway.concern_store import ConcernStore
from tijdlijn.store.gateway.consent_store import ConsentStore
from tijdlijn.store.gateway.token_store import TokenStore
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore

_ENTRY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Parts:
    """What is open for as long as the process serves; it may serve several custodians."""

    public_url: str
    clock: Clock
    database: Database
    record: RecordStore
    addresses: AddressBook
    references: References
    custodians: Mapping[Ura, Custodian]
    studies: StudiesUnderWay
    streams_checked_every_s: float = CHECKED_EVERY_S


def gateway_routes(parts: Parts) -> list[BaseRoute]:
    """Give the routes that asking institutions use."""
    record = AccessRecord(parts.record)
    tokens = TokenStore(parts.database, parts.record)
    decisions = Decisions(parts.custodians, ConsentStore(parts.database), tokens, parts.clock)
    bearer = Bearer(tokens, decisions, record, parts.clock)
    answers = Answers(parts.references, f"{parts.public_url}/fhir")
    grants = Grants(parts.custodians, parts.addresses, f"{parts.public_url}/token", parts.clock)
    token = TokenEndpoint(grants, tokens, decisions, record, parts.references, parts.clock)
    search = Search(parts.custodians, answers, bearer, record, parts.references)
    documents = Documents(parts.custodians, answers, bearer, record)
    manifests = Manifests(parts.custodians, bearer, record, parts.clock, parts.public_url)
    concerns = Concerns(
        parts.custodians, bearer, record, ConcernStore(parts.database, parts.record), parts.clock
    )
    readings = Readings(bearer, record, parts.studies, parts.streams_checked_every_s)
    return [
        Route("/token", token.answer, methods=["POST"]),
        Route("/fhir/DocumentReference/_search", bearer.needed(search.answer), methods=["POST"]),
        Route("/fhir/DocumentReference", _by_page_only(bearer.needed(search.answer_page)), methods=["GET"]),
        Route(
            "/fhir/Binary/{id}",
            _by_kind_of_id(bearer.needed(manifests.answer), bearer.needed(documents.answer)),
            methods=["GET"],
        ),
        Route("/fhir/Task/{id}", bearer.needed(concerns.tell), methods=["PUT"]),
        Route("/fhir/Task/{id}", bearer.needed(concerns.look), methods=["GET"]),
        *_image_routes(
            bearer.needed(Images(parts.custodians, bearer, record, readings).answer),
            DerivedImages(parts.custodians, bearer, record, readings, f"{parts.public_url}/dicomweb"),
            bearer,
        ),
    ]


def _image_routes(retrieve: Endpoint, derived: DerivedImages, bearer: Bearer) -> list[BaseRoute]:
    metadata, bulkdata, frames, rendered, thumbnail = (
        bearer.needed(derived.answering(kind))
        for kind in (
            Derivation.METADATA,
            Derivation.BULKDATA,
            Derivation.FRAMES,
            Derivation.RENDERED,
            Derivation.THUMBNAIL,
        )
    )
    return [
        Route("/dicomweb/studies/{study}", retrieve, methods=["GET"]),
        Route("/dicomweb/studies/{study}/metadata", metadata, methods=["GET"]),
        Route("/dicomweb/studies/{study}/series/{series}", retrieve, methods=["GET"]),
        Route("/dicomweb/studies/{study}/series/{series}/metadata", metadata, methods=["GET"]),
        Route("/dicomweb/studies/{study}/series/{series}/instances/{instance}", retrieve, methods=["GET"]),
        Route(
            "/dicomweb/studies/{study}/series/{series}/instances/{instance}/metadata",
            metadata,
            methods=["GET"],
        ),
        Route(
            "/dicomweb/studies/{study}/series/{series}/instances/{instance}/bulkdata/{path:path}",
            bulkdata,
            methods=["GET"],
        ),
        Route(
            "/dicomweb/studies/{study}/series/{series}/instances/{instance}/frames/{frames}",
            frames,
            methods=["GET"],
        ),
        Route(
            "/dicomweb/studies/{study}/series/{series}/instances/{instance}/rendered",
            rendered,
            methods=["GET"],
        ),
        Route(
            "/dicomweb/studies/{study}/series/{series}/instances/{instance}/thumbnail",
            thumbnail,
            methods=["GET"],
        ),
    ]


def _by_kind_of_id(manifest: Endpoint, report: Endpoint) -> Endpoint:
    """The document of a study's entry has the entry's own id; those of reports have ids of another shape."""

    async def answering(request: Request) -> Response:
        is_entry = _ENTRY_ID.fullmatch(request.path_params["id"])
        return await (manifest(request) if is_entry else report(request))

    return answering


def _by_page_only(endpoint: Endpoint) -> Endpoint:
    async def answering(request: Request) -> Response:
        is_page = request.query_params.keys() == {PARAMETER}
        return await (endpoint(request) if is_page else refuse_get(request))

    return answering
