"""Every line of the benchmark still runs, at a size that proves nothing about speed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.__main__ import GROUPS
from benchmarks.clocks import OthersAtWork
from benchmarks.entries import PERSON, contents, ura_of
from benchmarks.ground import Ground, ground
from benchmarks.line import Limit, Line, line, not_at_size, wall_line
from benchmarks.lines import viewer, whole
from benchmarks.naive_merge import naive_rows
from benchmarks.nation import Nation, nation
from benchmarks.sizes import TINY
from tijdlijn.domain.study import SourceEntry


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ground, Nation]]:
    """Ground and national services, once for all groups."""
    with ground(tmp_path_factory.mktemp("bench")) as here, nation(here) as services:
        yield here, services


@pytest.mark.requirement("T2.5.bench")
@pytest.mark.parametrize("group", [name for name in GROUPS if name not in ("viewer", "whole")])
def test_each_group_measures_its_lines(group: str, running: tuple[Ground, Nation]) -> None:
    lines = GROUPS[group](*running, TINY)
    assert lines
    assert all(one.value > 0 and one.decided_by for one in lines)


@pytest.mark.deep
@pytest.mark.requirement("T2.5.bench")
@pytest.mark.timeout(400)
def test_the_line_of_the_full_viewer_runs_on_a_demo_and_on_an_orthanc() -> None:
    (compared,) = viewer.measure(TINY)
    assert compared.baseline is not None
    assert compared.ratio == compared.value / compared.baseline


@pytest.mark.requirement("T3.6.slow-link", "T3.3.speed")
@pytest.mark.timeout(240)
def test_the_lines_of_the_whole_run_on_a_demo() -> None:
    lines = whole.measure(TINY)
    assert [one.holds for one in lines[:2]] == [None, None], "ITI-67 is not measured at its size"
    assert len(lines) == 8
    assert all(one.value > 0 and one.baseline for one in lines[3:5])
    assert all(one.value > 0 for one in lines[5:]), "images side by side"


@pytest.mark.requirement("T2.5.bench")
def test_the_json_has_exactly_the_promised_fields(tmp_path: Path) -> None:
    lines = [
        line("a", 1.0, Limit(2, "ms")).against(4.0),
        not_at_size("b", 1.0, Limit(2, "ms"), "small"),
    ]
    report.write(lines, tmp_path / "build" / "bench.json")
    assert json.loads((tmp_path / "build" / "bench.json").read_text()) == {
        "lines": [
            {
                "name": "a",
                "value": 1.0,
                "unit": "ms",
                "baseline": 4.0,
                "ratio": 0.25,
                "to_hold": "≤ 2 ms",
                "holds": True,
            },
            {
                "name": "b",
                "value": 1.0,
                "unit": "ms",
                "baseline": None,
                "ratio": None,
                "to_hold": "≤ 2 ms",
                "holds": None,
            },
        ]
    }
    assert "exists, not yet at size: small" in report.table(lines)


def _timed(value: float, others: float, cpu: float) -> Line:
    noise = OthersAtWork([others])
    return wall_line("w", value, Limit(100, "ms"), noise, instead=("CPU", cpu, Limit(10, "ms")))


def test_wall_clock_time_decides_on_a_quiet_machine() -> None:
    assert _timed(101, others=0.02, cpu=1).holds is False
    assert _timed(99, others=0.02, cpu=11).holds is True


def test_cpu_decides_where_others_are_at_work_and_the_line_says_so() -> None:
    assert _timed(99, others=0.5, cpu=11).holds is True, "a limit that is met needs nothing else"
    noisy = _timed(101, others=0.5, cpu=9)
    assert noisy.holds is True
    assert "CPU 9 (≤ 10 ms), as others used 50% of the machine" in noisy.decided_by
    assert _timed(101, others=0.5, cpu=11).holds is False


def test_the_plain_merge_folds_copies_and_joins_reports() -> None:
    entries = [
        SourceEntry(ura_of(holder), "route", f"{holder}-{number}", content, "test")
        for holder in range(3)
        for number, content in enumerate(contents(holder, 10))
    ]
    rows = naive_rows(entries, PERSON)
    assert any(len(copies) == 2 for copies, _, _ in rows)
    assert any(len(reports) > 0 for _, reports, _ in rows)
    assert not any(locked for _, _, locked in rows)
