"""Draws many studies at once, one process for each core, since pixels are computed and cores stand idle.

The processes are forked, so that what is imported already is not imported again; they end with their parent,
and when the parent is interrupted.
"""

import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import TypeVar

from tijdlijn.testing.ended_with_parent import end_with_parent

Task = TypeVar("Task")
Result = TypeVar("Result")
_WORTH_FORKING = 8
"""Fewer tasks than this are done sooner than processes are made."""
_MOST_PROCESSES = 8
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def drawn(draw: Callable[[Task], Result], tasks: Sequence[Task]) -> Generator[Result, None, None]:
    """Do all tasks, in any order, and give each result as it comes; give the longest tasks first.

    An error of a task is raised here, and the others are given up: their processes are gone when this ends.
    Call it before any thread exists.
    """
    processes = min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
    if processes == 1 or len(tasks) < _WORTH_FORKING:
        yield from map(draw, tasks)
        return
    pool, is_whole = ProcessPoolExecutor(processes, get_context("fork"), _begin), False
    try:
        with _held_off():
            begun = [pool.submit(draw, task) for task in tasks]
        for one in as_completed(begun):
            yield one.result()
        is_whole = True
    finally:
        if not is_whole:
            for child in active_children():
                child.kill()
        pool.shutdown(cancel_futures=True)


@contextmanager
def _held_off() -> Iterator[None]:
    """Let no signal in while processes are made: it would meet a child that still has its parent's ears."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """In a new process: deaf to the terminal, open to its end, and gone with its parent."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    end_with_parent()
