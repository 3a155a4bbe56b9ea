"""Files that go out one after the other, opened a few at a time: a turn of the worker thread costs as much as
sending a slice.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from tijdlijn.connectors.folder.open_file import OpenFile
from tijdlijn.domain.errors import PeerUnreachable

AHEAD_BYTES = 2 * 1024 * 1024
"""So much of the files ahead is held, and at most one piece more."""

_MOST_FILES = 8


async def opened_ahead(paths: Sequence[Path]) -> AsyncGenerator[tuple[OpenFile, bytes], None]:
    """Give each file, open and with its first piece; it is closed when the next is asked for, and all are
    when the generator is. The first is opened by itself, so that nobody waits for those behind it.

    Raises:
        PeerUnreachable: the file whose turn it is cannot be read; those before it were given.
    """
    ahead_bytes, at = 0, 0
    while at < len(paths):
        files = [OpenFile(path) for path in paths[at : at + _MOST_FILES]]
        try:
            starts = await asyncio.to_thread(_started, files, ahead_bytes)
            for file, start in zip(files, starts, strict=False):
                yield file, start
                file.close()
        finally:
            for file in files:
                file.close()
        at += len(starts)
        ahead_bytes = AHEAD_BYTES


def _started(files: Sequence[OpenFile], ahead_bytes: int) -> list[bytes]:
    """The first pieces of some of these files, at least of one."""
    starts: list[bytes] = []
    for file in files:
        try:
            starts.append(file.begin())
        except PeerUnreachable:
            if not starts:
                raise
            break  # Told in its turn.
        ahead_bytes -= len(starts[-1])
        if ahead_bytes <= 0:
            break
    return starts
