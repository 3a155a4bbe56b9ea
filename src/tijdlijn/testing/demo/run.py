"""`tijdlijn demo`: the world, the database, every process, one address, and an end that leaves nothing
behind.
"""

import os
import shlex
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config.sections import Kind
from tijdlijn.store.server import postgres_server, remove_databases
from tijdlijn.testing.demo import control
from tijdlijn.testing.demo.building import ensure_built
from tijdlijn.testing.demo.configurations import Configurations
from tijdlijn.testing.demo.folder import DEFAULT_ROOT, DemoFolder
from tijdlijn.testing.demo.plan import PlannedProcess, planned_processes
from tijdlijn.testing.demo.processes import Run, why
from tijdlijn.testing.demo.registered import forget_registered, wait_registered
from tijdlijn.testing.demo.running import publish
from tijdlijn.testing.demo.screen import Screen
from tijdlijn.testing.demo.signals import heard_signals
from tijdlijn.testing.demo.sockets import DemoSockets
from tijdlijn.testing.demo.supervisor import Supervisor
from tijdlijn.testing.world.loader import load_world
from tijdlijn.testing.world.model import World

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")


def run_demo(
    folder: DemoFolder, runs: Mapping[Kind, Run], *, reset: bool, dicomweb: Mapping[str, str]
) -> int:
    """Run the demo until Ctrl-C, SIGTERM or SIGHUP; gives the exit status.

    With `reset` the world of before is thrown away first, its databases included. `dicomweb` gives hospitals,
    by slug, whose images are read from a DICOMweb server at this address instead of their folder.

    Raises:
        ConfigurationInvalid: a demo runs here already, something did not start, or a slug in `dicomweb` is of
            no hospital that has an archive.
        PeerError: the database server does not answer.
    """
    screen = Screen()
    with ExitStack() as stack:
        signals = stack.enter_context(heard_signals())
        with signals.may_interrupt():
            stack.enter_context(folder.taken())
            world = load_world()
            planned = planned_processes(world)
            _check_known(dicomweb, planned)
            if reset:
                remove_databases(folder.postgres, [process.name for process in planned])
                folder.empty()
            screen.say("Tijdlijn wordt gestart: verzonnen ziekenhuizen, verzonnen patiënten.")
            ensure_built(world, folder, datetime.now(DUTCH_TIME).date(), heed=signals.heed)
            supervisor = _Starting(stack, folder, world, planned, screen).start(runs, dicomweb)
            commands = stack.enter_context(control.listening(folder))
            stack.callback(folder.running.unlink, missing_ok=True)
            epd = publish(folder, supervisor.sockets, planned).epd
            screen.say(_welcome(screen.bold(epd), folder, supervisor))
            for ended in supervisor.watch(commands, signals):
                screen.say(f"{ended.name} is vanzelf gestopt: {why(ended)}")
                screen.say(f"  Weer starten:  {_command(folder)} start {ended.name}")
        screen.say("\nAlles wordt beëindigd…")
    screen.say("Alles is beëindigd.")
    return 0


@dataclass(frozen=True, slots=True)
class _Starting:
    """Brings everything up, and leaves with `stack` how it is brought down."""

    stack: ExitStack
    folder: DemoFolder
    world: World
    planned: tuple[PlannedProcess, ...]
    screen: Screen

    def start(self, runs: Mapping[Kind, Run], dicomweb: Mapping[str, str]) -> Supervisor:
        databases = self._databases()
        sockets = DemoSockets(self.folder.ports)
        self.stack.callback(sockets.release)
        sockets.hold(self.planned)
        configurations = Configurations(self.world, self.folder, sockets, self.planned, databases, dicomweb)
        for process in self.planned:
            configurations.write(process)
        supervisor = Supervisor(self.folder, self.planned, runs, sockets)
        self.stack.callback(supervisor.stop_all)
        with self.screen.step("diensten starten", "diensten gestart") as show:
            total = sum(process.runs for process in self.planned)
            supervisor.start_all(lambda name: show(len(supervisor.running), total, name))
        with self.screen.step("ziekenhuizen melden zich aan", "ziekenhuizen aangemeld") as show:
            wait_registered(self.folder, supervisor, show)
        return supervisor

    def _databases(self) -> dict[str, str]:
        """Start the server and give the URL of each database."""
        with self.screen.step("database starten", "database gestart"):
            server = self.stack.enter_context(postgres_server(self.folder.postgres))
            provided = server.provide(
                [process.name for process in self.planned if process.kind is not Kind.EPD]
            )
        if any(database.is_new for database in provided.values()):
            forget_registered(self.folder, self.planned)
        return {name: database.url for name, database in provided.items()}


def _check_known(dicomweb: Mapping[str, str], planned: tuple[PlannedProcess, ...]) -> None:
    hospitals = [process.name for process in planned if process.kind is Kind.GATEWAY]
    if unknown := sorted(dicomweb.keys() - set(hospitals)):
        names = ", ".join(hospitals)
        raise ConfigurationInvalid(
            [f"--dicomweb: no hospital {slug!r}; there are {names}" for slug in unknown]
        )


def _welcome(address: str, folder: DemoFolder, supervisor: Supervisor) -> str:
    down = [process.name for process in supervisor.planned if process.name not in supervisor.running]
    command = _command(folder)
    return (
        "\n"
        f"  Open  {address}\n\n"
        "  Kies een patiënt; de tijdlijn opent in het dossier en vult zich uit vijf ziekenhuizen.\n"
        f"  Trek eens een stekker uit:   {command} stop umc-rijnmond    (en: start)\n"
        f"  In de terminal:              {command} timeline aneurysma\n"
        f"  Met opzet niet bereikbaar:   {', '.join(down)}\n\n"
        "  Beelden zijn nagemaakt of gepubliceerde testbeelden; alle personen zijn verzonnen.\n"
        "  Ctrl-C beëindigt alles."
    )


def _command(folder: DemoFolder) -> str:
    """Give the command for this demo, as it can be typed where this one was."""
    program = Path(sys.argv[0])
    words = [os.path.relpath(program) if program.is_relative_to(Path.cwd()) else str(program), "demo"]
    if folder.root != DEFAULT_ROOT.absolute():
        words += ["--folder", str(folder.root)]
    return shlex.join(words)
