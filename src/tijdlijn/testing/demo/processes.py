"""Child processes of the demo: forked after everything is imported, ended with their parent, told apart by
name.

A child runs the same `run` as `tijdlijn serve`. It sits in a process group of its own, so that Ctrl-C
reaches the supervisor alone, which then ends all in order; and the kernel ends it when the supervisor dies
in any other way (prctl(2), PR_SET_PDEATHSIG).
"""

import asyncio
import ctypes
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path

import uvloop

from tijdlijn.domain.errors import ConfigurationInvalid, TijdlijnError
from tijdlijn.runtime.config import Config
from tijdlijn.runtime.logging import configure_logging

READY_WITHIN_S = 30.0
END_WITHIN_S = 8.0
_PR_SET_PDEATHSIG = 1

Run = Callable[..., Coroutine[object, object, None]]


@dataclass(frozen=True, slots=True)
class Child:
    """A running process, and the end of the pipe on which it says that it is ready."""

    name: str
    pid: int
    ready: int
    log: Path


@dataclass(frozen=True, slots=True)
class Work:
    """What a child is to do: serve one configuration on these sockets, and log to a file."""

    name: str
    run: Run
    config: Config
    sockets: Mapping[str, socket.socket]
    log: Path


def start(work: Work) -> Child:
    """Fork a child for this work; its sockets are closed here. Call before any thread or loop exists."""
    read_end, write_end = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        os._exit(_in_child(work, parent, write_end))
    os.close(write_end)
    for listening in work.sockets.values():
        listening.close()
    return Child(work.name, pid, read_end, work.log)


def _in_child(work: Work, parent: int, write_end: int) -> int:
    """Everything a child does; gives its exit status."""
    os.setpgid(0, 0)
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        return 1
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    with work.log.open("ab", buffering=0) as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    configure_logging(work.config.service.name)
    try:
        uvloop.run(work.run(work.config, work.sockets, on_ready=lambda: _say_ready(write_end)))
    except TijdlijnError as error:
        os.write(2, f"{error}\n".encode())
        return 1
    except (asyncio.CancelledError, KeyboardInterrupt):
        return 0
    return 0


def _say_ready(write_end: int) -> None:
    os.write(write_end, b"1")
    os.close(write_end)


def wait_ready(child: Child) -> None:
    """Wait until the child serves.

    Raises:
        ConfigurationInvalid: it ended instead, or took too long; its log says why.
    """
    readable, _, _ = select.select([child.ready], [], [], READY_WITHIN_S)
    said = os.read(child.ready, 1) if readable else b""
    os.close(child.ready)
    if not said:
        raise ConfigurationInvalid([f"{child.name} did not start; see {child.log}"])


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
