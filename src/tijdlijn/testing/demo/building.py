"""Builds the world once and keeps it: archives on disk, made on the day that is remembered beside them."""

import sys
from datetime import date
from typing import TextIO

from tijdlijn.testing.archives import Progress, build_archives
from tijdlijn.testing.demo.folder import DemoFolder
from tijdlijn.testing.world.model import World


def ensure_built(world: World, folder: DemoFolder, today: date, screen: TextIO = sys.stderr) -> date:
    """Build the archives unless they are there, showing how far it is; give the day on which they were
    built.
    """
    if folder.built_on.exists() and folder.archives.exists():
        return date.fromisoformat(folder.built_on.read_text().strip())
    shown = ProgressLine(screen)
    build_archives(world, folder.archives, today, progress=shown.update)
    shown.end()
    folder.built_on.write_text(f"{today.isoformat()}\n")
    return today


class ProgressLine:
    """One line on a terminal that is written over; on anything else only the last word is said."""

    def __init__(self, screen: TextIO) -> None:
        self._screen = screen

    def update(self, progress: Progress) -> None:
        """Show how far it is."""
        if self._screen.isatty():
            label = progress.label[:48]
            self._screen.write(
                f"\r\033[K  beelden en verslagen maken  {progress.done}/{progress.total}  {label}"
            )
            self._screen.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._screen.isatty():
            self._screen.write("\r\033[K")
        self._screen.write("  beelden en verslagen gemaakt\n")
        self._screen.flush()
