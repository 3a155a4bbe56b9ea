"""What the person at the terminal sees of the demo: one line that is written over while something takes long,
and quiet lines everywhere else.

Colour and movement are for a terminal only (`NO_COLOR`, `TERM=dumb`). A terminal that was closed is no reason
to stop half-way through the ending.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TextIO

Shown = Callable[[int, int, str], None]
"""Told how far it is: so many, of so many, and what was done last."""

_AGAIN = "\r\033[K"
_BOLD, _DIM, _PLAIN = "1", "2", "0"


@dataclass(frozen=True, slots=True)
class Screen:
    """Speaks to the person at the terminal."""

    stream: TextIO = field(default_factory=lambda: sys.stderr)

    def say(self, text: str) -> None:
        """Say something."""
        self._write(f"{text}\n")

    def bold(self, text: str) -> str:
        """Make something stand out, where that can be."""
        return self._styled(_BOLD, text)

    @contextmanager
    def step(self, doing: str, done: str) -> Iterator[Shown]:
        """Show that `doing` is under way and how far; say `done` when it has gone well."""

        def show(number: int, total: int, label: str) -> None:
            count = f"  {number}/{total}" if total else ""
            room = shutil.get_terminal_size().columns - len(f"  {doing}{count}  ") - 1
            self._write(f"{_AGAIN}  {doing}{count}  {self._styled(_DIM, label[: max(room, 0)])}")

        moving = self._is_terminal
        if moving:
            show(0, 0, "")
        try:
            yield show if moving else lambda *_: None
        finally:
            if moving:
                self._write(_AGAIN)
        self.say(f"  {done}")

    @property
    def _is_terminal(self) -> bool:
        return self.stream.isatty() and os.environ.get("TERM") != "dumb"

    def _styled(self, style: str, text: str) -> str:
        if self._is_terminal and not os.environ.get("NO_COLOR"):
            return f"\033[{style}m{text}\033[{_PLAIN}m"
        return text

    def _write(self, text: str) -> None:
        with suppress(OSError):
            self.stream.write(text)
            self.stream.flush()
