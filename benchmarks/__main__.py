"""`python -m benchmarks [--only NAME …]`: measure, print the table, write `build/bench.json`.

`--only` takes the names of groups (timeline, merge, priors, national, decision, images, page,
viewer, whole) and writes nothing.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import report
from benchmarks.ground import Ground, ground
from benchmarks.line import Line
from benchmarks.lines import decision, images, merge, national, page, priors, timeline, viewer, whole
from benchmarks.nation import Nation, nation
from benchmarks.sizes import FULL, Sizes

RESULT = Path("build/bench.json")

Group = Callable[[Ground, Nation, Sizes], list[Line]]
GROUPS: Mapping[str, Group] = {
    "timeline": timeline.measure,
    "merge": lambda _ground, _nation, sizes: merge.measure(sizes),
    "priors": lambda _ground, _nation, sizes: priors.measure(sizes),
    "national": national.measure,
    "decision": lambda ground, _nation, sizes: decision.measure(ground, sizes),
    "images": lambda ground, _nation, sizes: images.measure(ground, sizes),
    "page": lambda _ground, _nation, sizes: page.measure(sizes),
    "viewer": lambda _ground, _nation, sizes: viewer.measure(sizes),
    "whole": lambda _ground, _nation, sizes: whole.measure(sizes),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen groups. A line that misses its limit is told in the table; only what could not be
    measured is an error.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--only", nargs="+", choices=list(GROUPS), metavar="GROUP")
    only = parser.parse_args(arguments).only
    lines = measured(only or list(GROUPS), FULL)
    print(report.table(lines))
    if not only:
        report.write(lines, RESULT)
    return 0


def measured(groups: Sequence[str], sizes: Sizes) -> list[Line]:
    """Measure some groups on ground of their own."""
    lines: list[Line] = []
    with TemporaryDirectory(prefix="bench-") as folder, ground(Path(folder)) as here, nation(here) as running:
        for name in groups:
            sys.stderr.write(f"measuring: {name}\n")
            lines += GROUPS[name](here, running, sizes)
    return lines


if __name__ == "__main__":
    sys.exit(main())
