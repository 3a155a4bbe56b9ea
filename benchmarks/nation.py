"""The index and the pseudonym service as they run in earnest, each a process, with an index of a chosen
size.
"""

import os
import secrets
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice

import psycopg

from benchmarks.child import child
from benchmarks.entries import ura_of
from benchmarks.ground import Ground
from tijdlijn.connectors.localiser import SCOPE, IndexLocaliser
from tijdlijn.domain.bsn import Bsn
from tijdlijn.runtime.config import load_config
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.runtime.server import bind
from tijdlijn.services.index import app as index_app
from tijdlijn.services.index.list_ids import PSEUDONYM_BYTES
from tijdlijn.services.pseudonym import app as pseudonym_app
from tijdlijn.services.pseudonym.recipients import derive_recipients
from tijdlijn.testing.demo.processes import Run
from tijdlijn.wire import oprf
from tijdlijn.wire.jose.keys import DecryptionKey, SigningKey
from tijdlijn.wire.pseudonym import pseudonym_input

RECIPIENT = "oin:00000000000000000001"
_COPY_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Nation:
    """Running national services; pids are their processes, `row_key` gives the index's key of a patient."""

    index_url: str
    index_pid: int
    index_database: str
    pseudonym_url: str
    pseudonym_pid: int
    row_key: Callable[[Bsn], bytes]

    def localiser(self, http: HttpClient) -> IndexLocaliser:
        """The way an institution asks them."""
        return IndexLocaliser(
            http, index_url=self.index_url, pseudonym_url=self.pseudonym_url, recipient=RECIPIENT
        )

    def register(self, patient: Bsn, holders: int) -> None:
        """Make a patient findable at the first simulated holders, the asker's own among them, and nowhere
        else.
        """
        key = self.row_key(patient)
        with psycopg.connect(self.index_database) as connection:
            connection.execute("DELETE FROM registration WHERE pseudonym = %s", (key,))
        self._copy((key, ura_of(number).value) for number in range(holders))

    def fill(self, patients: Sequence[Bsn], rows: int) -> float:
        """Fill the index up to so many rows, two to a patient, `patients` among them; give how long the load
        took, in seconds.
        """
        known = [self.row_key(patient) for patient in patients]
        began = time.monotonic()
        self._copy((key, ura_of(number).value) for key in known for number in (0, 1))
        self._copy(
            (os.urandom(PSEUDONYM_BYTES), ura_of(number % 130).value)
            for number in range(max(0, rows - 2 * len(known)))
        )
        with psycopg.connect(self.index_database, autocommit=True) as connection:
            connection.execute("ANALYZE registration")
        return time.monotonic() - began

    def _copy(self, rows: Iterator[tuple[bytes, str]]) -> None:
        statement = "COPY registration (pseudonym, custodian, code) FROM STDIN"
        with (
            psycopg.connect(self.index_database) as connection,
            connection.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            while chunk := list(islice(rows, _COPY_ROWS)):
                copy.write("".join([f"\\\\x{key.hex()}\t{ura}\tImaging\n" for key, ura in chunk]))


@contextmanager
def nation(ground: Ground) -> Iterator[Nation]:
    """Run both services until left."""
    index_key, pseudonym_key = DecryptionKey.generate(), SigningKey.generate()
    seed, secret = secrets.token_bytes(32), secrets.token_bytes(32)
    files = {
        "index_jwe": index_key.to_pem(),
        "index_hmac": secret,
        "oprf": seed,
        "signing": pseudonym_key.to_pem(),
        "index.jwk": index_key.public_jwk().encode(),
        "pseudonym.jwk": pseudonym_key.public_jwk().encode(),
    }
    for name, content in files.items():
        (ground.folder / name).write_bytes(content)
    index_tables = f"""
        [keys]
        index_jwe = "index_jwe"
        index_hmac = "index_hmac"
        [index]
        recipient = "{RECIPIENT}"
        pseudonym_jwk_file = "pseudonym.jwk"
    """
    pseudonym_tables = f"""
        [keys]
        oprf = "oprf"
        signing = "signing"
        [pseudonym]
        recipients = [{{ organization = "{RECIPIENT}", jwk_file = "index.jwk" }}]
    """
    oprf_key = derive_recipients(seed, [(RECIPIENT, index_key.public_jwk())])[RECIPIENT].oprf_key
    sealer = Sealer(secret)
    with (
        _service(ground, "index", index_app.run, index_tables) as (index_url, index_pid, index_database),
        _service(ground, "pseudonym", pseudonym_app.run, pseudonym_tables) as (
            pseudonym_url,
            pseudonym_pid,
            _,
        ),
    ):
        yield Nation(
            index_url,
            index_pid,
            index_database,
            pseudonym_url,
            pseudonym_pid,
            partial(_row_key, oprf_key, sealer),
        )


@contextmanager
def _service(ground: Ground, kind: str, run: Run, tables: str) -> Iterator[tuple[str, int, str]]:
    bound = bind("127.0.0.1", 0)
    url = f"https://{kind}.localhost:{bound.getsockname()[1]}"
    tls, database = ground.tls(kind), ground.postgres.database_url(kind)
    path = ground.folder / f"{kind}.toml"
    path.write_text(
        f"""
        strict = false
        [service]
        kind = "{kind}"
        name = "{kind}"
        [listen]
        port = {bound.getsockname()[1]}
        public_url = "{url}"
        [tls]
        certificate = '{tls.certificate}'
        key = '{tls.key}'
        client_ca = '{tls.client_ca}'
        [database]
        url = '{database}'
        {tables}
        """
    )
    config = load_config(path)

    def serve(on_ready: Callable[[], None]) -> Coroutine[object, object, None]:
        return run(config, {"peer": bound}, on_ready=on_ready)

    with child(kind, serve, [bound], ground.folder) as pid:
        yield url, pid, database


def _row_key(oprf_key: bytes, sealer: Sealer, patient: Bsn) -> bytes:
    """What the index makes of a patient: evaluated for it, unblinded, hashed."""
    blind, element = oprf.blind(pseudonym_input(patient, RECIPIENT, SCOPE))
    element = oprf.unblind(blind, oprf.evaluate(oprf_key, element))
    return sealer.reference(element, "pseudonym")[:PSEUDONYM_BYTES]
