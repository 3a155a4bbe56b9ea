"""Tests of the network glue speak over real sockets."""

import asyncio
from collections.abc import Callable, Mapping

import uvloop

from tests.lib.certificates import ca, strange_ca

__all__ = ["ca", "strange_ca"]


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that deployables run on: its transports and TLS are not those of asyncio."""
    return {"uvloop": uvloop.new_event_loop}
