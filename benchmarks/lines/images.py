"""Images through timeline and gateway, over mutual TLS from the archive's files to the reader.

Beside each is the barest that can be put in its place, measured in turns: an archive that knows nothing but
files, and a proxy before it that knows nothing at all.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.clocks import OthersAtWork, cpu_of, forget_peak_memory, median, peak_memory, percentile
from benchmarks.ground import Ground
from benchmarks.image_asker import Connection, ImageAsker, Read
from benchmarks.image_road import Road, road
from benchmarks.image_study import WrittenStudy, write_ct
from benchmarks.line import Limit, Line, line, wall_line
from benchmarks.sizes import Sizes

AT_ONCE = 4
_MB = 1_000_000
_JSON = "application/dicom+json"
_FRAME = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'


def measure(ground: Ground, sizes: Sizes) -> list[Line]:
    """Measure all of them on one road."""
    with TemporaryDirectory(dir=ground.folder) as folder:
        written = {}
        for name, slices in (("ct", sizes.ct_slices), ("many", sizes.many_slices)):
            below = Path(folder) / name
            below.mkdir()
            written[name] = write_ct(below, slices)
        with road(ground, Path(folder)) as running, ImageAsker.of(ground, running) as asker:
            return [
                *_whole_study(running, asker, written["ct"], sizes),
                _metadata(running, asker, written["ct"], sizes),
                _frames(running, asker, written["ct"], sizes),
                *_memory(running, asker, written["many"]),
            ]


@dataclass(slots=True)
class _Arm:
    """One way to the same bytes, and what came of it in each run: MB/s, and CPU of its busiest process."""

    read: Callable[[], Read]
    pids: tuple[int, ...]
    speeds: list[float] = field(default_factory=list)
    busiest_s: list[float] = field(default_factory=list)

    def run(self, least_bytes: int) -> None:
        """Read once."""
        before = [cpu_of(pid) for pid in self.pids]
        read = self.read()
        if read.size_bytes < least_bytes:
            raise AssertionError("an answer that lacks something")
        used = [cpu_of(pid) - cpu for pid, cpu in zip(self.pids, before, strict=True)]
        self.speeds.append(read.size_bytes / _MB / read.took_s)
        self.busiest_s.append(max(used))


def _whole_study(road: Road, asker: ImageAsker, study: WrittenStudy, sizes: Sizes) -> list[Line]:
    timeline, gateway = asker.timeline(study.study_uid), asker.gateway()
    bare = asker.bare(hops=2)
    ours = _Arm(lambda: timeline.get(f"/dw/studies/{study.study_uid}"), (road.timeline_pid, road.gateway_pid))
    direct = _Arm(lambda: gateway.get(f"/dicomweb/studies/{study.study_uid}"), (road.gateway_pid,))
    passed = _Arm(lambda: bare.get("/ct"), (road.proxy_pid, road.archive_pid))
    noise, arms = OthersAtWork(), (ours, passed, direct)
    for run in range(sizes.runs + 1):
        noise.sample()
        # Each begins in its turn: the first after a pause finds a machine that has gone to sleep.
        for arm in arms[run % 3 :] + arms[: run % 3]:
            arm.run(study.size_bytes)
            if not run:
                arm.speeds.clear()
                arm.busiest_s.clear()
    limit = Limit(250, "MB/s", at_least=True)
    by_cpu = study.size_bytes / _MB / max(median(ours.busiest_s), 0.001)
    name = f"WADO-RS, a study of {study.size_bytes / _MB:.0f} MB through timeline and gateway"
    whole = wall_line(
        name,
        median(ours.speeds),
        limit,
        noise,
        instead=("MB for each second of CPU of the busiest process", by_cpu, limit),
    )
    ratio = median(one / other for one, other in zip(ours.speeds, passed.speeds, strict=True))
    return [
        whole.against(median(passed.speeds)),
        line(
            "… ÷ a bare two-hop pass-through",
            ratio,
            Limit(0.8, "×", at_least=True),
            "median of the runs, arms in turns",
        ),
        Line(
            "… from the gateway itself, one hop",
            median(direct.speeds),
            "MB/s",
            "–",
            None,
            "the direct path, for comparison",
        ),
    ]


def _metadata(road: Road, asker: ImageAsker, study: WrittenStudy, sizes: Sizes) -> Line:
    """Each run is a session of its own, so that nothing is kept of the one before."""
    path = f"/dw/studies/{study.study_uid}/series/{study.series_uid}/metadata"
    noise, times, cpu = OthersAtWork(), list[float](), list[float]()
    for run in range(sizes.runs + 1):
        timeline = asker.timeline(study.study_uid)
        timeline.get(f"/dw/studies/{study.study_uid}/series", _JSON)
        noise.sample()
        before = cpu_of(road.timeline_pid, road.gateway_pid)
        read = timeline.get(path, _JSON)
        if run:
            times.append(read.took_s * 1000)
            cpu.append((cpu_of(road.timeline_pid, road.gateway_pid) - before) * 1000)
    limit = Limit(150, "ms")
    return wall_line(
        f"metadata of a series of {len(study.instance_uids)}, not asked for before",
        median(times),
        limit,
        noise,
        instead=("CPU of timeline and gateway", median(cpu), limit),
    )


def _frames(road: Road, asker: ImageAsker, study: WrittenStudy, sizes: Sizes) -> Line:
    series = f"/studies/{study.study_uid}/series/{study.series_uid}"
    uids = [study.instance_uids[number % len(study.instance_uids)] for number in range(sizes.frames)]
    ours = [f"/dw{series}/instances/{uid}/frames/1" for uid in uids]
    bare = [f"/ct/{study.instance_uids.index(uid) + 1:05}.dcm" for uid in uids]
    noise, added, cpu = OthersAtWork(), list[float](), list[float]()
    timeline, archive = asker.timeline(study.study_uid), asker.bare(hops=1)
    for run in range(sizes.runs + 1):
        noise.sample()
        before = [cpu_of(pid) for pid in (road.timeline_pid, road.gateway_pid)]
        with_us = _p95_ms(asker, timeline, ours)
        after = [cpu_of(pid) for pid in (road.timeline_pid, road.gateway_pid)]
        used = max(late - early for late, early in zip(after, before, strict=True))
        without = _p95_ms(asker, archive, bare)
        if run:
            added.append(with_us - without)
            cpu.append(used / len(ours) * AT_ONCE * 1000)
    limit = Limit(20, "ms")
    return wall_line(
        f"frames, {AT_ONCE} at once: p95 beyond that of a bare archive",
        median(added),
        limit,
        noise,
        instead=(f"CPU of the busiest process for {AT_ONCE} frames", median(cpu), limit),
    )


def _p95_ms(asker: ImageAsker, connection: Connection, paths: list[str]) -> float:
    def read(share: int) -> list[float]:
        own = asker.another(connection)
        own.get(paths[share], _FRAME)
        return [own.get(path, _FRAME).took_s for path in paths[share::AT_ONCE]]

    with ThreadPoolExecutor(AT_ONCE) as readers:
        times = [took for some in readers.map(read, range(AT_ONCE)) for took in some]
    return percentile(times, 0.95) * 1000


def _memory(road: Road, asker: ImageAsker, study: WrittenStudy) -> list[Line]:
    timeline = asker.timeline(study.study_uid)
    series = f"/dw/studies/{study.study_uid}/series/{study.series_uid}"
    timeline.get(f"{series}/instances/{study.instance_uids[0]}")
    pids = {"timeline": road.timeline_pid, "gateway": road.gateway_pid}
    before = {name: forget_peak_memory(pid) for name, pid in pids.items()}
    read = timeline.get(f"/dw/studies/{study.study_uid}")
    if read.size_bytes < study.size_bytes:
        raise AssertionError("an answer that lacks something")
    timeline.get(f"{series}/metadata", _JSON)
    words = f"a CT of {len(study.instance_uids)} slices ({study.size_bytes / _MB:.0f} MB) and its metadata"
    return [
        line(
            f"memory of the {name} grows by, for {words}",
            max(0.1, (peak_memory(pid) - before[name]) / _MB),
            Limit(100, "MB"),
            "its peak while both were read",
        )
        for name, pid in pids.items()
    ]
