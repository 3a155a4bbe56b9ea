"""The demo as a process of its own, so that what needs the whole of Tijdlijn is measured on the whole."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tijdlijn.testing.demo.folder import DemoFolder
from tijdlijn.testing.demo.running import RunningDemo, running_demo

END_WITHIN_S = 20.0
_OPENED = "Open "


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: its folder and where it is found."""

    folder: DemoFolder
    found: RunningDemo

    def pid_of(self, name: str) -> int:
        """The process that serves one deployable: the one that writes its log."""
        log = str((self.folder.logs / f"{name}.log").resolve())
        for process in Path("/proc").iterdir():
            if process.name.isdigit() and _stdout_of(process) == log:
                return int(process.name)
        raise LookupError(f"no process writes {name}'s log")


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """Build the world in an empty folder, start everything, and end it on leaving.

    Raises:
        LookupError: the demo ended before it was ready; what it said is in the text.
    """
    program = Path(sys.executable).with_name("tijdlijn")
    command = [str(program), "demo", "--folder", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        try:
            _wait_until_open(running)
            place = DemoFolder(folder)
            yield Demo(place, running_demo(place))
        finally:
            running.terminate()
            running.communicate(timeout=END_WITHIN_S)


def _wait_until_open(running: "subprocess.Popen[str]") -> None:
    said: list[str] = []
    for text in running.stderr or ():
        said.append(text)
        if text.strip().startswith(_OPENED):
            return
    raise LookupError(f"the demo did not start: {''.join(said[-5:])}")


def _stdout_of(process: Path) -> str | None:
    try:
        return os.readlink(process / "fd/1")
    except OSError:
        return None
