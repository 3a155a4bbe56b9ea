"""The whole of Tijdlijn as `tijdlijn demo` runs it, started once for a run of the tests.

Two hospitals read their images from Debian's Orthanc, the others from their folders: Diagnostiek Zuid stays
on its folder, because Orthanc takes no truncated file and one of its studies is one. What a test stops or
changes it puts back, since every test meets the same world.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Literal

import pytest

from tests.lib.orthanc import Orthanc, orthanc_in
from tijdlijn.runtime.config import Config, TlsSection, load_config
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.runtime.tls import client_context
from tijdlijn.services.timeline.events import AnyEvent
from tijdlijn.store.pool import Database
from tijdlijn.testing.demo.building import ensure_built
from tijdlijn.testing.demo.control import command
from tijdlijn.testing.demo.folder import DemoFolder
from tijdlijn.testing.demo.headless import timeline_events
from tijdlijn.testing.demo.run import DUTCH_TIME
from tijdlijn.testing.world.loader import load_world
from tijdlijn.testing.world.model import World

ROOT = Path(__file__).parents[2]
ON_ORTHANC = ("umc-rijnmond", "mc-delfshaven")
READY_WITHIN_S = 120.0
END_WITHIN_S = 30.0
TAIL = 4000


@dataclass
class DemoWorld:
    """A running demo. `urls_seen` collects the addresses that browsers of the tests were at."""

    folder: DemoFolder
    world: World
    built_on: date
    orthancs: Mapping[str, Orthanc]
    urls_seen: list[str] = field(default_factory=list)

    def url(self, name: str, listener: Literal["peer", "browser"] = "peer") -> str:
        """The base address of one listener of one process."""
        port = json.loads(self.folder.ports.read_text())[f"{name}/{listener}"]
        return f"{'https' if listener == 'peer' else 'http'}://{name}.localhost:{port}"

    async def timeline(self, story: str) -> list[AnyEvent]:
        """Launch a story's patient and give every event up to and including `complete`."""
        async with HttpClient.open(None) as http:
            return [event async for event in timeline_events(http, self.url("epd", "browser"), story)]

    def cli(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `tijdlijn demo …` on this demo to its end."""
        return self.run("demo", "--folder", str(self.folder.root), *arguments)

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run `tijdlijn …` to its end; `stdin` is what it reads."""
        return subprocess.run(
            [*TIJDLIJN, *arguments],
            cwd=self.folder.root,
            env=_environment(),
            check=False,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def stop(self, name: str) -> None:
        """End one process; its address then answers to nobody."""
        command(self.folder, "stop", name)

    def start(self, name: str) -> None:
        """Start it again, and wait until it serves."""
        command(self.folder, "start", name)

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Do without one process for a while."""
        self.stop(name)
        try:
            yield
        finally:
            self.start(name)

    def log(self, name: str) -> str:
        """What one process has logged in this run."""
        return (self.folder.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def config(self, name: str) -> Config:
        """The configuration that one process runs with."""
        return load_config(self.folder.configurations / f"{name}.toml")

    def tls(self, name: str) -> TlsSection:
        """The certificate and key of one process, and whom it trusts."""
        return self.config(name).tls

    @asynccontextmanager
    async def client_as(self, name: str) -> AsyncIterator[HttpClient]:
        """A client that shows the certificate of one process."""
        async with HttpClient.open(client_context(self.tls(name), strict=False)) as http:
            yield http

    @asynccontextmanager
    async def database(self, name: str) -> AsyncIterator[Database]:
        """The database of one process, under its own role."""
        section = self.config(name).database
        assert section is not None
        async with Database.open(section.connection_url) as opened:
            yield opened


TIJDLIJN = (sys.executable, "-m", "tijdlijn.cli")


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoWorld]:
    """The one demo of this run."""
    place = tmp_path_factory.mktemp("demo world")
    with ExitStack() as stack:
        world, folder = load_world(), DemoFolder(place / "demo")
        folder.root.mkdir()
        built_on = ensure_built(world, folder, datetime.now(DUTCH_TIME).date(), StringIO())
        orthancs = {slug: stack.enter_context(orthanc_in(place / slug, login=False)) for slug in ON_ORTHANC}
        for slug, orthanc in orthancs.items():
            for file in sorted((folder.archives / slug / "dicom").rglob("*.dcm")):
                orthanc.store(file.read_bytes())
        stack.enter_context(_running(folder, orthancs))
        yield DemoWorld(folder, world, built_on, orthancs)


@contextmanager
def _running(folder: DemoFolder, orthancs: Mapping[str, Orthanc]) -> Iterator[None]:
    """Run `tijdlijn demo` on this folder until left; a test run that is killed takes it along."""
    arguments = [f"--dicomweb={slug}={orthanc.dicomweb_url}" for slug, orthanc in orthancs.items()]
    output = folder.root / "output.txt"
    with output.open("wb") as written:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *TIJDLIJN, "demo", "--folder", str(folder.root), *arguments],
            cwd=folder.root,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )
    try:
        _wait_running(process, folder, output)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_running(process: subprocess.Popen[bytes], folder: DemoFolder, output: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while not folder.running.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            logs = [output, *sorted(folder.logs.glob("*.log"))]
            told = [f"---- {log.name}\n{log.read_text(errors='replace')[-TAIL:]}" for log in logs]
            pytest.fail("\n".join(["the demo did not start", *told]))
        time.sleep(0.05)


def _environment() -> dict[str, str]:
    """Ours, but with the code under test, and with a database server of the demo's own."""
    kept = {name: value for name, value in os.environ.items() if name != "TIJDLIJN_DATABASE_URL"}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error"}
