"""Timelines over simulated holders: how soon rows stand there, and what they cost the asker.

Every run is a whole journey: record, index by way of the pseudonym service, a token and a search at every
holder over mutual TLS, merge, stream. The arms take turns: ours, bare aiohttp, ours, …
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from benchmarks.asker import AskingInstitution, BareClient, Fetched, Seen, asking_institution, bare_client
from benchmarks.child import child
from benchmarks.clocks import OthersAtWork, cpu_of, median
from benchmarks.ground import Ground
from benchmarks.holders import Plan, Simulated, simulated
from benchmarks.line import Limit, Line, line, wall_line
from benchmarks.nation import Nation
from benchmarks.sizes import Sizes
from tijdlijn.domain.bsn import Bsn

PATIENT = Bsn("999911120")
MOST_ENTRIES = 40
NEED_S = 0.1
SLOWEST_S = 0.4
"""The slowest of holders that differ; the quickest needs 20 ms (reference/tech.md §4)."""


@dataclass(slots=True)
class Runs:
    """What the runs of one arrangement gave, and how busy others were."""

    seen: list[Seen]
    bare: list[Fetched]
    alone_s: list[float]
    holders_cpu_s: list[float]
    noise: OthersAtWork

    def median(self, value: Callable[[Seen], float]) -> float:
        """The median of one figure of the journey, over all runs."""
        return median(map(value, self.seen))

    @property
    def bare_cpu_s(self) -> float:
        """The median CPU of the bare arm."""
        return median(one.cpu_s for one in self.bare)

    @property
    def bare_s(self) -> float:
        """The median time of the bare arm."""
        return median(one.took_s for one in self.bare)

    @property
    def work_s(self) -> float:
        """CPU of asker and simulated holders together: what waiting for the machine can add on one core."""
        return self.median(lambda one: one.cpu_s) + median(self.holders_cpu_s)


def measure(ground: Ground, nation: Nation, sizes: Sizes) -> list[Line]:
    """Measure all arrangements."""
    return [
        *_thirty(ground, nation, sizes),
        *_with_two_dead(ground, nation, sizes),
        *_as_slow_as_the_slowest(ground, nation, sizes),
    ]


def _thirty(ground: Ground, nation: Nation, sizes: Sizes) -> list[Line]:
    plans = [Plan(_entries_of(number, sizes.few_holders), NEED_S) for number in range(sizes.few_holders)]
    runs = _run(ground, nation, plans, sizes)
    work = ("holders' 100 ms and all CPU of both sides", (NEED_S + runs.work_s) * 1000)
    name = f"timeline of {sizes.few_holders} holders of 100 ms"
    first, whole = Limit(300, "ms"), Limit(700, "ms")
    return [
        wall_line(
            f"{name}: first rows",
            runs.median(lambda one: one.first_row_s) * 1000,
            first,
            runs.noise,
            instead=(*work, first),
        ),
        wall_line(
            f"{name}: all rows",
            runs.median(lambda one: one.complete_s) * 1000,
            whole,
            runs.noise,
            instead=(*work, whole),
        ).against(runs.bare_s * 1000),
    ]


def _with_two_dead(ground: Ground, nation: Nation, sizes: Sizes) -> list[Line]:
    plans = [Plan(_entries_of(number, sizes.holders), NEED_S) for number in range(sizes.holders)]
    plans[-2:] = [Plan(0, None)] * 2
    runs = _run(ground, nation, plans, sizes)
    name = f"timeline of {sizes.holders} holders, 2 dead"
    per_holder = runs.median(lambda one: one.cpu_s) * 1000 / sizes.holders
    bare_per_holder = runs.bare_cpu_s * 1000 / (sizes.holders - 2)
    cpu = Limit(3, "ms")
    whole, late = Limit(1200, "ms"), Limit(250, "ms")
    return [
        wall_line(
            f"{name}: all rows of the living",
            runs.median(lambda one: one.last_row_s) * 1000,
            whole,
            runs.noise,
            instead=("CPU per holder", per_holder, cpu),
        ).against(runs.bare_s * 1000),
        wall_line(
            f"{name}: complete, after the deadline",
            runs.median(lambda one: one.complete_s - sizes.deadline_s) * 1000,
            late,
            runs.noise,
            instead=("CPU per holder", per_holder, cpu),
        ),
        line(f"{name}: CPU per holder", per_holder, cpu, "CPU of the asker").against(bare_per_holder),
    ]


def _as_slow_as_the_slowest(ground: Ground, nation: Nation, sizes: Sizes) -> list[Line]:
    last = max(1, sizes.few_holders - 1)
    plans = [
        Plan(_entries_of(number, sizes.few_holders), 0.02 + (SLOWEST_S - 0.02) * number / last)
        for number in range(sizes.few_holders)
    ]
    runs = _run(ground, nation, plans, sizes)
    alone = median(runs.alone_s)
    ratio = median(one.complete_s / alone_s for one, alone_s in zip(runs.seen, runs.alone_s, strict=True))
    limit = Limit(1.15, "×")
    found = wall_line(
        f"full list of {sizes.few_holders} holders ÷ the slowest alone",
        ratio,
        limit,
        runs.noise,
        instead=("(slowest alone + CPU after it) ÷ slowest alone:", 1 + _tail(runs, sizes) / alone, limit),
    )
    return [found.against(alone * 1000, ratio=ratio)]


def _tail(runs: Runs, sizes: Sizes) -> float:
    """CPU that is left to do once the slowest has answered: its own share."""
    return runs.work_s / sizes.few_holders


def _entries_of(number: int, holders: int) -> int:
    """Every holder with rows but the first; 0 to 40, evenly, the last the fullest."""
    return round(MOST_ENTRIES * number / max(1, holders - 1))


def _run(ground: Ground, nation: Nation, plans: Sequence[Plan], sizes: Sizes) -> Runs:
    nation.register(PATIENT, len(plans))
    holders, sockets, serve = simulated(ground, plans, PATIENT)
    with TemporaryDirectory(dir=ground.folder) as logs, child("holders", serve, sockets, Path(logs)) as pid:
        return uvloop.run(_take_turns(ground, nation, holders, sizes, pid))


async def _take_turns(
    ground: Ground,
    nation: Nation,
    holders: Sequence[Simulated],
    sizes: Sizes,
    holders_pid: int,
) -> Runs:
    living = [holder for holder in holders if holder.delay_s is not None]
    runs = Runs([], [], [], [], OthersAtWork())
    async with (
        asking_institution(ground, nation, holders, PATIENT, sizes.deadline_s) as asker,
        bare_client(ground, PATIENT) as bare,
    ):
        await _warm(asker, bare, living)
        for _ in range(sizes.runs):
            runs.noise.sample()
            gc.collect()
            before = cpu_of(holders_pid)
            runs.seen.append(await asker.timeline())
            runs.holders_cpu_s.append(cpu_of(holders_pid) - before)
            runs.alone_s.append(await asker.one_holder_s(living[-1], sizes.deadline_s))
            gc.collect()
            runs.bare.append(await bare.fetch(living))
    _check(runs, living)
    return runs


async def _warm(asker: AskingInstitution, bare: BareClient, living: Sequence[Simulated]) -> None:
    for _ in range(2):
        await asker.timeline()
        await bare.fetch(living)


def _check(runs: Runs, living: Sequence[Simulated]) -> None:
    """A quick answer that lacks something is not worth timing."""
    for one in runs.seen:
        if one.answered != len(living) or one.rows < sum(holder.entries > 0 for holder in living):
            raise AssertionError(f"a timeline lacks answers: {one.answered} of {len(living)}")
