"""The index as a process: three routes over one partitioned table."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from starlette.routing import Route
from starlette.types import ASGIApp

from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.runtime.clock import Clock, SystemClock
from tijdlijn.runtime.config import Config
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.index.list_ids import PSEUDONYM_BYTES, ListIds
from tijdlijn.services.index.pseudonyms import PseudonymReader
from tijdlijn.services.index.registration import Registering
from tijdlijn.services.index.search import Search
from tijdlijn.serving.app import deployable_app
from tijdlijn.serving.outcome import denied_openly
from tijdlijn.serving.process import Run, serve_peer
from tijdlijn.store.index import registration_store
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore
from tijdlijn.wire.fhir.localisation_list import IMAGING, MAX_LIST_BYTES
from tijdlijn.wire.jose.keys import DecryptionKey, read_signature_keys

SCHEMA: tuple[str, ...] = ("tijdlijn.store.record", "tijdlijn.store.index")
"""Whose tables stand in this deployable's database."""


@asynccontextmanager
async def open_apps(config: Config, clock: Clock | None = None) -> AsyncIterator[Mapping[str, ASGIApp]]:
    """Open what the index needs and give its application under `peer`.

    Raises:
        ConfigurationInvalid: sections are missing or a key cannot be used.
    """
    if config.index is None or config.database is None:
        raise ConfigurationInvalid(["index, database: needed by an index"])
    sealer = Sealer.from_file(config.keys.path("index_hmac"))
    pseudonyms = _pseudonym_reader(config, sealer, clock or SystemClock())
    list_ids = ListIds(sealer)
    async with Database.open(config.database.connection_url) as database:
        await migrate(database, SCHEMA)
        record = RecordStore(database)
        public_url = config.listen.public_url
        search = Search(database, record, pseudonyms, list_ids, public_url)
        registering = Registering(database, record, pseudonyms, list_ids, public_url)

        async def check_database() -> None:
            async with database.transaction() as connection:
                await registration_store.registrations_of(connection, bytes(PSEUDONYM_BYTES), IMAGING)

        yield {
            "peer": deployable_app(
                name=config.service.name,
                routes=[
                    Route("/fhir/List/_search", denied_openly(search.search), methods=["POST"]),
                    Route("/fhir/List", denied_openly(registering.register), methods=["POST"]),
                    Route("/fhir/List/{list_id}", denied_openly(registering.withdraw), methods=["DELETE"]),
                ],
                record=record,
                health=check_database,
                operators=config.service.operators,
                body_limit_bytes=MAX_LIST_BYTES,
            )
        }


run: Run = partial(serve_peer, open_apps)
"""How this deployable is served: see `serving.process`."""


def _pseudonym_reader(config: Config, sealer: Sealer, clock: Clock) -> PseudonymReader:
    if config.index is None:
        raise ConfigurationInvalid(["index: needed by an index"])
    service_jwk = config.index.pseudonym_jwk_file.read_text(encoding="utf-8")
    if not read_signature_keys([service_jwk]):
        raise ConfigurationInvalid(["index.pseudonym_jwk_file: no P-256 signature key as JWK"])
    try:
        opening_key = DecryptionKey.from_pem(config.keys.path("index_jwe").read_bytes())
    except InputInvalid as error:
        raise ConfigurationInvalid([f"keys.index_jwe: {error}"]) from error
    return PseudonymReader(config.index.recipient, opening_key, (service_jwk,), sealer, clock)
