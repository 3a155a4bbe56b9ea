"""The pseudonym service as a process: one route, a key for each recipient, and a record of who asked.

Its database holds that record and nothing else; there is no patient in it.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from starlette.routing import Route
from starlette.types import ASGIApp

from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.runtime.clock import Clock, SystemClock
from tijdlijn.runtime.config import Config
from tijdlijn.services.pseudonym.evaluation import Evaluation
from tijdlijn.services.pseudonym.recipients import derive_recipients
from tijdlijn.serving.app import deployable_app
from tijdlijn.serving.process import Run, serve_peer
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore
from tijdlijn.wire.jose.keys import SigningKey

BODY_LIMIT_BYTES = 4096

SCHEMA: tuple[str, ...] = ("tijdlijn.store.record",)
"""Whose tables stand in this deployable's database."""


@asynccontextmanager
async def open_apps(config: Config, clock: Clock | None = None) -> AsyncIterator[Mapping[str, ASGIApp]]:
    """Open what the pseudonym service needs and give its application under `peer`.

    Raises:
        ConfigurationInvalid: sections are missing or a key cannot be used.
    """
    if config.pseudonym is None or config.database is None:
        raise ConfigurationInvalid(["pseudonym, database: needed by a pseudonym service"])
    recipients = derive_recipients(
        config.keys.path("oprf").read_bytes(),
        ((one.organization, one.jwk_file.read_text("utf-8")) for one in config.pseudonym.recipients),
    )
    try:
        signing_key = SigningKey.from_pem(config.keys.path("signing").read_bytes())
    except InputInvalid as error:
        raise ConfigurationInvalid([f"keys.signing: {error}"]) from error
    async with Database.open(config.database.connection_url) as database:
        await migrate(database, SCHEMA)
        record = RecordStore(database)
        evaluation = Evaluation(recipients, signing_key, record, clock or SystemClock())

        async def check_database() -> None:
            async with database.transaction():
                pass

        yield {
            "peer": deployable_app(
                name=config.service.name,
                routes=[Route("/oprf/eval", evaluation.evaluate, methods=["POST"])],
                record=record,
                health=check_database,
                operators=config.service.operators,
                body_limit_bytes=BODY_LIMIT_BYTES,
            )
        }


run: Run = partial(serve_peer, open_apps)
"""How this deployable is served: see `serving.process`."""
