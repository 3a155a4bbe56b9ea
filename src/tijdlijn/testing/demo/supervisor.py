"""Keeps the demo's processes: starts them, obeys `tijdlijn demo stop|start`, notices who ends by itself, and
ends them all.

One thread and no event loop, because it forks. It waits in one place, on what can happen: a command, or a
signal.
"""

import gc
import selectors
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config.sections import Kind
from tijdlijn.testing.demo import control, processes
from tijdlijn.testing.demo.folder import DemoFolder
from tijdlijn.testing.demo.plan import PlannedProcess
from tijdlijn.testing.demo.processes import Child, Run
from tijdlijn.testing.demo.signals import Signals, held_off
from tijdlijn.testing.demo.sockets import DemoSockets


@dataclass(slots=True)
class Supervisor:
    """The processes of one demo, whose configurations are written. `runs` gives each kind of deployable its
    entry.
    """

    folder: DemoFolder
    planned: tuple[PlannedProcess, ...]
    runs: Mapping[Kind, Run]
    sockets: DemoSockets
    _children: dict[str, Child] = field(default_factory=dict)

    def start_all(self, started: Callable[[str], None]) -> None:
        """Start what runs, and wait until it serves; `started` is told each name.

        Raises:
            ConfigurationInvalid: one did not start.
        """
        self.folder.logs.mkdir(parents=True, exist_ok=True)
        gc.freeze()
        for child in [self._fork(process) for process in self.planned if process.runs]:
            processes.wait_ready(child)
            started(child.name)

    def start(self, name: str) -> None:
        """Start one process that is not running and wait until it serves.

        Raises:
            ConfigurationInvalid: there is no such process, it runs already, or it did not start.
        """
        process = self._named(name)
        if name in self._children:
            raise ConfigurationInvalid([f"{name} draait al"])
        try:
            child = self._fork(process)
        except OSError as error:
            raise ConfigurationInvalid([f"het adres van {name} is door iets anders in gebruik"]) from error
        try:
            processes.wait_ready(child)
        except ConfigurationInvalid:
            self._end(child)
            raise

    def stop(self, name: str) -> None:
        """End one process; its address then turns everybody away.

        Raises:
            ConfigurationInvalid: it is not running.
        """
        self._named(name)
        if name not in self._children:
            raise ConfigurationInvalid([f"{name} draait niet"])
        self._end(self._children[name])

    def stop_all(self) -> None:
        """End every process, those first that others need last."""
        processes.end(list(reversed(self._children.values())))
        self._children.clear()
        self.sockets.release()

    @property
    def running(self) -> list[str]:
        """The names of the processes that run, as planned."""
        return [process.name for process in self.planned if process.name in self._children]

    def ended(self) -> list[Child]:
        """Give the processes that ended by themselves since the last time; they can be started again."""
        ended = [child for child in self._children.values() if not processes.is_running(child.pid)]
        for child in ended:
            self._forget(child)
        return ended

    def watch(self, commands: socket.socket, signals: Signals) -> Iterator[Child]:
        """Obey commands until asked to end; yields each process that ends by itself."""
        with selectors.DefaultSelector() as selector:
            selector.register(signals.wakened, selectors.EVENT_READ)
            selector.register(commands, selectors.EVENT_READ)
            while not signals.asked:
                yield from self.ended()
                for key, _ in selector.select():
                    if key.fileobj is commands:
                        control.obey(commands, self._done)
                    else:
                        signals.wakened.recv(64)

    def _done(self, verb: str, name: str) -> list[str]:
        match verb:
            case "start":
                self.start(name)
            case "stop":
                self.stop(name)
            case "status":
                pass
            case _:
                raise ConfigurationInvalid([f"{verb!r} is geen opdracht aan de demo"])
        return self.running

    def _fork(self, process: PlannedProcess) -> Child:
        work = processes.Work(
            process.name,
            self.runs[process.kind],
            self.folder.configurations / f"{process.name}.toml",
            self.sockets.give(process),
            self.folder.logs / f"{process.name}.log",
        )
        with held_off():
            child = self._children[process.name] = processes.start(work)
        return child

    def _end(self, child: Child) -> None:
        processes.end([child])
        self._forget(child)

    def _forget(self, child: Child) -> None:
        del self._children[child.name]
        self.sockets.hold_again(self._named(child.name))

    def _named(self, name: str) -> PlannedProcess:
        for process in self.planned:
            if process.name == name:
                return process
        names = ", ".join(process.name for process in self.planned)
        raise ConfigurationInvalid([f"de demo heeft geen {name!r}; wel {names}"])
