"""The gateway as a process: what it opens, and what it does beside answering."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TypeVar

from starlette.routing import Route
from starlette.types import ASGIApp

from tijdlijn.connectors.directory import DirectoryReplica
from tijdlijn.connectors.localiser import IndexLocaliser
from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.background import in_background
from tijdlijn.runtime.clock import Clock, SystemClock
from tijdlijn.runtime.config import Config, CustodianSection
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.runtime.tls import client_context
from tijdlijn.services.gateway.background import hear_changes
from tijdlijn.services.gateway.consents_file import read_consents
from tijdlijn.services.gateway.housekeeping import Housekeeping
from tijdlijn.services.gateway.references import References
from tijdlijn.services.gateway.registration import Registration
from tijdlijn.services.gateway.routes import Parts, gateway_routes
from tijdlijn.services.gateway.sources import open_custodian
from tijdlijn.services.gateway.status import Status
from tijdlijn.services.gateway.studies_under_way import StudiesUnderWay
from tijdlijn.serving.app import deployable_app
from tijdlijn.serving.process import Run, serve_peer
from tijdlijn.store.gateway.consent_store import ConsentStore
from tijdlijn.store.gateway.guarded_record import GuardedRecord
from tijdlijn.store.gateway.opened_study_store import OpenedStudyStore
from tijdlijn.store.gateway.registration_store import RegistrationStore
from tijdlijn.store.gateway.token_store import TokenStore
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database

Value = TypeVar("Value")

SCHEMA: tuple[str, ...] = ("tijdlijn.store.record", "tijdlijn.store.gateway")
"""Whose tables stand in this deployable's database."""


@asynccontextmanager
async def open_apps(config: Config, clock: Clock | None = None) -> AsyncIterator[Mapping[str, ASGIApp]]:
    """Open everything, start what runs in the background, and give the application under `peer`.

    Raises:
        ConfigurationInvalid: something that is needed is missing or unusable.
        PeerUnreachable: the database, or the folder of the archive, is not there.
    """
    clock, section = clock or SystemClock(), _only_custodian(config)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(_required(config.database).connection_url))
        await migrate(database, SCHEMA)
        tls = client_context(config.tls, strict=config.strict)
        http = await stack.enter_async_context(HttpClient.open(tls))
        directory = DirectoryReplica(http, _required(config.peers.directory), clock)
        await stack.enter_async_context(directory.kept_fresh())
        references = References(Sealer.from_file(config.keys.path("patient_hmac")))
        settings, consents = _required(config.gateway), ConsentStore(database)
        if settings.consents is not None:
            found = [(references.patient(bsn), choice) for bsn, choice in read_consents(settings.consents)]
            await consents.load_file(section.ura, found, clock.now())
        custodian = await open_custodian(section, settings, http, consents, references)
        record = GuardedRecord(database)
        opened = OpenedStudyStore(database, record)
        parts = Parts(
            config.listen.public_url,
            clock,
            database,
            record,
            directory,
            references,
            {custodian.ura: custodian},
            await stack.enter_async_context(StudiesUnderWay.open(opened)),
        )
        registration = Registration(
            parts.custodians, _localiser(config, http), RegistrationStore(database), references, clock
        )
        housekeeping = Housekeeping(TokenStore(database, record), opened, record, clock)
        for work in (registration.run(), hear_changes(database, registration), housekeeping.run()):
            await stack.enter_async_context(in_background(work))
        yield {"peer": _peer_app(config, parts, registration)}


run: Run = partial(serve_peer, open_apps)
"""How this deployable is served: see `serving.process`."""


def _peer_app(config: Config, parts: Parts, registration: Registration) -> ASGIApp:
    status = Status(config.service.name, f"{parts.public_url}/fhir", parts.database, registration)
    return deployable_app(
        name=config.service.name,
        routes=[
            *gateway_routes(parts),
            Route("/fhir/metadata", status.answer_metadata, methods=["GET"]),
            Route("/health", status.answer_health, methods=["GET"]),
        ],
        record=parts.record,
        operators=config.service.operators,
        public_url=parts.public_url,
        clock=parts.clock,
    )


def _localiser(config: Config, http: HttpClient) -> IndexLocaliser:
    peers = config.peers
    return IndexLocaliser(
        http,
        index_url=_required(peers.index),
        pseudonym_url=_required(peers.pseudonym),
        recipient=_required(peers.index_recipient),
    )


def _only_custodian(config: Config) -> CustodianSection:
    """The configuration has one archive; what lies in it cannot be told apart between institutions, and
    nothing is published under a wrong name.
    """
    if len(config.custodians) != 1:
        raise ConfigurationInvalid(["custodian: a gateway has one archive and so serves one custodian"])
    return config.custodians[0]


def _required(value: Value | None) -> Value:
    """A part that the configuration of a gateway always has; `load_config` has seen to it."""
    if value is None:
        raise ConfigurationInvalid(["gateway: a part of the configuration is missing"])
    return value
