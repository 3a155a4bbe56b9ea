"""A process of its own for what is measured or for what plays its peers, ended with the benchmark whatever
happens.
"""

import ctypes
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvloop

from tijdlijn.runtime.logging import configure_logging
from tijdlijn.testing.demo.processes import Child, end, wait_ready

Serve = Callable[[Callable[[], None]], Coroutine[object, object, None]]
_PR_SET_PDEATHSIG = 1


@contextmanager
def child(name: str, serve: Serve, sockets: Sequence[socket.socket], folder: Path) -> Iterator[int]:
    """Run `serve` in a forked process until left, and give its pid once it has called what it was given.

    Its log is `<name>.log` in `folder`. Call it where neither a thread nor an event loop runs.

    Raises:
        ConfigurationInvalid: it did not get ready.
    """
    reading, writing = os.pipe()
    log = folder / f"{name}.log"
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        os._exit(_in_child(name, serve, log, writing))
    os.close(writing)
    for one in sockets:
        one.close()
    started = Child(name, pid, reading, log)
    try:
        wait_ready(started)
        yield pid
    finally:
        end([started])


def _in_child(name: str, serve: Serve, log: Path, ready: int) -> int:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with log.open("ab", buffering=0) as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    configure_logging(name)

    def say_ready() -> None:
        os.write(ready, b"1")
        os.close(ready)

    uvloop.run(serve(say_ready))
    return 0
