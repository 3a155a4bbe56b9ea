"""The meanings that a generated reference page takes from the TOML file beside it.

The code says what there is; only the file says, in words, what it is for. The two can part: a thing without a
meaning and a meaning without a thing are both faults, so that no page grows old in silence.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path


class Words:
    """The meanings of one file, `[group]` then `name = "meaning"`; remembers which were asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            self._groups: dict[str, dict[str, str]] = tomllib.load(file)
        self._asked: set[tuple[str, str]] = set()

    def meaning(self, group: str, name: str) -> str:
        """Give the meaning of one thing, or `**missing**`."""
        self._asked.add((group, name))
        return self._groups.get(group, {}).get(name, "**missing**")

    def faults(self) -> Iterator[str]:
        """Name everything that was asked for in vain or that nobody asked for."""
        known = {(group, name) for group, names in self._groups.items() for name in names}
        for group, name in sorted(known - self._asked):
            yield f"{self._path}: {group}.{name} is not there in the code"
        for group, name in sorted(self._asked - known):
            yield f"{self._path}: {group}.{name} has no meaning yet"
