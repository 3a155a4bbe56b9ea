"""Each national service as a process: serves on the socket it is handed, until a signal."""

import asyncio
import os
import signal
from collections.abc import Callable
from types import ModuleType

import pytest

from tests.lib.national import Nation, free_socket
from tijdlijn.runtime.config import Config
from tijdlijn.services.directory import app as directory_app
from tijdlijn.services.index import app as index_app
from tijdlijn.services.pseudonym import app as pseudonym_app

CONTENT = """
[[institution]]
ura = "90000101"
name = "Ziekenhuis Fryslân"
short_name = "Fryslân"
facility_type = "V6"
"""


def directory_config(nation: Nation, port: int) -> Config:
    return nation.directory_config(port, CONTENT)


@pytest.mark.requirement("T2.1.processes", "T2.1.ctrl-c")
@pytest.mark.parametrize(
    ("service", "configured"),
    [
        (index_app, Nation.index_config),
        (pseudonym_app, Nation.pseudonym_config),
        (directory_app, directory_config),
    ],
    ids=["index", "pseudonym", "directory"],
)
async def test_it_serves_on_its_socket_until_a_signal(
    nation: Nation, service: ModuleType, configured: Callable[[Nation, int], Config]
) -> None:
    bound, port = free_socket()
    config = configured(nation, port)
    ready = asyncio.Event()
    running = asyncio.create_task(service.run(config, {"peer": bound}, on_ready=ready.set))
    async with asyncio.timeout(30), nation.client(None, "nobody") as client:
        await ready.wait()
        answer = await client.request("service", "GET", f"{config.listen.public_url}/health")
        assert answer.status == 200
        os.kill(os.getpid(), signal.SIGTERM)
        await running
