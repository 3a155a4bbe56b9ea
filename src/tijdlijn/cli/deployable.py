"""`serve`, `check-config` and `migrate`: what an operator does with one deployable and its configuration."""

import argparse
import asyncio
import socket
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path

from tijdlijn.cli.status import COMPLETE
from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config import Config, Kind, load_config

KINDS = tuple(kind.value for kind in Kind if kind is not Kind.CONSENT)


@dataclass(frozen=True, slots=True)
class Entry:
    """How a kind of deployable is run, and whose tables stand in its database."""

    run: Callable[..., Coroutine[object, object, None]]
    schema: tuple[str, ...]


def serve(chosen: argparse.Namespace) -> int:
    """Run one deployable until a signal."""
    import uvloop

    from tijdlijn.runtime.logging import configure_logging

    config = load_config(chosen.config)
    if config.service.kind.value != chosen.kind:
        raise ConfigurationInvalid([f"service.kind: the file is of a {config.service.kind}"])
    listen = config.listen
    sockets = {"peer": _bound("port", listen.host, listen.port)}
    if listen.browser_port is not None:
        sockets["browser"] = _bound("browser_port", listen.browser_host, listen.browser_port)
    if listen.viewer_port is not None:
        sockets["viewer"] = _bound("viewer_port", listen.browser_host, listen.viewer_port)
    configure_logging(config.service.name)
    uvloop.run(entry_of(config.service.kind).run(config, sockets))
    return COMPLETE


def check_config(chosen: argparse.Namespace) -> int:
    """Say that a configuration can be used; every fault is raised otherwise."""
    config = load_config(chosen.config)
    sys.stdout.write(
        f"{chosen.config}: a usable configuration of {config.service.kind} {config.service.name}\n"
    )
    return COMPLETE


def migrate_database(chosen: argparse.Namespace) -> int:
    """Bring the database of a deployable up to date."""
    config = load_config(chosen.config)
    asyncio.run(_migrate(config, chosen.config, finish=chosen.finish))
    sys.stdout.write(f"the database of {config.service.name} is up to date\n")
    return COMPLETE


async def _migrate(config: Config, file: Path, *, finish: bool) -> None:
    from tijdlijn.store.migrate import migrate
    from tijdlijn.store.pool import Database

    schema = entry_of(config.service.kind).schema
    if config.database is None or not schema:
        raise ConfigurationInvalid([f"{file}: {config.service.kind} {config.service.name} has no database"])
    async with Database.open(config.database.connection_url) as database:
        await migrate(database, schema, finish=finish)


def entry_of(kind: Kind) -> Entry:
    """Give the entry of a kind of deployable. Imported here, so that a process loads its own kind only."""
    match kind:
        case Kind.GATEWAY:
            from tijdlijn.services.gateway.app import SCHEMA, run
        case Kind.TIMELINE:
            from tijdlijn.services.timeline.app import SCHEMA, run
        case Kind.INDEX:
            from tijdlijn.services.index.app import SCHEMA, run
        case Kind.PSEUDONYM:
            from tijdlijn.services.pseudonym.app import SCHEMA, run
        case Kind.DIRECTORY:
            from tijdlijn.services.directory.app import SCHEMA, run
        case Kind.EPD:
            from tijdlijn.testing.epd.app import run

            return Entry(run, ())
        case Kind.CONSENT:
            raise ConfigurationInvalid(["consent: this kind of deployable is not there yet"])
    return Entry(run, SCHEMA)


def _bound(key: str, host: str, port: int) -> socket.socket:
    from tijdlijn.runtime.server import bind

    try:
        return bind(host, port)
    except OSError as error:
        raise ConfigurationInvalid([f"listen.{key}: {host} port {port}: {error.strerror}"]) from error
