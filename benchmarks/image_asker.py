"""Who asks for images in the benchmark: a browser with session and ticket, and an institution with a token.

It reads with blocking sockets and counts bytes, so that it costs the machine as little as a reader can.
"""

import asyncio
import http.client
import json
import secrets
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import urlencode

from benchmarks.asker import PROFESSIONAL
from benchmarks.entries import PERSON
from benchmarks.ground import ASKER, Ground
from benchmarks.image_road import HOLDER, PATIENT, ROUTE_ID, SECRET, Road
from tijdlijn.domain.access import Asker, Purpose
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.domain.question import Question
from tijdlijn.runtime.clock import SystemClock
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.runtime.tls import client_context
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.doors import SESSION_COOKIE
from tijdlijn.services.timeline.images.keys import ImagePlace
from tijdlijn.services.timeline.images.ticket import COOKIE, Tickets
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore
from tijdlijn.store.timeline.session_store import SessionStore
from tijdlijn.wire.jose.grant import GRANT_TYPE, make_grant
from tijdlijn.wire.jose.treatment_statement import TreatmentStatement, make

_BUFFER_BYTES = 1024 * 1024
AS_STORED = 'multipart/related; type="application/dicom"; transfer-syntax=*'


@dataclass(frozen=True, slots=True)
class Read:
    """One answer: how long its head took, how long all of it, and how many bytes its body had."""

    head_s: float
    took_s: float
    size_bytes: int


@dataclass(slots=True)
class Connection:
    """One connection, kept open between requests until `close`."""

    name: str
    port: int
    tls: ssl.SSLContext
    headers: Mapping[str, str] = field(default_factory=dict)
    _kept: http.client.HTTPConnection | None = None

    def get(self, path: str, accept: str = AS_STORED) -> Read:
        """Read one answer to its end."""
        began = time.perf_counter()
        answer = self._ask("GET", path, {**self.headers, "Accept": accept})
        head_s, size, buffer = time.perf_counter() - began, 0, memoryview(bytearray(_BUFFER_BYTES))
        while count := answer.readinto(buffer):
            size += count
        return Read(head_s, time.perf_counter() - began, size)

    def close(self) -> None:
        """Let go of it."""
        if self._kept is not None:
            self._kept.close()

    def post(self, path: str, form: Mapping[str, str]) -> bytes:
        """Send a form, and give the answer."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, {**self.headers, **kind}, urlencode(form)).read()

    def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | None = None
    ) -> http.client.HTTPResponse:
        if self._kept is None:
            self._kept = http.client.HTTPConnection(f"{self.name}.localhost", self.port)
            plain = socket.create_connection(("127.0.0.1", self.port))
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._kept.sock = self.tls.wrap_socket(plain, server_hostname=f"{self.name}.localhost")
        self._kept.request(method, path, body, headers={"Accept-Encoding": "identity", **headers})
        answer = self._kept.getresponse()
        if answer.status != 200:
            raise AssertionError(f"{self.name} answered {answer.status}: {answer.read()[:500]!r}")
        return answer


@dataclass(frozen=True, slots=True)
class ImageAsker:
    """Opens connections to all ends of the road."""

    road: Road
    tls: ssl.SSLContext
    opened: list[Connection] = field(default_factory=list)

    @classmethod
    @contextmanager
    def of(cls, ground: Ground, road: Road) -> Iterator["ImageAsker"]:
        """Somebody with the asking institution's certificate; all connections close on leaving."""
        asker = cls(road, client_context(ground.tls("asker", ASKER), strict=False))
        try:
            yield asker
        finally:
            for connection in asker.opened:
                connection.close()

    def bare(self, *, hops: int) -> Connection:
        """To the bare archive (1 hop), or to the bare proxy before it (2)."""
        if hops == 1:
            return self._open("archive", self.road.archive_port)
        return self._open("proxy", self.road.proxy_port)

    def gateway(self) -> Connection:
        """To the gateway itself, with a token of its own."""
        connection = self._open("holder", self.road.gateway_port)
        grant = make_grant(
            Question(PATIENT, self._asker(), new_trace_id(), PERSON),
            HOLDER,
            f"{self.road.gateway_url}/token",
            self.road.signing_key,
            SystemClock().now(),
        )
        answer = connection.post("/token", {"grant_type": GRANT_TYPE, "assertion": grant})
        connection.headers = {"Authorization": f"Bearer {json.loads(answer)['access_token']}"}
        return connection

    def timeline(self, *study_uids: StudyInstanceUID) -> Connection:
        """To the timeline, with a session and a ticket for these studies."""
        cookies = asyncio.run(self._cookies(study_uids))
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return self._open("timeline", self.road.timeline_port, {"Cookie": cookie})

    def another(self, connection: Connection) -> Connection:
        """One more to the same end."""
        return self._open(connection.name, connection.port, connection.headers)

    def _open(self, name: str, port: int, headers: Mapping[str, str] = MappingProxyType({})) -> Connection:
        self.opened.append(Connection(name, port, self.tls, headers))
        return self.opened[-1]

    async def _cookies(self, study_uids: tuple[StudyInstanceUID, ...]) -> dict[str, str]:
        clock, sealer = SystemClock(), Sealer(SECRET)
        now = clock.now()
        session = Session(
            secrets.token_hex(16),
            new_trace_id(),
            self._asker(),
            PERSON,
            PATIENT,
            "SEH-bezoek",
            now.date(),
            now + timedelta(hours=1),
        )
        async with Database.open(self.road.timeline_database) as database:
            record = AccessRecord(RecordStore(database), sealer)
            cookie = await Sessions(SessionStore(database), record, sealer, clock).start(session, None)
        places = [ImagePlace(uid, HOLDER, ROUTE_ID) for uid in study_uids]
        ticket, _ = Tickets(sealer, clock).issue(session, places, [])
        return {SESSION_COOKIE: cookie, COOKIE: ticket}

    def _asker(self) -> Asker:
        now = SystemClock().now()
        statement = TreatmentStatement(
            ASKER,
            PROFESSIONAL.user_id,
            PROFESSIONAL.role_code,
            "SEH-bezoek",
            "enc-1",
            now - timedelta(hours=1),
            now + timedelta(hours=8),
        )
        signed = make(statement, PATIENT, self.road.signing_key)
        return Asker(PROFESSIONAL, ASKER, Purpose.TREATMENT, signed)
