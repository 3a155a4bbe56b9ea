import re
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "command-line.md"
PROGRAM = "import sys; from tijdlijn.cli import main; sys.exit(main(sys.argv[1:]))"


def help_of(*command: str) -> str:
    arguments = [sys.executable, "-c", PROGRAM, *command, "--help"]
    return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout


def rows_by_command() -> dict[tuple[str, ...], str]:
    """`tijdlijn demo stop NAME` is the row of demo, stop."""
    rows = {}
    for row in PAGE.read_text(encoding="utf-8").splitlines():
        if told := re.match(r"\| `tijdlijn (.*?)` \|", row):
            words = takewhile(lambda word: re.fullmatch(r"[a-z]+(-[a-z]+)*", word), told[1].split())
            rows[tuple(words)] = row
    return rows


@pytest.mark.parametrize("within", [(), ("demo",)], ids=["tijdlijn", "demo"])
def test_every_command_stands_on_the_page_with_its_options(within: tuple[str, ...]) -> None:
    rows = rows_by_command()
    commands = re.findall(r"^    ([a-z][a-z-]+)(?: |$)", help_of(*within), re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        row = rows[*within, command]
        for option in set(re.findall(r"--[a-z]+", help_of(*within, command))) - {"--help"}:
            assert option in row, f"{command} {option}"
