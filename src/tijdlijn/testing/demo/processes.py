"""Child processes of the demo: forked after everything is imported, ended with their parent, told apart by
name.

A child runs the same `run` as `tijdlijn serve`. It sits in a process group of its own, so that Ctrl-C
reaches the supervisor alone, which then ends all in order; and the kernel ends it when the supervisor dies
in any other way (prctl(2), PR_SET_PDEATHSIG).
"""

import asyncio
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path

import uvloop

from tijdlijn.domain.errors import ConfigurationInvalid, TijdlijnError
from tijdlijn.runtime.config import load_config
from tijdlijn.runtime.events import START_FAILED, emit
from tijdlijn.runtime.logging import configure_logging, place_of
from tijdlijn.testing.demo import signals
from tijdlijn.testing.ended_with_parent import end_with_parent

READY_WITHIN_S = 30.0
END_WITHIN_S = 8.0
LAST_LINE_CHARACTERS = 400

Run = Callable[..., Coroutine[object, object, None]]


@dataclass(frozen=True, slots=True)
class Child:
    """A running process, and the end of the pipe on which it says that it is ready. `logged_before` is the
    size of its log in bytes when it began.
    """

    name: str
    pid: int
    ready: int
    log: Path
    logged_before: int = 0

    @property
    def last_line(self) -> str:
        """The last thing it logged; empty if it said nothing."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(self.logged_before)
            lines = log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:LAST_LINE_CHARACTERS] if lines else ""


@dataclass(frozen=True, slots=True)
class Work:
    """What a child is to do: serve one configuration on these sockets, and log to a file."""

    name: str
    run: Run
    config: Path
    sockets: Mapping[str, socket.socket]
    log: Path


def start(work: Work) -> Child:
    """Fork a child for this work; its sockets are closed here. Call before any thread or loop exists, and
    with signals held off.
    """
    read_end, write_end = os.pipe()
    parent = os.getpid()
    logged_before = work.log.stat().st_size if work.log.exists() else 0
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            status = _in_child(work, parent, write_end)
        finally:
            # Never back up the parent's stack: what ends there is not the child's to end.
            os._exit(status)
    os.close(write_end)
    for listening in work.sockets.values():
        listening.close()
    return Child(work.name, pid, read_end, work.log, logged_before)


def _in_child(work: Work, parent: int, write_end: int) -> int:
    """Everything a child does; gives its exit status."""
    os.setpgid(0, 0)
    signals.forget_in_child()
    end_with_parent()
    if os.getppid() != parent:
        return 1
    _redirect(work.log)
    _keep_only({0, 1, 2, write_end, *(listening.fileno() for listening in work.sockets.values())})
    configure_logging(work.name)
    try:
        config = load_config(work.config)
        uvloop.run(work.run(config, work.sockets, on_ready=lambda: _say_ready(write_end)))
    except TijdlijnError as error:
        os.write(2, f"{error}\n".encode())
        return 1
    except (asyncio.CancelledError, KeyboardInterrupt):
        return 0
    except Exception as error:  # noqa: BLE001 - the end of a process: its log is the only place left to say why
        emit(START_FAILED, error=f"{type(error).__name__} at {place_of(error.__traceback__)}")
        return 1
    return 0


def _redirect(log: Path) -> None:
    with log.open("ab", buffering=0) as output, open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)


def _keep_only(kept: Collection[int]) -> None:
    """Close every other descriptor that came along: a brother's listening socket held here would make the
    brother's address look alive after its end, and the parent's lock would outlive the parent.
    """
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor not in kept:
            try:
                os.close(descriptor)
            except OSError:  # the one of the listing itself
                continue


def _say_ready(write_end: int) -> None:
    os.write(write_end, b"1")
    os.close(write_end)


def wait_ready(child: Child) -> None:
    """Wait until the child serves.

    Raises:
        ConfigurationInvalid: it ended instead, or took too long; with the last line of its log.
    """
    try:
        readable, _, _ = select.select([child.ready], [], [], READY_WITHIN_S)
        said = os.read(child.ready, 1) if readable else b""
    finally:
        os.close(child.ready)
    if not said:
        raise ConfigurationInvalid([f"{child.name} is niet gestart: {why(child)}"])


def why(child: Child) -> str:
    """Say what a child last logged, and where the rest stands."""
    return f"{child.last_line or 'zonder een woord'}\n  (zie {child.log})"


def end(children: list[Child]) -> None:
    """End these children and wait for it: asked first, all at once, and made to after `END_WITHIN_S`."""
    handles = {child.pid: os.pidfd_open(child.pid) for child in children if is_running(child.pid)}
    for pid in handles:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + END_WITHIN_S
    for pid, handle in handles.items():
        ended, _, _ = select.select([handle], [], [], max(0.0, deadline - time.monotonic()))
        if not ended:
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(handle)


def is_running(pid: int) -> bool:
    """Whether our child is still there; one that has ended is reaped here."""
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False
