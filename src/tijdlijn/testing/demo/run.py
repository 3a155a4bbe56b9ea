"""`tijdlijn demo`: the world, the database, every process, one address, and an end that leaves nothing
behind.
"""

import json
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config.sections import Kind
from tijdlijn.store.server import PostgresServer, postgres_server
from tijdlijn.testing.demo.building import ensure_built
from tijdlijn.testing.demo.configurations import Configurations
from tijdlijn.testing.demo.folder import DemoFolder
from tijdlijn.testing.demo.plan import PlannedProcess, planned_processes
from tijdlijn.testing.demo.processes import Run
from tijdlijn.testing.demo.registered import wait_registered
from tijdlijn.testing.demo.sockets import DemoSockets
from tijdlijn.testing.demo.supervisor import Supervisor, command_socket
from tijdlijn.testing.world.loader import load_world

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")


def run_demo(
    folder: DemoFolder, runs: Mapping[Kind, Run], *, reset: bool, dicomweb: Mapping[str, str]
) -> int:
    """Run the demo until Ctrl-C; gives the exit status.

    With `reset` the world of before is thrown away first, its databases included. `dicomweb` gives hospitals,
    by slug, whose images are read from a DICOMweb server at this address instead of their folder.

    Raises:
        ConfigurationInvalid: a demo runs here already, something did not start, or a slug in `dicomweb` is of
            no hospital that has an archive.
        PeerError: the database server does not answer.
    """
    with ExitStack() as stack:
        stack.enter_context(folder.taken())
        world = load_world()
        planned = planned_processes(world)
        _check_known(dicomweb, planned)
        if reset:
            _forget(folder, planned)
        say("Tijdlijn wordt gestart: verzonnen ziekenhuizen, verzonnen patiënten.")
        ensure_built(world, folder, datetime.now(DUTCH_TIME).date())
        server = stack.enter_context(postgres_server(folder.postgres))
        sockets = DemoSockets(folder.ports)
        sockets.hold(planned)
        configurations = Configurations(world, folder, sockets, planned, server.database_url, dicomweb)
        supervisor = Supervisor(folder, planned, runs, sockets, configurations)
        stack.callback(supervisor.stop_all)
        supervisor.start_all()
        wait_registered(folder, supervisor, planned)
        commands, path = stack.enter_context(command_socket())
        _publish(folder, supervisor, path)
        stack.callback(folder.running.unlink, missing_ok=True)
        _announce(supervisor)
        for ended in supervisor.watch(commands):
            say(f"{ended} is vanzelf gestopt; zie {folder.logs / ended}.log")
        say("\nAlles wordt beëindigd…")
    say("Alles is beëindigd.")
    return 0


def say(text: str) -> None:
    """Tell the person at the terminal."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _check_known(dicomweb: Mapping[str, str], planned: tuple[PlannedProcess, ...]) -> None:
    hospitals = [process.name for process in planned if process.kind is Kind.GATEWAY]
    if unknown := sorted(dicomweb.keys() - set(hospitals)):
        names = ", ".join(hospitals)
        raise ConfigurationInvalid(
            [f"--dicomweb: no hospital {slug!r}; there are {names}" for slug in unknown]
        )


def _forget(folder: DemoFolder, planned: tuple[PlannedProcess, ...]) -> None:
    if folder.postgres.exists():
        with postgres_server(folder.postgres) as server:
            _remove_databases(server, planned)
    folder.empty()


def _remove_databases(server: PostgresServer, planned: tuple[PlannedProcess, ...]) -> None:
    for process in planned:
        server.remove_database(process.name)


def _publish(folder: DemoFolder, supervisor: Supervisor, commands: Path) -> None:
    """Write down where the running demo is found, for the other commands."""
    epd = next(process for process in supervisor.planned if process.kind is Kind.EPD)
    found = {
        "epd": supervisor.sockets.url(epd, "browser"),
        "commands": str(commands),
        "processes": {
            process.name: supervisor.sockets.url(process, "peer") for process in supervisor.planned
        },
    }
    folder.running.write_text(json.dumps(found, indent=1))


def _announce(supervisor: Supervisor) -> None:
    epd = next(process for process in supervisor.planned if process.kind is Kind.EPD)
    down = [process.name for process in supervisor.planned if process.name not in supervisor.running]
    say(
        "\n"
        f"  Open  {supervisor.sockets.url(epd, 'browser')}\n\n"
        "  Kies een patiënt; de tijdlijn opent in het dossier en vult zich uit vijf ziekenhuizen.\n"
        "  Trek eens een stekker uit:   tijdlijn demo stop umc-rijnmond    (en: start)\n"
        "  In de terminal:              tijdlijn demo timeline aneurysma\n"
        f"  Met opzet niet bereikbaar:   {', '.join(down)}\n\n"
        "  Beelden zijn nagemaakt of gepubliceerde testbeelden; alle personen zijn verzonnen.\n"
        "  Ctrl-C beëindigt alles."
    )
