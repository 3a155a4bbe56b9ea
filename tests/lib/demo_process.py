"""`tijdlijn demo` as somebody at a terminal runs it: in a process group of its own, told by signals to end,
and watched for what it leaves behind.
"""

import os
import select
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pytest

from tijdlijn.testing.demo.folder import DemoFolder

ROOT = Path(__file__).parents[2]
PYTHON_PATH = os.pathsep.join([str(ROOT / "src"), sysconfig.get_path("purelib")])
RUNNING_WITHIN_S = 90.0
ENDED_WITHIN_S = 40.0
LOOK_EVERY_S = 0.02
MARK = "TIJDLIJN_TEST_MARK"
OF_SOMEBODY_ELSE = ("TIJDLIJN_DATABASE_URL", "TIJDLIJN_POSTGRES_BIN", "XDG_RUNTIME_DIR")


@dataclass
class DemoProcess:
    """One start of the demo in `folder`. `temporary` is where it may put what it needs for a while."""

    folder: DemoFolder
    temporary: Path
    process: subprocess.Popen[bytes]
    mark: str
    environment: Mapping[str, str]

    @classmethod
    def start(
        cls,
        root: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        user: int | None = None,
        python: str = sys.executable,
    ) -> "DemoProcess":
        """Start it, and be back before it is ready; as `user`, whose files these then must be."""
        mark, temporary = token_hex(8), root.with_name(f"{root.name} tmp")
        root.mkdir(exist_ok=True)
        temporary.mkdir(exist_ok=True)
        if user is not None:
            os.chown(temporary, user, user)
        kept = {name: value for name, value in os.environ.items() if name not in OF_SOMEBODY_ELSE}
        ours = {
            "PYTHONPATH": PYTHON_PATH,
            "PYTHONWARNINGS": "error",
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(temporary),
            MARK: mark,
        }
        whole = {**kept, **ours, **(environment or {})}
        with root.joinpath("output.txt").open("wb") as output:
            process = subprocess.Popen(
                [*as_user(user), "setpriv", "--pdeathsig", "TERM", *_tijdlijn(root, python), *arguments],
                cwd=root,
                env=whole,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return cls(DemoFolder(root), temporary, process, mark, whole)

    @property
    def output(self) -> str:
        """What the person at the terminal has seen."""
        return self.folder.root.joinpath("output.txt").read_text(encoding="utf-8")

    def wait_until(self, path: Path) -> None:
        """Wait until a file or folder is there; fails if the demo ends before."""
        deadline = time.monotonic() + RUNNING_WITHIN_S
        while not path.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{path.name} is not there, status {self.process.returncode}:\n{self.output}")
            time.sleep(LOOK_EVERY_S)

    def wait_said(self, words: str) -> None:
        """Wait until the person at the terminal has been told something."""
        deadline = time.monotonic() + RUNNING_WITHIN_S
        while words not in self.output:
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{words!r} is not said, status {self.process.returncode}:\n{self.output}")
            time.sleep(LOOK_EVERY_S)

    def wait_running(self) -> "DemoProcess":
        """Wait until it can be used."""
        self.wait_until(self.folder.running)
        return self

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the whole group, as a terminal does."""
        os.killpg(self.process.pid, number)

    def wait_ended(self) -> int:
        """Wait until it has ended, and give its exit status."""
        return self.process.wait(ENDED_WITHIN_S)

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and give the exit status."""
        self.send(number)
        return self.wait_ended()

    def members(self) -> list[int]:
        """Every process of this start that is alive, whoever its parent is now."""
        return [int(entry.name) for entry in Path("/proc").iterdir() if self._is_member(entry)]

    def _is_member(self, entry: Path) -> bool:
        try:
            return entry.name.isdigit() and f"{MARK}={self.mark}".encode() in entry.joinpath(
                "environ"
            ).read_bytes().split(b"\0")
        except OSError:
            return False

    def wait_all_gone(self, within_s: float) -> None:
        """Wait until no process of this start is left; fails with those that are."""
        deadline = time.monotonic() + within_s
        while members := self.members():
            try:
                handle = os.pidfd_open(members[0])
            except ProcessLookupError:
                continue
            ended, _, _ = select.select([handle], [], [], max(0.0, deadline - time.monotonic()))
            os.close(handle)
            assert ended, f"still there: {[Path(f'/proc/{pid}/cmdline').read_bytes() for pid in members]}"

    def assert_nothing_left(self) -> None:
        """No process, no temporary file, no socket, nothing that says that a demo runs."""
        assert self.members() == []
        assert list(self.temporary.iterdir()) == []
        assert not self.folder.running.exists()
        assert not [path for path in self.folder.root.rglob("*") if path.is_socket()]

    def cli(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `tijdlijn demo …` beside it."""
        return subprocess.run(
            [*_tijdlijn(self.folder.root), *arguments],
            cwd=self.folder.root,
            env={**self.environment, MARK: "beside"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=RUNNING_WITHIN_S,
            check=False,
        )

    def kill(self) -> None:
        """Make an end of it, whatever state it is in."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.wait_all_gone(ENDED_WITHIN_S)


def copy_of(folder: Path, target: Path, *, only_archives: bool = False) -> Path:
    """Copy a demo's folder that no demo runs in; the archives, which nobody writes to, are shared."""
    target.mkdir(parents=True)
    for entry in folder.iterdir():
        if only_archives and entry.name not in ("archives", "built-on"):
            continue
        if entry.name == "archives":
            shutil.copytree(entry, target / entry.name, copy_function=os.link)
        elif entry.is_dir():
            shutil.copytree(entry, target / entry.name, symlinks=True)
        else:
            shutil.copy2(entry, target / entry.name)
    return target


def as_user(user: int | None) -> Sequence[str]:
    """What to put before a command for another user to run it."""
    return () if user is None else ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups")


def _tijdlijn(root: Path, python: str = sys.executable) -> Sequence[str]:
    return (python, "-m", "tijdlijn.cli", "demo", "--folder", str(root))
