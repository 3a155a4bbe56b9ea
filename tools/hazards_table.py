"""Writes docs/safety/hazards.md: every hazard with its control and the tests that show the control.

`--check` changes nothing and fails when the page is out of date. A hazard without a test, or a test that
names a hazard without an entry, fails always.
"""

import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from tools.generated_page import write_or_check
from tools.requirements_table import linked
from tools.traced_tests import HAZARDS, claims

PAGE = Path("docs/safety/hazards.md")
ROOT = Path()
PARTS = ("cause", "harm", "severity", "control")


def main() -> int:
    """Write or check the page; give the exit status."""
    tests: dict[str, list[str]] = defaultdict(list)
    for claim in claims(ROOT, "hazard"):
        tests[claim.shown].append(claim.where)
    with HAZARDS.open("rb") as file:
        hazards = tomllib.load(file)
    faults = [f"{tests[key][0]} names {key}, which has no entry" for key in sorted(set(tests) - set(hazards))]
    faults += [f"{key} ({hazards[key]['title']}) has no test" for key in hazards if key not in tests]
    for fault in faults:
        print(fault, file=sys.stderr)
    return write_or_check(PAGE, page_text(hazards, tests)) or int(bool(faults))


def page_text(hazards: dict[str, dict[str, str]], tests: dict[str, list[str]]) -> str:
    """Give the whole page. `hazards` are the entries in their order, `tests` the places by hazard."""
    parts = [
        "# Hazards",
        "",
        "Written by `make docs` from [hazards.toml](hazards.toml) and the marks in `tests/`; do not edit.",
        "What the product is for stands in [intended-use.md](intended-use.md).",
    ]
    for key, hazard in hazards.items():
        parts += ["", f"## {key}: {hazard['title']}", "", "| | |", "|---|---|"]
        parts += [f"| {part.capitalize()} | {hazard[part]} |" for part in PARTS]
        places = "<br>".join(linked(where) for where in tests.get(key, [])) or "**none**"
        parts += [f"| Shown by | {places} |", f"| Residual risk | {hazard['residual']} |"]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
