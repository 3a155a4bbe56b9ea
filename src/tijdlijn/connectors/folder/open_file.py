"""One file that is read piece by piece in a worker thread, and whose reader may go away at any moment.

Pieces are read by position from one descriptor: a file that is replaced meanwhile is still read as it was,
and a read that nobody waits for any more disturbs no other file.
"""

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Callable
from io import FileIO
from pathlib import Path
from typing import TypeVar

from tijdlijn.connectors.folder.index import PEER
from tijdlijn.domain.errors import PeerUnreachable

PIECE_BYTES = 1024 * 1024
"""Most slices are one piece: each costs a turn of the worker thread."""

Found = TypeVar("Found")


class OpenFile:
    """A file of the archive. Made closed; `close` may be called at any time, and more than once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: FileIO | None = None
        self._is_closed = False
        self._handing_over = threading.Lock()
        self.size_bytes = 0

    def begin(self) -> bytes:
        """Open it, and give its first piece; `size_bytes` is known from then on; blocks. Nothing is given of
        one that was closed meanwhile.

        Raises:
            PeerUnreachable: it cannot be read; a retry may help.
        """
        self._open_file()
        return b"" if self._is_closed else self._read(0)

    async def pieces(self, start: bytes) -> AsyncGenerator[bytes, None]:
        """Give `start`, which was read already, and then the rest, up to the size that it had when it was
        opened.

        Raises:
            PeerUnreachable: it became shorter, or cannot be read any more.
        """
        yield start
        at_byte = len(start)
        while at_byte < self.size_bytes:
            piece = await self.piece(at_byte)
            yield piece
            at_byte += len(piece)

    async def looked_at(self, look: Callable[["OpenFile"], Found]) -> Found:
        """As `look`, in a worker thread."""
        return await asyncio.to_thread(self.look, look)

    def look(self, look: Callable[["OpenFile"], Found]) -> Found:
        """Open it, and give what `look` finds in it by `read`; blocks.

        Raises:
            PeerUnreachable: as `begin`; and whatever `look` raises.
        """
        self._open_file()
        return look(self)

    async def span(self, start: int, end: int) -> bytes:
        """Give the bytes from `start` up to and without `end`. Raises as `pieces`."""
        return await asyncio.to_thread(self.read, start, end)

    def read(self, start: int, end: int) -> bytes:
        """Give the bytes from `start` up to and without `end`; blocks. Raises as `pieces`."""
        found = bytearray()
        while start + len(found) < end:
            found += self._read(start + len(found), end - start - len(found))
        return bytes(found)

    async def piece(self, at_byte: int) -> bytes:
        """Give the piece that begins there, never an empty one. Raises as `pieces`."""
        return await asyncio.to_thread(self._read, at_byte)

    def close(self) -> None:
        """Let go of the file, also of one that is just being opened."""
        with self._handing_over:
            self._is_closed = True
            if self._file is not None:
                self._file.close()

    def _open_file(self) -> None:
        try:
            file = FileIO(self._path)
            self.size_bytes = os.fstat(file.fileno()).st_size
        except OSError as error:
            raise PeerUnreachable(PEER, f"a file cannot be read: {error.strerror}") from error
        with self._handing_over:
            if self._is_closed:
                file.close()
            else:
                self._file = file

    def _read(self, at_byte: int, most_bytes: int = PIECE_BYTES) -> bytes:
        if self._file is None:
            raise PeerUnreachable(PEER, "a file is not open")
        try:
            wanted = min(most_bytes, max(self.size_bytes - at_byte, 1))
            piece = os.pread(self._file.fileno(), wanted, at_byte)
        except (OSError, ValueError) as error:
            raise PeerUnreachable(PEER, "a file cannot be read any more") from error
        if not piece:
            raise PeerUnreachable(PEER, "a file ended before it was whole")
        return piece
