"""The demo's listening sockets, bound before anything starts, so that every configuration holds final
addresses.

Last run's ports are taken again if they are free, so that a bookmark keeps working; any other free port
otherwise (architecture.md §8a). The address of a process that does not run stays bound and does not listen:
nobody else can take it, and whoever connects is turned away at once.
"""

import json
import socket
from dataclasses import dataclass, field
from pathlib import Path

from tijdlijn.runtime.server import bind
from tijdlijn.testing.demo.folder import write_whole
from tijdlijn.testing.demo.plan import ListenerName, PlannedProcess

HOST = "127.0.0.1"


@dataclass(slots=True)
class DemoSockets:
    """Ports by process and listener, remembered in a file from run to run."""

    remembered: Path
    _ports: dict[str, int] = field(default_factory=dict)
    _held: dict[str, socket.socket] = field(default_factory=dict)

    def hold(self, processes: tuple[PlannedProcess, ...]) -> None:
        """Bind a socket for every listener of every process, and remember the ports."""
        last = json.loads(self.remembered.read_text()) if self.remembered.exists() else {}
        for process in processes:
            for listener in process.listeners:
                name = _name(process, listener)
                bound = _bound(last.get(name, 0))
                self._held[name], self._ports[name] = bound, bound.getsockname()[1]
        write_whole(self.remembered, json.dumps(self._ports, indent=1))

    def port(self, process: PlannedProcess, listener: ListenerName) -> int:
        """Give the port of a listener."""
        return self._ports[_name(process, listener)]

    def url(self, process: PlannedProcess, listener: ListenerName) -> str:
        """Give the base address of a listener: TLS for peers, plain on this machine for browsers."""
        scheme = "https" if listener == "peer" else "http"
        return f"{scheme}://{process.host_of(listener)}:{self.port(process, listener)}"

    def give(self, process: PlannedProcess) -> dict[str, socket.socket]:
        """Hand over the sockets of a process.

        Whoever takes them closes them: the kernel answers for a listening socket as long as anybody holds it.

        Raises:
            OSError: a port that could not be held was taken by somebody else.
        """
        return {listener: self._taken(process, listener) for listener in process.listeners}

    def _taken(self, process: PlannedProcess, listener: ListenerName) -> socket.socket:
        name = _name(process, listener)
        return self._held.pop(name) if name in self._held else bind(HOST, self._ports[name])

    def hold_again(self, process: PlannedProcess) -> None:
        """Keep the addresses of a process that has ended, as far as nobody was faster."""
        for listener in process.listeners:
            name = _name(process, listener)
            try:
                self._held[name] = bind(HOST, self._ports[name])
            except OSError:
                continue

    def release(self) -> None:
        """Let go of every socket that is still held."""
        while self._held:
            self._held.popitem()[1].close()


def _name(process: PlannedProcess, listener: ListenerName) -> str:
    return f"{process.name}/{listener}"


def _bound(port: int) -> socket.socket:
    try:
        return bind(HOST, port)
    except OSError:
        return bind(HOST, 0)
