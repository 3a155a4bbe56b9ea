"""Metadata of series that were read once, compressed, in this process's memory and nowhere else.

A viewer asks for the metadata of a series again and again, and its holder has only whole files to make it
from. What is kept belongs to one opened study of one session and goes when that closes; what was used longest
ago goes when there is no room.
"""

import zlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from tijdlijn.domain.identifiers import SeriesInstanceUID

MAX_BYTES = 64 * 1024 * 1024
_LEVEL = 3
_PIECE = 256 * 1024
Series = tuple[str, SeriesInstanceUID]
"""A series, with the address of `/dw` below which its metadata point to values."""
_Key = tuple[object, Series]


class Packing:
    """Packs metadata as they are made, so that a series of thousands is never held unpacked."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj(_LEVEL)
        self._packed = bytearray()

    def add(self, text: bytes) -> None:
        """Take the next piece."""
        self._packed += self._compressor.compress(text)

    def done(self) -> bytes:
        """Give the whole."""
        return bytes(self._packed + self._compressor.flush())


def unpacked(packed: bytes) -> Iterator[bytes]:
    """Give what was packed, in pieces of a bounded size."""
    decompressor = zlib.decompressobj()
    while packed:
        yield decompressor.decompress(packed, _PIECE)
        packed = decompressor.unconsumed_tail


@dataclass(slots=True)
class MetadataCache:
    """Packed metadata by owner and series; an owner is whatever is closed as one."""

    max_bytes: int = MAX_BYTES
    size_bytes: int = 0
    _kept: OrderedDict[_Key, bytes] = field(default_factory=OrderedDict)

    def keep(self, owner: object, series: Series, packed: bytes) -> None:
        """Keep a series; one that is larger than all that may be kept is not."""
        self._drop((owner, series))
        if len(packed) > self.max_bytes:
            return
        while self.size_bytes + len(packed) > self.max_bytes:
            self._drop(next(iter(self._kept)))
        self._kept[owner, series] = packed
        self.size_bytes += len(packed)

    def get(self, owner: object, series: Series) -> bytes | None:
        """Give what is kept of a series."""
        packed = self._kept.get((owner, series))
        if packed is not None:
            self._kept.move_to_end((owner, series))
        return packed

    def forget(self, owner: object) -> None:
        """Drop everything of this owner."""
        for key in [key for key in self._kept if key[0] == owner]:
            self._drop(key)

    def _drop(self, key: _Key) -> None:
        self.size_bytes -= len(self._kept.pop(key, b""))
