"""Draws many studies at once, one process for each core, since pixels are computed and cores stand idle.

The processes are forked, so that what is imported already is not imported again; they end with their parent,
and when the parent is interrupted.
"""

import os
import signal
from collections.abc import Callable, Generator, Sequence
from multiprocessing import get_context
from typing import TypeVar

from tijdlijn.testing.ended_with_parent import end_with_parent

Task = TypeVar("Task")
Result = TypeVar("Result")
_WORTH_FORKING = 8
"""Fewer tasks than this are done sooner than processes are made."""
_MOST_PROCESSES = 8


def drawn(draw: Callable[[Task], Result], tasks: Sequence[Task]) -> Generator[Result, None, None]:
    """Do all tasks, in any order, and give each result as it comes; give the longest tasks first.

    An error of a task is raised here, and the others are given up. Call it before any thread exists.
    """
    processes = min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
    if processes == 1 or len(tasks) < _WORTH_FORKING:
        yield from map(draw, tasks)
        return
    with get_context("fork").Pool(processes, _begin) as pool:
        yield from pool.imap_unordered(draw, tasks)
    pool.join()


def _begin() -> None:
    """In a new process: deaf to the terminal, open to its end, and gone with its parent."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    end_with_parent()
