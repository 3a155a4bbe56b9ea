"""Writes video as H.264 whose every macroblock holds its samples as they are (I_PCM).

Such a stream is large and simple; any decoder of the High profile plays it, and nothing is needed to make it.

Standard: ITU-T H.264 (08/2021) §7.3 syntax, §7.3.5 I_PCM, Annex B.1 emulation prevention.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

PROFILE_HIGH, LEVEL_4_1 = 100, 41
Plane = npt.NDArray[np.uint8]
_MACROBLOCK = 16
_I_PCM = 25
_I_SLICE_ONLY = 7


class _Bits:
    """Bits under writing, the most significant first."""

    def __init__(self) -> None:
        self._text: list[str] = []

    def fixed(self, value: int, width: int) -> None:
        self._text.append(f"{value:0{width}b}")

    def exp_golomb(self, *values: int) -> None:
        """Unsigned Exp-Golomb codes. Standard: H.264 §9.1."""
        for value in values:
            digits = f"{value + 1:b}"
            self._text.append("0" * (len(digits) - 1) + digits)

    def aligned(self, *, stop: bool) -> bytes:
        """All bits so far, filled up to a whole byte; a stop bit first where a unit ends."""
        text = "".join(self._text) + ("1" if stop else "")
        text += "0" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big") if text else b""


def sequence_parameters(columns: int, rows: int) -> bytes:
    """The sequence parameter set as a NAL unit; both sizes must be multiples of 16."""
    bits = _Bits()
    bits.fixed(PROFILE_HIGH, 8)
    bits.fixed(0, 8)
    bits.fixed(LEVEL_4_1, 8)
    bits.exp_golomb(0, 1, 0, 0)
    bits.fixed(0, 2)
    bits.exp_golomb(4, 2, 1)
    bits.fixed(0, 1)
    bits.exp_golomb(columns // _MACROBLOCK - 1, rows // _MACROBLOCK - 1)
    bits.fixed(0b1100, 4)
    return _unit(7, bits.aligned(stop=True))


def picture_parameters() -> bytes:
    """The picture parameter set as a NAL unit."""
    bits = _Bits()
    bits.exp_golomb(0, 0)
    bits.fixed(0, 2)
    bits.exp_golomb(0, 0, 0)
    bits.fixed(0, 3)
    bits.exp_golomb(0, 0, 0)
    bits.fixed(0b100, 3)
    return _unit(8, bits.aligned(stop=True))


def picture(number: int, luma: Plane, blue: Plane, red: Plane) -> bytes:
    """One frame that needs no other, as a NAL unit; both chroma planes have half the rows and columns."""
    header = _Bits()
    header.exp_golomb(0, _I_SLICE_ONLY, 0)
    header.fixed(0, 8)
    header.exp_golomb(number % 2)
    header.fixed(0, 2)
    header.exp_golomb(0, 1)
    header.exp_golomb(_I_PCM)
    first, *others = _macroblocks(luma, blue, red)
    begin = _Bits()
    begin.exp_golomb(_I_PCM)
    between = begin.aligned(stop=False)
    content = header.aligned(stop=False) + first + b"".join(between + samples for samples in others)
    return _unit(5, content + b"\x80")


def _macroblocks(luma: Plane, blue: Plane, red: Plane) -> Iterator[bytes]:
    """The samples of each macroblock, row by row; zero is reserved."""
    half = _MACROBLOCK // 2
    planes = [np.maximum(plane, 1) for plane in (luma, blue, red)]
    for row in range(luma.shape[0] // _MACROBLOCK):
        for column in range(luma.shape[1] // _MACROBLOCK):
            yield b"".join(
                plane[row * size : (row + 1) * size, column * size : (column + 1) * size].tobytes()
                for plane, size in zip(planes, (_MACROBLOCK, half, half), strict=True)
            )


def _unit(kind: int, content: bytes) -> bytes:
    """A NAL unit of the highest importance; three bytes that look like a start code are broken up."""
    escaped = content.replace(b"\0\0\3", b"\0\0\3\3")
    for last in (b"\0", b"\1", b"\2"):
        escaped = escaped.replace(b"\0\0" + last, b"\0\0\3" + last)
    return bytes([0x60 | kind]) + escaped
