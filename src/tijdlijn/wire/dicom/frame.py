"""One frame: which bytes of its file it is, and what of them goes out.

Standard: DICOM PS3.5 §8.1.1 (bits); PS3.18 §8.7.3.3.2 (uncompressed frames over the wire).
"""

from dataclasses import dataclass
from typing import Protocol

from tijdlijn.wire.dicom.value_representations import swapped


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes of the file from `start` up to and without `end`."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many bytes."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its ranges, one after the other, make its bytes; `served` turns those into what goes out.

    Of uncompressed frames `bit_offset` and `bit_count` say which bits of these bytes are its own: with one
    bit a pixel a frame need not begin at a byte. `word_bytes` is more than 1 where numbers are big endian.
    """

    ranges: tuple[ByteRange, ...]
    bit_offset: int = 0
    bit_count: int | None = None
    word_bytes: int = 1

    @property
    def is_turned(self) -> bool:
        """Whether its bytes may differ from those that go out, so that it must be there as a whole."""
        if self.word_bytes > 1:
            return True
        return self.bit_count is not None and not self._is_all_bits(sum(one.size for one in self.ranges))

    def served(self, data: bytes) -> bytes:
        """Give the frame as it goes over the wire: little endian, from the first bit (PS3.18 §8.7.3.3.2)."""
        if self.word_bytes > 1:
            data = swapped(data, self.word_bytes)
        if self.bit_count is None or self._is_all_bits(len(data)):
            return data
        bits = int.from_bytes(data, "little") >> self.bit_offset
        return (bits & ((1 << self.bit_count) - 1)).to_bytes((self.bit_count + 7) // 8, "little")

    def _is_all_bits(self, size_bytes: int) -> bool:
        return self.bit_offset == 0 and self.bit_count == size_bytes * 8


class Frames(Protocol):
    """The frames of one file."""

    @property
    def count(self) -> int:
        """How many the file has bytes for."""
        ...

    def frame(self, number: int) -> Frame:
        """Give one frame, counted from 1.

        Raises:
            InputInvalid: there is no such frame.
        """
        ...
