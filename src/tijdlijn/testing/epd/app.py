"""The small EPD as a process: a peer listener for programs, a browser listener for its user."""

import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.clock import Clock, SystemClock
from tijdlijn.runtime.config import Config
from tijdlijn.runtime.server import Listener, serve
from tijdlijn.runtime.tls import server_context
from tijdlijn.serving.app import deployable_app
from tijdlijn.serving.browser import browser_app
from tijdlijn.testing.epd.launches import Launches
from tijdlijn.testing.epd.pages import EpdPages
from tijdlijn.testing.epd.server import EpdServer
from tijdlijn.testing.world.loader import load_world
from tijdlijn.wire.jose.keys import SigningKey


@asynccontextmanager
async def open_apps(config: Config, clock: Clock | None = None) -> AsyncIterator[Mapping[str, ASGIApp]]:
    """Read the world and give the applications of the listeners `peer` and `browser`.

    Raises:
        ConfigurationInvalid: the world has faults, or something is missing.
    """
    clock = clock or SystemClock()
    (custodian,), settings, url = config.custodians, config.epd, config.listen.browser_url
    if settings is None or url is None or custodian.signing_key is None:
        raise ConfigurationInvalid(["epd: a part of the configuration is missing"])
    (client,) = settings.client
    launches, issuer = Launches(clock), f"{config.listen.public_url}/fhir"
    key = SigningKey.from_pem(custodian.signing_key.read_bytes())
    server = EpdServer(issuer, f"{url}/authorize", custodian.ura, key, launches, clock)
    pages = EpdPages(load_world(), custodian.name, issuer, client, launches)
    timeline = urlsplit(client.launch_url)
    yield {
        "peer": deployable_app(name=config.service.name, routes=server.routes(), record=None),
        "browser": browser_app(
            routes=pages.routes(),
            hosts=frozenset({urlsplit(url).hostname or ""}),
            frames=[f"{timeline.scheme}://{timeline.netloc}"],
        ),
    }


async def run(
    config: Config, sockets: Mapping[str, socket.socket], *, on_ready: Callable[[], None] | None = None
) -> None:
    """Serve on these sockets until a signal. Raises as `open_apps`."""
    async with open_apps(config) as apps:
        tls = {"peer": server_context(config.tls, strict=config.strict), "browser": None}
        await serve([Listener(sockets[name], apps[name], tls[name]) for name in apps], on_ready=on_ready)
