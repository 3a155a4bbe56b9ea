"""The timeline as a process: what it opens, how its parts are tied, what it answers on which listener."""

import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.connectors.directory import DirectoryReplica
from tijdlijn.connectors.localiser import IndexLocaliser
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.connectors.smart_epd import SmartEpd
from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Route
from tijdlijn.ports import HolderLink
from tijdlijn.runtime.background import in_background
from tijdlijn.runtime.clock import Clock, SystemClock
from tijdlijn.runtime.config import Config
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.relevance.tables import load_relevance
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.runtime.server import Listener, serve
from tijdlijn.runtime.tls import client_context, server_context
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.api import Api
from tijdlijn.services.timeline.back_off import BackOff
from tijdlijn.services.timeline.concerns.calls import ConcernCalls
from tijdlijn.services.timeline.concerns.told import Telling
from tijdlijn.services.timeline.doors import Doors
from tijdlijn.services.timeline.fan_out import FanOut
from tijdlijn.services.timeline.housekeeping import Housekeeping
from tijdlijn.services.timeline.images.begin import BeginImages
from tijdlijn.services.timeline.images.decoding.decoder import Decoder
from tijdlijn.services.timeline.images.gate import PageGate
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.images.metadata_cache import MetadataCache
from tijdlijn.services.timeline.images.offered import Offered
from tijdlijn.services.timeline.images.open_studies import OpenStudies
from tijdlijn.services.timeline.images.room import ImageRoom
from tijdlijn.services.timeline.images.ticket import Tickets
from tijdlijn.services.timeline.images.viewing import Viewings
from tijdlijn.services.timeline.journeys import Journeys
from tijdlijn.services.timeline.launch import Launch
from tijdlijn.services.timeline.localise import Localise
from tijdlijn.services.timeline.marks.calls import MarkCalls
from tijdlijn.services.timeline.marks.marking import Marking
from tijdlijn.services.timeline.open import OpenReport, ReportKeys
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.patience import Patiences
from tijdlijn.services.timeline.patient import OpenPatient
from tijdlijn.services.timeline.reach import Reach
from tijdlijn.services.timeline.responder import Responder
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.services.timeline.stream import TimelineStream
from tijdlijn.services.timeline.subject import SubjectKeys
from tijdlijn.services.timeline.viewer.app import ViewerHost
from tijdlijn.services.timeline.viewer.call import HandToViewer
from tijdlijn.services.timeline.viewer.files import ViewerFiles
from tijdlijn.services.timeline.viewer.openings import Openings
from tijdlijn.services.timeline.web.shell import Shell
from tijdlijn.serving.app import deployable_app
from tijdlijn.serving.browser import browser_app
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore
from tijdlijn.store.timeline.back_off_store import BackOffStore
from tijdlijn.store.timeline.concern_store import ConcernStore
from tijdlijn.store.timeline.mark_store import MarkStore
from tijdlijn.store.timeline.session_store import SessionStore
from tijdlijn.store.timeline.viewer_store import ViewerStore
from tijdlijn.wire.dicom.structured import STYLE_SOURCE
from tijdlijn.wire.jose.keys import SigningKey

OWN_ROUTE_ID = "own"
Value = TypeVar("Value")

SCHEMA: tuple[str, ...] = ("tijdlijn.store.record", "tijdlijn.store.timeline")
"""Whose tables stand in this deployable's database."""


@asynccontextmanager
async def open_apps(config: Config, clock: Clock | None = None) -> AsyncIterator[Mapping[str, ASGIApp]]:
    """Open everything and give the applications of the listeners `peer` and `browser`, and of `viewer` if it
    has an address.

    Raises:
        ConfigurationInvalid: something that is needed is missing or unusable.
        PeerError: the database is not there.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(_required(config.database).connection_url))
        await migrate(database, SCHEMA)
        ssl_context = client_context(config.tls, strict=config.strict)
        http = await stack.enter_async_context(HttpClient.open(ssl_context))
        addresses = DirectoryReplica(http, _required(config.peers.directory), clock)
        await stack.enter_async_context(addresses.kept_fresh())
        record = RecordStore(database)
        decoder = await stack.enter_async_context(Decoder.open())
        browser = _browser_side(config, _Opened(clock, http, addresses, database, record, decoder))
        await stack.enter_async_context(browser.studies.running())
        housekeeping = Housekeeping(browser.sessions, record, clock)
        await stack.enter_async_context(in_background(housekeeping.tell_endings()))
        await stack.enter_async_context(in_background(housekeeping.sweep()))
        apps = {
            "peer": deployable_app(
                name=config.service.name,
                routes=(),
                record=record,
                public_url=config.listen.public_url,
                health=database.check,
                operators=config.service.operators,
            ),
            "browser": browser.app,
        }
        yield apps if browser.viewer is None else {**apps, "viewer": browser.viewer}


async def run(
    config: Config, sockets: Mapping[str, socket.socket], *, on_ready: Callable[[], None] | None = None
) -> None:
    """Serve on these sockets until a signal. Raises as `open_apps`."""
    async with open_apps(config) as apps:
        tls = {"peer": server_context(config.tls, strict=config.strict)}
        await serve([Listener(sockets[name], apps[name], tls.get(name)) for name in apps], on_ready=on_ready)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What is open for as long as the process serves."""

    clock: Clock
    http: HttpClient
    addresses: DirectoryReplica
    database: Database
    record: RecordStore
    decoder: Decoder


@dataclass(frozen=True, slots=True)
class _BrowserSide:
    """What answers browsers, and what of it must be looked after."""

    app: ASGIApp
    viewer: ASGIApp | None
    sessions: Sessions
    studies: OpenStudies


def _browser_side(config: Config, opened: _Opened) -> _BrowserSide:
    """Tie the steps of the journey together for the browser listener."""
    clock, http, addresses = opened.clock, opened.http, opened.addresses
    settings, url = _required(config.timeline), _required(config.listen.browser_url)
    own = settings.institution
    sealer = Sealer.from_file(config.keys.path("session"))
    own_route = Route(OWN_ROUTE_ID, "own", DIALECT, settings.gateway, (own,))
    credentials = InstitutionCredentials(_signing_key(config, own), clock)
    links: dict[str, HolderLink] = {DIALECT: MhdLink(http, BearerTokens(http, credentials, clock), clock)}
    record, store = AccessRecord(opened.record, sealer), SessionStore(opened.database)
    sessions = Sessions(store, record, sealer, clock)
    epds = {epd.issuer: SmartEpd(epd.issuer, epd.client_id, http, clock) for epd in settings.epd}
    localiser = IndexLocaliser(
        http,
        index_url=_required(config.peers.index),
        pseudonym_url=_required(config.peers.pseudonym),
        recipient=_required(config.peers.index_recipient),
    )
    localise = Localise(localiser, addresses, clock)
    viewer_files = ViewerFiles.read()
    viewer_url = config.listen.viewer_url
    has_viewer = viewer_url is not None and viewer_files.is_installed
    shell, keys, image_keys = Shell(has_viewer=has_viewer), ReportKeys(sealer), ImageKeys(sealer)
    calls, reach = PageCalls(url, sessions), Reach(links, own_route, addresses)
    doors = Doors(
        Launch(epds, f"{url}/callback", store, sealer, clock), OpenPatient(own, clock), sessions, shell
    )
    journeys = Journeys(
        own_route,
        localise,
        FanOut(links, clock),
        keys,
        image_keys,
        clock,
        Patiences.of_tables(settings.situation, settings.patience),
        BackOff(BackOffStore(opened.database), clock),
        load_relevance(settings.relevance.table, settings.relevance.vocabulary),
    )
    stream = TimelineStream(sessions, record, clock)
    api = Api(
        calls,
        journeys,
        stream,
        OpenReport(keys, reach),
        record,
        Responder(journeys, stream, record, keys, url),
    )
    telling = Telling(ConcernStore(opened.database), record, reach, sealer, clock)
    concerns = ConcernCalls(calls, SubjectKeys(sealer), telling)
    studies = OpenStudies(record, sessions, MetadataCache(), clock)
    tickets = Tickets(sealer, clock)
    viewings = Viewings(tickets, studies, reach, Offered(clock), clock)
    begin = BeginImages(calls, image_keys, viewings)
    room = ImageRoom(PageGate(calls, tickets), viewings, opened.decoder, f"{url}/dw")
    marks = MarkCalls(calls, SubjectKeys(sealer), Marking(MarkStore(opened.database), sealer, clock))
    rooms = (doors, api, concerns, marks, begin, room)
    routes = [*(route for one in rooms for route in one.routes()), shell.assets()]
    viewer: ASGIApp | None = None
    if viewer_url is not None:
        openings = Openings(ViewerStore(opened.database), sessions, record, sealer, clock)
        viewer = ViewerHost(viewer_url, openings, viewings, opened.decoder, viewer_files).app()
        if has_viewer:
            routes += HandToViewer(calls, image_keys, viewings, openings, viewer_url).routes()
    app = browser_app(
        routes=routes,
        hosts=frozenset({urlsplit(url).hostname or ""}),
        frame_ancestors=[epd.frame_origin for epd in settings.epd if epd.frame_origin],
        styles=[STYLE_SOURCE],
    )
    return _BrowserSide(app, viewer, sessions, studies)


def _signing_key(config: Config, institution: Ura) -> SigningKey:
    (own,) = (custodian for custodian in config.custodians if custodian.ura == institution)
    return SigningKey.from_pem(_required(own.signing_key).read_bytes())


def _required(value: Value | None) -> Value:
    """A part that the configuration of a timeline always has; `load_config` has seen to it."""
    if value is None:
        raise ConfigurationInvalid(["timeline: a part of the configuration is missing"])
    return value
