"""Keeps the demo's processes: starts them, says where to go, obeys `tijdlijn demo stop|start`, and ends
them all.

One thread and no event loop, because it forks. It waits in one place, on what can happen: a signal, a
command, a child that ends.
"""

import gc
import json
import os
import selectors
import signal
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config import load_config
from tijdlijn.runtime.config.sections import Kind
from tijdlijn.testing.demo import processes
from tijdlijn.testing.demo.configurations import Configurations
from tijdlijn.testing.demo.folder import DemoFolder
from tijdlijn.testing.demo.plan import PlannedProcess
from tijdlijn.testing.demo.processes import Child, Run
from tijdlijn.testing.demo.sockets import DemoSockets

MAX_COMMAND_BYTES = 4096


@dataclass(slots=True)
class Supervisor:
    """The processes of one demo. `runs` gives each kind of deployable its entry."""

    folder: DemoFolder
    planned: tuple[PlannedProcess, ...]
    runs: Mapping[Kind, Run]
    sockets: DemoSockets
    configurations: Configurations
    _children: dict[str, Child] = field(default_factory=dict)

    def start_all(self) -> None:
        """Write every configuration, then start what runs and wait until it serves.

        Raises:
            ConfigurationInvalid: one did not start.
        """
        self.folder.logs.mkdir(parents=True, exist_ok=True)
        for process in self.planned:
            self.configurations.write(process)
        gc.freeze()
        started = [self._fork(process) for process in self.planned if process.runs]
        for process in self.planned:
            if not process.runs:
                self.sockets.release(process)
        for child in started:
            processes.wait_ready(child)

    def start(self, name: str) -> None:
        """Start one process that is not running and wait until it serves.

        Raises:
            ConfigurationInvalid: there is no such process, it runs already, or it did not start.
        """
        process = self._named(name)
        if name in self._children:
            raise ConfigurationInvalid([f"{name} is running already"])
        processes.wait_ready(self._fork(process))

    def stop(self, name: str) -> None:
        """End one process; its address then answers to nobody.

        Raises:
            ConfigurationInvalid: it is not running.
        """
        child = self._children.pop(name, None)
        if child is None:
            raise ConfigurationInvalid([f"{name} is not running"])
        processes.end([child])

    def stop_all(self) -> None:
        """End every process, those first that others need last."""
        ending = list(reversed(self._children.values()))
        self._children.clear()
        processes.end(ending)
        for process in self.planned:
            self.sockets.release(process)

    @property
    def running(self) -> list[str]:
        """The names of the processes that run."""
        return list(self._children)

    def watch(self, commands: socket.socket) -> Iterator[str]:
        """Wait for commands and endings until a signal asks to end; yields the name of each process that
        ended by itself.
        """
        with ExitStack() as stack:
            selector = stack.enter_context(selectors.DefaultSelector())
            selector.register(stack.enter_context(_signals()), selectors.EVENT_READ)
            selector.register(commands, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is commands:
                        self._obey(commands)
                        continue
                    numbers = os.read(key.fd, 64)
                    if {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} & set(numbers):
                        return
                    yield from self._ended()

    def _ended(self) -> list[str]:
        ended = [name for name, child in self._children.items() if not processes.is_running(child.pid)]
        for name in ended:
            del self._children[name]
        return ended

    def _obey(self, commands: socket.socket) -> None:
        connection, _ = commands.accept()
        with connection:
            try:
                verb, _, name = connection.recv(MAX_COMMAND_BYTES).decode().strip().partition(" ")
                answer: dict[str, object] = {"running": self._done(verb, name)}
            except (ConfigurationInvalid, UnicodeDecodeError, OSError) as error:
                answer = {"error": str(error)}
            connection.sendall(json.dumps(answer).encode())

    def _done(self, verb: str, name: str) -> list[str]:
        match verb:
            case "start":
                self.start(name)
            case "stop":
                self.stop(name)
            case "status":
                pass
            case _:
                raise ConfigurationInvalid([f"{verb!r} is not a command of the demo"])
        return self.running

    def _fork(self, process: PlannedProcess) -> Child:
        path = self.folder.configurations / f"{process.name}.toml"
        work = processes.Work(
            process.name,
            self.runs[process.kind],
            load_config(path),
            self.sockets.give(process),
            self.folder.logs / f"{process.name}.log",
        )
        child = processes.start(work)
        self._children[process.name] = child
        return child

    def _named(self, name: str) -> PlannedProcess:
        for process in self.planned:
            if process.name == name:
                return process
        raise ConfigurationInvalid([f"{name!r} is not a process of the demo"])


@contextmanager
def command_socket() -> Iterator[tuple[socket.socket, Path]]:
    """Give the socket on which commands come in, in a folder of its own: socket paths must be short
    (unix(7)).
    """
    with tempfile.TemporaryDirectory(prefix="tijdlijn-") as folder, socket.socket(socket.AF_UNIX) as commands:
        path = Path(folder) / "commands"
        commands.bind(str(path))
        commands.listen()
        yield commands, path


@contextmanager
def _signals() -> Iterator[socket.socket]:
    """Give a socket that can be read when a signal came, the signals' numbers being what is read."""
    reading, writing = socket.socketpair()
    writing.setblocking(False)
    before = {
        number: signal.signal(number, lambda _number, _frame: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
    }
    woken = signal.set_wakeup_fd(writing.fileno())
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        reading.close()
        writing.close()
