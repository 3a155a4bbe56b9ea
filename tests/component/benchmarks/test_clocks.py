"""The benchmark's clocks, on a process that works and one that waits."""

import os
import subprocess
import sys
import time

import pytest

from benchmarks.clocks import cpu_of


@pytest.mark.requirement("T2.5.bench")
def test_less_work_than_a_hundredth_of_a_second_is_counted() -> None:
    before = cpu_of(os.getpid())
    spent_s = time.process_time()
    sum(range(10_000))
    spent_s = time.process_time() - spent_s
    assert cpu_of(os.getpid()) - before >= spent_s > 0


@pytest.mark.requirement("T2.5.bench")
def test_of_several_processes_the_work_is_added_up() -> None:
    waiting = subprocess.Popen((sys.executable, "-c", "input()"), stdin=subprocess.PIPE)
    try:
        own = cpu_of(os.getpid())
        assert cpu_of(os.getpid(), waiting.pid) >= own
    finally:
        waiting.communicate()
