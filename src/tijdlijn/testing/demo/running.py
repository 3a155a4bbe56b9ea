"""The address card of a running demo, for the commands beside it."""

import json
from dataclasses import dataclass

from tijdlijn.runtime.config.sections import Kind
from tijdlijn.testing.demo.control import command
from tijdlijn.testing.demo.folder import DemoFolder, write_whole
from tijdlijn.testing.demo.plan import PlannedProcess
from tijdlijn.testing.demo.sockets import DemoSockets


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """Where the demo that runs now is found: the EPD for browsers, and all peer addresses."""

    epd: str
    processes: dict[str, str]


def publish(folder: DemoFolder, sockets: DemoSockets, planned: tuple[PlannedProcess, ...]) -> RunningDemo:
    """Write down where the demo is found: it can be used from here on."""
    epd = next(process for process in planned if process.kind is Kind.EPD)
    found = RunningDemo(
        sockets.url(epd, "browser"),
        {process.name: sockets.url(process, "peer") for process in planned},
    )
    write_whole(folder.running, json.dumps({"epd": found.epd, "processes": found.processes}, indent=1))
    return found


def running_demo(folder: DemoFolder) -> RunningDemo:
    """Find the running demo. Raises as `command`."""
    command(folder, "status")
    found = json.loads(folder.running.read_text(encoding="utf-8"))
    return RunningDemo(found["epd"], found["processes"])
