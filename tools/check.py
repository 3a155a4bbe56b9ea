"""`make check`: runs every check that needs no running system, reports each, and fails if one fails.

Two run at a time. What a check printed is shown only when it failed.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from time import monotonic

BIN = ".venv/bin"

# The longest come first, so that the two lanes end together.
CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("types", (f"{BIN}/mypy",)),
    ("page: types and lint", ("tools/page.sh", "check")),
    ("imports between rooms", (f"{BIN}/lint-imports", "--no-logo")),
    ("lint", (f"{BIN}/ruff", "check")),
    ("format", (f"{BIN}/ruff", "format", "--check")),
    ("requirements and their tests", (f"{BIN}/python", "-m", "tools.requirements_table", "--check")),
    ("hazards and their tests", (f"{BIN}/python", "-m", "tools.hazards_table", "--check")),
    ("reference of configuration", (f"{BIN}/python", "-m", "tools.configuration_reference", "--check")),
    ("reference of log events", (f"{BIN}/python", "-m", "tools.event_reference", "--check")),
    ("reference of the stream", (f"{BIN}/python", "-m", "tools.stream_reference", "--check")),
    ("figures and misses of priors", (f"{BIN}/python", "-m", "tools.priors_misses", "--check")),
    ("lock files", (f"{BIN}/python", "-m", "tools.lock_check")),
    ("notice of others' works", (f"{BIN}/python", "-m", "tools.notice", "--check")),
)


@dataclass(frozen=True, slots=True)
class Result:
    """How one check ended. `took_s` is wall time."""

    name: str
    passed: bool
    output: str
    took_s: float


def main() -> int:
    """Run and report all; give the exit status."""
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as lanes:
        for done in as_completed([lanes.submit(run, name, command) for name, command in CHECKS]):
            result = done.result()
            print(
                f"{'ok    ' if result.passed else 'FAILED'} {result.name} ({result.took_s:.1f} s)", flush=True
            )
            if not result.passed:
                failed += 1
                print(result.output, flush=True)
    print(f"{len(CHECKS) - failed} of {len(CHECKS)} checks passed")
    return int(failed > 0)


def run(name: str, command: tuple[str, ...]) -> Result:
    """Run one check to its end, its output kept."""
    began = monotonic()
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return Result(name, ended.returncode == 0, ended.stdout + ended.stderr, monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
