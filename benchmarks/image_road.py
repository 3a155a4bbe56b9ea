"""The road of images, each part a process of its own: a gateway with a folder of files, a timeline with its
image room, and beside them the barest that can be put in their places. All four speak mutual TLS.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.child import child
from benchmarks.ground import ASKER, Ground, patients
from benchmarks.image_bare import BareArchive, BareProxy, serve_tls
from benchmarks.image_study import LOCAL_ID
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.consent_table import ConsentTable
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.connectors.folder import FolderStudySource
from tijdlijn.connectors.mhd import DIALECT, MhdLink
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.ports import KnownPatient
from tijdlijn.runtime.clock import SystemClock
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.runtime.server import bind
from tijdlijn.runtime.tls import client_context
from tijdlijn.services.gateway.custodian import Custodian
from tijdlijn.services.gateway.references import References
from tijdlijn.services.gateway.routes import Parts, gateway_routes
from tijdlijn.services.gateway.studies_under_way import StudiesUnderWay
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.images.decoding.decoder import Decoder
from tijdlijn.services.timeline.images.gate import PageGate
from tijdlijn.services.timeline.images.metadata_cache import MetadataCache
from tijdlijn.services.timeline.images.offered import Offered
from tijdlijn.services.timeline.images.open_studies import OpenStudies
from tijdlijn.services.timeline.images.room import ImageRoom
from tijdlijn.services.timeline.images.ticket import Tickets
from tijdlijn.services.timeline.images.viewing import Viewings
from tijdlijn.services.timeline.page_calls import PageCalls
from tijdlijn.services.timeline.reach import Reach
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.serving.app import deployable_app
from tijdlijn.serving.browser import browser_app
from tijdlijn.store.gateway.consent_store import ConsentStore
from tijdlijn.store.gateway.guarded_record import GuardedRecord
from tijdlijn.store.gateway.opened_study_store import OpenedStudyStore
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore
from tijdlijn.store.timeline.session_store import SessionStore
from tijdlijn.testing.fakes.address_book import InMemoryAddressBook
from tijdlijn.testing.fakes.patient_index import InMemoryPatientIndex
from tijdlijn.testing.fakes.report_source import InMemoryReportSource
from tijdlijn.wire.jose.keys import SigningKey

HOLDER = Ura("90002000")
PATIENT = patients(1)[0]
ROUTE_ID = "images"
SECRET = b"s" * 32
BROWSER_ORIGIN = "https://timeline.localhost"


@dataclass(frozen=True, slots=True)
class Road:
    """Where everything listens, and the processes."""

    timeline_port: int
    gateway_port: int
    archive_port: int
    proxy_port: int
    timeline_pid: int
    gateway_pid: int
    proxy_pid: int
    archive_pid: int
    gateway_url: str
    timeline_database: str
    signing_key: SigningKey


@contextmanager
def road(ground: Ground, studies: Path) -> Iterator[Road]:
    """Run all four until left, over the files below this folder."""
    sockets = {name: bind("127.0.0.1", 0) for name in ("archive", "proxy", "holder", "timeline")}
    ports = {name: int(bound.getsockname()[1]) for name, bound in sockets.items()}
    gateway_url = f"https://holder.localhost:{ports['holder']}"
    key = SigningKey.generate()
    databases = {name: ground.postgres.database_url(f"bench-{name}") for name in ("holder", "timeline")}
    serving = {
        "archive": BareArchive(ground, sockets["archive"], studies).serve,
        "proxy": BareProxy(ground, sockets["proxy"], ports["archive"]).serve,
        "holder": _Gateway(ground, sockets["holder"], studies, gateway_url, databases["holder"], key).serve,
        "timeline": _Timeline(ground, sockets["timeline"], gateway_url, databases["timeline"], key).serve,
    }
    with ExitStack() as stack:
        pids = {
            name: stack.enter_context(child(f"road-{name}", serve_one, [sockets[name]], ground.folder))
            for name, serve_one in serving.items()
        }
        yield Road(
            ports["timeline"],
            ports["holder"],
            ports["archive"],
            ports["proxy"],
            pids["timeline"],
            pids["holder"],
            pids["proxy"],
            pids["archive"],
            gateway_url,
            databases["timeline"],
            key,
        )


@dataclass(frozen=True, slots=True)
class _Gateway:
    ground: Ground
    bound: socket.socket
    studies: Path
    url: str
    database_url: str
    key: SigningKey

    async def serve(self, on_ready: Callable[[], None]) -> None:
        clock = SystemClock()
        async with Database.open(self.database_url) as database:
            await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.gateway"])
            references, consents = References(Sealer(SECRET)), ConsentStore(database)
            given = LocalConsent(ConsentChoice.GIVEN, clock.now() - timedelta(days=1))
            await consents.record(HOLDER, references.patient(PATIENT), given)
            archive = await FolderStudySource.open(self.studies)
            custodian = Custodian(
                HOLDER,
                "Ziekenhuis",
                "V6",
                InMemoryPatientIndex([KnownPatient(PATIENT, frozenset({LOCAL_ID}))]),
                ConsentTable(consents, HOLDER, references.patient),
                archive,
                InMemoryReportSource(),
                archive,
            )
            asker = Institution(ASKER, "Vrager", "Vr", "V6", signing_keys=(self.key.public_jwk(),))
            record = GuardedRecord(database)
            async with StudiesUnderWay.open(OpenedStudyStore(database, record)) as studies:
                parts = Parts(
                    self.url,
                    clock,
                    database,
                    record,
                    InMemoryAddressBook([asker], []),
                    references,
                    {HOLDER: custodian},
                    studies,
                )
                app = deployable_app(
                    name="holder",
                    routes=gateway_routes(parts),
                    record=record,
                    public_url=self.url,
                    clock=clock,
                )
                await serve_tls(self.ground, self.bound, app, "holder", on_ready)


@dataclass(frozen=True, slots=True)
class _Timeline:
    ground: Ground
    bound: socket.socket
    gateway_url: str
    database_url: str
    key: SigningKey

    async def serve(self, on_ready: Callable[[], None]) -> None:
        clock, sealer = SystemClock(), Sealer(SECRET)
        tls = client_context(self.ground.tls("asker", ASKER), strict=False)
        async with (
            Database.open(self.database_url) as database,
            HttpClient.open(tls) as http,
            Decoder.open(size=1) as decoder,
        ):
            await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.timeline"])
            link = MhdLink(http, BearerTokens(http, InstitutionCredentials(self.key, clock), clock), clock)
            own = Route("own", "own", DIALECT, "https://own.invalid", (ASKER,))
            route = Route(ROUTE_ID, "generic-functions", DIALECT, self.gateway_url, (HOLDER,))
            record = AccessRecord(RecordStore(database), sealer)
            sessions = Sessions(SessionStore(database), record, sealer, clock)
            studies, tickets = OpenStudies(record, sessions, MetadataCache(), clock), Tickets(sealer, clock)
            reach = Reach({DIALECT: link}, own, InMemoryAddressBook([], [route]))
            viewings = Viewings(tickets, studies, reach, Offered(clock), clock)
            gate = PageGate(PageCalls(BROWSER_ORIGIN, sessions), tickets)
            room = ImageRoom(gate, viewings, decoder, f"{BROWSER_ORIGIN}/dw")
            app = browser_app(routes=room.routes(), hosts=frozenset({"timeline.localhost"}))
            async with studies.running():
                await serve_tls(self.ground, self.bound, app, "timeline", on_ready)
