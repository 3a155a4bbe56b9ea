"""The directory as a process: publishes its content file at start, then answers readers.

Whoever has a certificate of the network may read the address book, as all of its members must; it holds
nothing about patients.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from starlette.routing import Route
from starlette.types import ASGIApp

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.clock import Clock, SystemClock
from tijdlijn.runtime.config import Config
from tijdlijn.runtime.events import DIRECTORY_PUBLISHED, emit
from tijdlijn.services.directory.content import ENDPOINT, ORGANIZATION, read_content
from tijdlijn.services.directory.reading import Reading
from tijdlijn.serving.app import deployable_app
from tijdlijn.serving.process import Run, serve_peer
from tijdlijn.store.directory import resource_store
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordStore

SCHEMA: tuple[str, ...] = ("tijdlijn.store.record", "tijdlijn.store.directory")
"""Whose tables stand in this deployable's database."""


@asynccontextmanager
async def open_apps(config: Config, clock: Clock | None = None) -> AsyncIterator[Mapping[str, ASGIApp]]:
    """Open what the directory needs, publish its content and give its application under `peer`.

    Raises:
        ConfigurationInvalid: sections are missing or the content has faults; nothing was published.
    """
    if config.directory is None or config.database is None:
        raise ConfigurationInvalid(["directory, database: needed by a directory"])
    contents = read_content(config.directory.content)
    async with Database.open(config.database.connection_url) as database:
        await migrate(database, SCHEMA)
        async with database.transaction() as connection:
            now = (clock or SystemClock()).now()
            changes = await resource_store.publish(connection, contents, now)
        emit(DIRECTORY_PUBLISHED, changes=changes)
        reading = Reading(database, f"{config.listen.public_url}/fhir")

        async def check_database() -> None:
            async with database.transaction() as connection:
                await resource_store.current(connection, ORGANIZATION, "", 1)

        yield {
            "peer": deployable_app(
                name=config.service.name,
                routes=[
                    *(Route(f"/fhir/{kind}", reading.current(kind)) for kind in (ORGANIZATION, ENDPOINT)),
                    *(
                        Route(f"/fhir/{kind}/_history", reading.history(kind))
                        for kind in (ORGANIZATION, ENDPOINT)
                    ),
                ],
                record=RecordStore(database),
                health=check_database,
                operators=config.service.operators,
            )
        }


run: Run = partial(serve_peer, open_apps)
"""How this deployable is served: see `serving.process`."""
