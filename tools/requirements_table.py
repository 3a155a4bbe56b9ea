"""Writes docs/reference/requirements.md: every requirement with the tests that show it, and which have none.

`--check` changes nothing and fails when the page is out of date or a test names a number without a line.
"""

import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from tools.generated_page import write_or_check
from tools.traced_tests import REQUIREMENTS, claims, requirement_id, requirement_ids

PAGE = Path("docs/reference/requirements.md")
ROOT = Path()


def main() -> int:
    """Write or check the page; give the exit status."""
    tests: dict[str, list[str]] = defaultdict(list)
    for claim in claims(ROOT, "requirement"):
        tests[claim.shown].append(claim.where)
    unknown = sorted(set(tests) - requirement_ids(ROOT))
    for number in unknown:
        print(f"{tests[number][0]} names {number}, which has no line in {REQUIREMENTS}", file=sys.stderr)
    if unknown:
        return 1
    with REQUIREMENTS.open("rb") as file:
        groups = tomllib.load(file)
    return write_or_check(PAGE, page_text(groups, tests))


def page_text(groups: dict[str, dict[str, str]], tests: dict[str, list[str]]) -> str:
    """Give the whole page. `groups` are the lines by group in their order, `tests` the places by number."""
    numbers = requirement_ids(ROOT)
    shown = sum(1 for number in numbers if tests.get(number))
    parts = [
        "# Requirements and the tests that show them",
        "",
        "Written by `make docs` from [requirements.toml](requirements.toml) and the marks in `tests/`; "
        "do not edit.",
        f"{shown} of {len(numbers)} lines are shown by at least one test; the others say **none**.",
    ]
    for group, lines in groups.items():
        parts += ["", f"## {group}: {lines['title']}", "", "| # | requirement | shown by |", "|---|---|---|"]
        for line, meaning in lines.items():
            if line != "title":
                number = requirement_id(group, line)
                places = "<br>".join(linked(where) for where in tests.get(number, [])) or "**none**"
                parts.append(f"| {number} | {meaning} | {places} |")
    return "\n".join(parts) + "\n"


def linked(where: str) -> str:
    """Give a Markdown link from a page two folders deep to the file of a test, named as pytest names it."""
    file, _, name = where.partition("::")
    return f"[{name or 'whole file'}](../../{file}) in {Path(file).parent.name}/{Path(file).name}"


if __name__ == "__main__":
    sys.exit(main())
