"""Clocks of a benchmark: CPU of this and other processes, how busy others keep the machine, and medians.

Everything is read from the kernel; wall-clock time is monotonic.
"""

import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

NOISY = 0.1
"""From this share of the machine on, used by others, wall-clock time is not trusted to miss a limit."""

_SAMPLE_S = 0.25
_CPU_OF_A_PROCESS = 2
"""The last three bits of the number of a process's clock in Linux; its id, inverted, stands before them."""


def cpu_of(*pids: int) -> float:
    """CPU seconds (user and system, all threads) that these processes have used since they began.

    Read from the clock that the kernel keeps for each process: `/proc/<pid>/stat` counts whole hundredths of
    a second, and less than one of them would be nothing.
    """
    return sum(time.clock_gettime(~pid << 3 | _CPU_OF_A_PROCESS) for pid in pids)


def forget_peak_memory(pid: int) -> int:
    """Begin anew with the peak of a process's memory, and give how much it has now, in bytes."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return _memory(pid, "VmRSS")


def peak_memory(pid: int) -> int:
    """The most memory that a process has had since its peak was forgotten, in bytes."""
    return _memory(pid, "VmHWM")


def _memory(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (found,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(found.split()[1]) * 1024


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Iterable[float]) -> float:
    """The middle value."""
    return statistics.median(values)


@dataclass(slots=True)
class OthersAtWork:
    """How much of the machine others use, sampled while everything of ours is idle."""

    _samples: list[float] = field(default_factory=list)

    def sample(self) -> None:
        """Look for a moment. Call it between the runs, never in one."""
        busy, total = _busy_and_total()
        time.sleep(_SAMPLE_S)
        busy_after, total_after = _busy_and_total()
        self._samples.append((busy_after - busy) / max(1, total_after - total))

    @property
    def share(self) -> float:
        """The mean share over all samples, from 0 to 1; 0 without any."""
        return statistics.fmean(self._samples) if self._samples else 0.0


def _busy_and_total() -> tuple[int, int]:
    fields = [int(one) for one in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)
