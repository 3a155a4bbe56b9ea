"""Builds the world once and keeps it: archives on disk, made on the day that is remembered beside them."""

import sys
from collections.abc import Callable
from datetime import date
from typing import TextIO

from tijdlijn.testing.demo.folder import DemoFolder, write_whole
from tijdlijn.testing.demo.screen import Screen
from tijdlijn.testing.world.model import World


def ensure_built(
    world: World,
    folder: DemoFolder,
    today: date,
    screen: TextIO = sys.stderr,
    *,
    heed: Callable[[], None] = lambda: None,
) -> date:
    """Build the archives unless they are there, showing how far it is; give the day on which they were
    built.

    `heed` is called after every study; what it raises ends the building, of which nothing stays then.
    """
    if folder.built_on.exists() and folder.archives.exists():
        return date.fromisoformat(folder.built_on.read_text().strip())
    # What draws images takes half a second to import, which only the first start needs.
    from tijdlijn.testing.archives import Progress, build_archives  # noqa: PLC0415

    with Screen(screen).step("beelden en verslagen maken", "beelden en verslagen gemaakt") as show:

        def progressed(progress: Progress) -> None:
            show(progress.done, progress.total, progress.label)
            heed()

        build_archives(world, folder.archives, today, progress=progressed)
    write_whole(folder.built_on, f"{today.isoformat()}\n")
    return today
