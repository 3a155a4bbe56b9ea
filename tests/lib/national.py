"""The national services as they really run: PostgreSQL, configuration files, mutual TLS on real sockets."""

import base64
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any, LiteralString
from urllib.parse import urlencode

import pytest
from starlette.types import ASGIApp

from tijdlijn.connectors.localiser import IndexLocaliser
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.config import Config, TlsSection, load_config
from tijdlijn.runtime.http_client import HttpClient, HttpResponse
from tijdlijn.runtime.server import Listener, bind
from tijdlijn.runtime.tls import client_context, server_context
from tijdlijn.services.index import app as index_app
from tijdlijn.services.pseudonym import app as pseudonym_app
from tijdlijn.store.pool import Database
from tijdlijn.store.server import PostgresServer
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.listening import running
from tijdlijn.wire import oprf
from tijdlijn.wire.jose.keys import DecryptionKey, SigningKey
from tijdlijn.wire.pseudonym import PSEUDONYM_SYSTEM, pseudonym_input, subject_identifier

RECIPIENT = "oin:00000000000000000001"
FRYSLAN = Ura("90000101")
RIJNMOND = Ura("90000102")
PATIENT = Bsn("999900006")
ANOTHER_PATIENT = Bsn("999900018")

OpenApps = Callable[[Config, Clock | None], AbstractAsyncContextManager[Mapping[str, ASGIApp]]]


@dataclass
class Nation:
    """One development CA, one PostgreSQL server, and what the services of this test need from both."""

    folder: Path
    postgres: PostgresServer
    ca: DevelopmentCa
    databases: list[str] = field(default_factory=list)
    index_key: DecryptionKey = field(default_factory=DecryptionKey.generate)
    pseudonym_key: SigningKey = field(default_factory=SigningKey.generate)
    oprf_seed: bytes = field(default_factory=lambda: token_bytes(32))

    def write(self, name: str, content: bytes | str) -> Path:
        """Put a file beside the configurations."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def database(self) -> str:
        """The name of a new database; it goes with the test."""
        self.databases.append(f"test-{token_hex(6)}")
        return self.databases[-1]

    def config(self, kind: str, port: int, tables: str, *, database: str | None = None) -> Config:
        """A loaded configuration of one service."""
        files = self.ca.issue(kind, [f"{kind}.localhost"])
        url = self.postgres.database_url(database or self.database())
        path = self.write(
            f"{kind}-{port}.toml",
            f"""
            strict = false
            [service]
            kind = "{kind}"
            name = "{kind}"
            [listen]
            port = {port}
            public_url = "https://{kind}.localhost:{port}"
            [tls]
            certificate = '{files.certificate}'
            key = '{files.key}'
            client_ca = '{self.ca.certificate}'
            [database]
            url = '{url}'
            {tables}
            """,
        )
        return load_config(path)

    def index_config(self, port: int, *, database: str | None = None) -> Config:
        """The index's configuration; all indexes of one nation have the same keys."""
        self.write("index_jwe.pem", self.index_key.to_pem())
        self.write("index_hmac", b"h" * 32)
        self.write("pseudonym.jwk", self.pseudonym_key.public_jwk())
        tables = f"""
            [keys]
            index_jwe = "index_jwe.pem"
            index_hmac = "index_hmac"
            [index]
            recipient = "{RECIPIENT}"
            pseudonym_jwk_file = "pseudonym.jwk"
        """
        return self.config("index", port, tables, database=database)

    def pseudonym_config(self, port: int, *, database: str | None = None) -> Config:
        """The pseudonym service's configuration: the index and one other recipient."""
        self.write("oprf", self.oprf_seed)
        self.write("signing.pem", self.pseudonym_key.to_pem())
        self.write("index.jwk", self.index_key.public_jwk())
        tables = f"""
            [keys]
            oprf = "oprf"
            signing = "signing.pem"
            [pseudonym]
            recipients = [
                {{ organization = "{RECIPIENT}", jwk_file = "index.jwk" }},
                {{ organization = "oin:00000000000000000002", jwk_file = "index.jwk" }},
            ]
        """
        return self.config("pseudonym", port, tables, database=database)

    def directory_config(self, port: int, content: str, *, database: str | None = None) -> Config:
        """The directory's configuration with its content."""
        self.write("content.toml", content)
        return self.config("directory", port, '[directory]\ncontent = "content.toml"', database=database)

    @asynccontextmanager
    async def client(self, ura: Ura | None, name: str | None = None) -> AsyncIterator[HttpClient]:
        """A client with the certificate of an institution, or of nobody in particular."""
        files = self.ca.issue(name or f"client-{ura}", ["client.localhost"], ura)
        tls = TlsSection(certificate=files.certificate, key=files.key, client_ca=self.ca.certificate)
        async with HttpClient.open(client_context(tls, strict=False)) as client:
            yield client


@asynccontextmanager
async def listening_at(
    open_apps: OpenApps, config: Config, bound: socket.socket, clock: Clock | None = None
) -> AsyncIterator[None]:
    """Run one service on a bound socket until left."""
    async with (
        open_apps(config, clock) as apps,
        running(Listener(bound, apps["peer"], server_context(config.tls, strict=False))),
    ):
        yield


def free_socket() -> tuple[socket.socket, int]:
    """A bound socket and its port."""
    bound = bind("127.0.0.1", 0)
    return bound, int(bound.getsockname()[1])


def localiser(client: HttpClient, index_port: int, pseudonym_port: int) -> IndexLocaliser:
    """The connector as an institution has it."""
    return IndexLocaliser(
        client,
        index_url=f"https://index.localhost:{index_port}",
        pseudonym_url=f"https://pseudonym.localhost:{pseudonym_port}",
        recipient=RECIPIENT,
    )


@dataclass
class IndexAndPseudonym:
    """A running index with its pseudonym service."""

    nation: Nation
    index_port: int
    pseudonym_port: int
    index_database: str
    pseudonym_database: str

    @property
    def index_url(self) -> str:
        return f"https://index.localhost:{self.index_port}"

    @property
    def pseudonym_url(self) -> str:
        return f"https://pseudonym.localhost:{self.pseudonym_port}"

    @asynccontextmanager
    async def localiser_of(self, ura: Ura) -> AsyncIterator[IndexLocaliser]:
        async with self.nation.client(ura) as client:
            yield localiser(client, self.index_port, self.pseudonym_port)

    async def evaluated(
        self, client: HttpClient, use: str, patient: Bsn = PATIENT, recipient: str = RECIPIENT
    ) -> tuple[HttpResponse, bytes]:
        """What the pseudonym service answers to a well-formed request, and the blind."""
        blind, element = oprf.blind(pseudonym_input(patient, RECIPIENT, "nationale-verwijsindex"))
        body = {
            "encryptedPersonalId": base64.urlsafe_b64encode(element).decode(),
            "recipientOrganization": recipient,
            "recipientScope": f"nationale-verwijsindex:{use}",
        }
        return await self.evaluate(client, body), blind

    async def evaluate(self, client: HttpClient, body: object) -> HttpResponse:
        return await client.request(
            "pseudonym",
            "POST",
            f"{self.pseudonym_url}/oprf/eval",
            headers={"content-type": "application/json"},
            body=json.dumps(body).encode(),
        )

    async def subject(self, client: HttpClient, use: str, patient: Bsn = PATIENT) -> str:
        """The identifier under which the index takes a patient, once."""
        return self.joined(*await self.evaluated(client, use, patient))

    @staticmethod
    def joined(answer: HttpResponse, blind: bytes) -> str:
        """What the index takes, of an evaluation and the blind."""
        return subject_identifier(json.loads(answer.body)["jwe"], blind)

    async def search(self, client: HttpClient, subject: str, **changed: str | None) -> HttpResponse:
        """A search as Fryslân asks it; `changed` fields have other values, or with `None` are left out."""
        fields: dict[str, str | None] = {
            "subject:identifier": f"{PSEUDONYM_SYSTEM}|{subject}",
            "code": "Imaging",
            "_asker": FRYSLAN.value,
            "_user": "900000001",
            "_purpose": "TREAT",
            **changed,
        }
        form = urlencode({name: value for name, value in fields.items() if value is not None})
        return await client.request(
            "index",
            "POST",
            f"{self.index_url}/fhir/List/_search",
            headers={"content-type": "application/x-www-form-urlencoded"},
            body=form.encode(),
        )

    async def register(self, client: HttpClient, body: bytes) -> HttpResponse:
        return await client.request(
            "index",
            "POST",
            f"{self.index_url}/fhir/List",
            headers={"content-type": "application/fhir+json"},
            body=body,
        )

    async def rows(self, query: LiteralString) -> list[dict[str, Any]]:
        """What stands in the index's own database."""
        return await self._rows(self.index_database, query)

    async def pseudonym_rows(self, query: LiteralString) -> list[dict[str, Any]]:
        """What stands in the pseudonym service's own database."""
        return await self._rows(self.pseudonym_database, query)

    async def _rows(self, name: str, query: LiteralString) -> list[dict[str, Any]]:
        url = self.nation.postgres.database_url(name)
        async with Database.open(url) as database, database.transaction() as connection:
            cursor = await connection.execute(query)
            return await cursor.fetchall() if cursor.description else []


@asynccontextmanager
async def index_and_pseudonym(nation: Nation, clock: Clock | None = None) -> AsyncIterator[IndexAndPseudonym]:
    """Run both; `clock` is the index's."""
    index_socket, index_port = free_socket()
    pseudonym_socket, pseudonym_port = free_socket()
    index_database, pseudonym_database = nation.database(), nation.database()
    index_config = nation.index_config(index_port, database=index_database)
    pseudonym_config = nation.pseudonym_config(pseudonym_port, database=pseudonym_database)
    async with (
        listening_at(index_app.open_apps, index_config, index_socket, clock),
        listening_at(pseudonym_app.open_apps, pseudonym_config, pseudonym_socket),
    ):
        yield IndexAndPseudonym(nation, index_port, pseudonym_port, index_database, pseudonym_database)


@pytest.fixture
def nation(postgres: PostgresServer, tmp_path: Path) -> Iterator[Nation]:
    """A nation without any running service; its databases go with the test."""
    made = Nation(tmp_path, postgres, DevelopmentCa.open(tmp_path / "ca"))
    yield made
    for name in made.databases:
        postgres.remove_database(name)


@pytest.fixture
async def national(nation: Nation) -> AsyncIterator[IndexAndPseudonym]:
    """A running index and pseudonym service."""
    async with index_and_pseudonym(nation) as running:
        yield running
