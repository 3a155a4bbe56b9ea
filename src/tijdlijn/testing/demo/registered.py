"""Waits until every hospital stands at the index, since a timeline before that would miss what is not
findable yet.

A hospital that the world wants down is started once, on the first day, registers what it has as it did in
better times, and is stopped.
"""

import http.client
import json
import socket
import ssl
import time
from pathlib import Path

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config.sections import Kind
from tijdlijn.testing.demo.folder import DemoFolder
from tijdlijn.testing.demo.plan import PlannedProcess
from tijdlijn.testing.demo.sockets import HOST
from tijdlijn.testing.demo.supervisor import Supervisor
from tijdlijn.testing.development_ca import DevelopmentCa

WITHIN_S = 60.0
ASK_EVERY_S = 0.05


def wait_registered(folder: DemoFolder, supervisor: Supervisor, planned: tuple[PlannedProcess, ...]) -> None:
    """Return when every gateway that runs has registered what it has, and those that are down did so once.

    Raises:
        ConfigurationInvalid: one did not get it done within a minute.
    """
    authority = DevelopmentCa.open(folder.authority).certificate
    down = [
        one
        for one in planned
        if one.kind is Kind.GATEWAY and not one.runs and not _mark(folder, one).exists()
    ]
    for process in down:
        supervisor.start(process.name)
    for process in planned:
        if process.kind is Kind.GATEWAY and process.name in supervisor.running:
            _wait(process, supervisor.sockets.port(process, "peer"), authority)
    for process in down:
        supervisor.stop(process.name)
        _mark(folder, process).touch()


def _mark(folder: DemoFolder, process: PlannedProcess) -> Path:
    return folder.root / f"registered-{process.name}"


def _wait(process: PlannedProcess, port: int, authority: Path) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not _is_registered(process.host, port, authority):
        if time.monotonic() > deadline:
            raise ConfigurationInvalid([f"{process.name} could not register at the index; see its log"])
        time.sleep(ASK_EVERY_S)


def _is_registered(host: str, port: int, authority: Path) -> bool:
    """Ask `/health`, the one path that is open without a client certificate."""
    context = ssl.create_default_context(cafile=authority)
    connection = http.client.HTTPConnection(host, port)
    with socket.create_connection((HOST, port), timeout=5.0) as plain:
        connection.sock = context.wrap_socket(plain, server_hostname=host)
        try:
            connection.request("GET", "/health")
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
    return answer.get("registered") is True
