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
from dataclasses import dataclass

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config.sections import Kind
from tijdlijn.testing.demo.folder import DemoFolder
from tijdlijn.testing.demo.plan import PlannedProcess
from tijdlijn.testing.demo.processes import why
from tijdlijn.testing.demo.screen import Shown
from tijdlijn.testing.demo.sockets import HOST
from tijdlijn.testing.demo.supervisor import Supervisor
from tijdlijn.testing.development_ca import DevelopmentCa

WITHIN_S = 60.0
ASK_EVERY_S = 0.05


def forget_registered(folder: DemoFolder, planned: tuple[PlannedProcess, ...]) -> None:
    """Take it that no hospital that is down has ever registered: the index is a new one."""
    for process in planned:
        folder.registered(process.name).unlink(missing_ok=True)


def wait_registered(folder: DemoFolder, supervisor: Supervisor, show: Shown) -> None:
    """Return when every gateway that runs has registered what it has, and those that are down did so once.

    Raises:
        ConfigurationInvalid: one did not get it done within a minute, or ended.
    """
    gateways = [process for process in supervisor.planned if process.kind is Kind.GATEWAY]
    down = [one for one in gateways if not one.runs and not folder.registered(one.name).exists()]
    for process in down:
        supervisor.start(process.name)
    waiting = _Waiting(
        supervisor, ssl.create_default_context(cafile=DevelopmentCa.open(folder.authority).certificate)
    )
    awaited = [process for process in gateways if process.runs or process in down]
    for number, process in enumerate(awaited, start=1):
        waiting.wait(process)
        show(number, len(awaited), process.name)
    for process in down:
        supervisor.stop(process.name)
        folder.registered(process.name).touch()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Asks gateways how far they are."""

    supervisor: Supervisor
    tls: ssl.SSLContext

    def wait(self, process: PlannedProcess) -> None:
        deadline = time.monotonic() + WITHIN_S
        while not self._is_registered(process):
            for child in self.supervisor.ended():
                raise ConfigurationInvalid([f"{child.name} is vanzelf gestopt: {why(child)}"])
            if time.monotonic() > deadline:
                raise ConfigurationInvalid([f"{process.name} kon zich niet aanmelden bij de verwijsindex"])
            time.sleep(ASK_EVERY_S)

    def _is_registered(self, process: PlannedProcess) -> bool:
        """Ask `/health`, the one path that is open without a client certificate."""
        port = self.supervisor.sockets.port(process, "peer")
        connection = http.client.HTTPConnection(process.host, port)
        try:
            with socket.create_connection((HOST, port), timeout=5.0) as plain:
                connection.sock = self.tls.wrap_socket(plain, server_hostname=process.host)
                connection.request("GET", "/health")
                answer = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return answer.get("registered") is True
