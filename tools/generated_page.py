"""A page that is written by a program and kept in the repository, so that it can be read without one."""

import sys
from pathlib import Path


def write_or_check(page: Path, text: str) -> int:
    """Write `text` to `page`; with `--check` on the command line only compare, and give 1 if they differ."""
    if "--check" not in sys.argv[1:]:
        page.write_text(text, encoding="utf-8")
        return 0
    if page.is_file() and page.read_text(encoding="utf-8") == text:
        return 0
    print(f"{page} is out of date: run `make docs`", file=sys.stderr)
    return 1
