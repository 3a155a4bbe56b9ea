"""What a compressed frame says of its own size, read from its first bytes, before anybody decodes it.

A decoder takes memory by this word and not by the header's; a frame in which the two differ is never sent to
one. Standard: ITU-T T.81 §B.2.2 (JPEG), T.87 §C.2.2 (JPEG-LS), T.800 §A.5.1 (JPEG 2000); PS3.5 Annex G (RLE).
"""

from struct import unpack_from
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.pixels.order import Codec, PixelFormat

_JPEG_BEGINS, _JPEG_ENDS, _J2K_BEGINS = b"\xff\xd8", b"\xff\xd9", b"\xff\x4f\xff\x51"
_FRAME_MARKERS: Final = frozenset({*range(0xC0, 0xD0), 0xF7}) - {0xC4, 0xC8, 0xCC}
"""Those that begin a frame: every SOF, and that of JPEG-LS; of their neighbours tables are none."""

_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_MAX_WRAPPING: Final = 64 * 1024
"""Some wrap JPEG 2000 into the boxes of a JP2 file, although they should not."""


def check_codestream(frame: bytes, pixels: PixelFormat) -> None:
    """Hold a frame to its header.

    Raises:
        InputInvalid: no such codestream, or one of another size than its header says.
    """
    match pixels.codec:
        case Codec.NONE:
            if len(frame) * 8 < _bits(pixels):
                raise InputInvalid("a frame with fewer pixels than its header says")
        case Codec.RLE:
            _check_segments(frame, pixels)
        case Codec.JPEG_2000 | Codec.HTJ2K:
            _compare(_jpeg_2000_size(frame), pixels)
        case _:
            _compare(_jpeg_size(frame), pixels)


def _bits(pixels: PixelFormat) -> int:
    bits = pixels.rows * pixels.columns * pixels.samples_per_pixel * pixels.bits_allocated
    return bits * 2 // 3 if pixels.photometric == "YBR_FULL_422" else bits


def _compare(size: tuple[int, int, int], pixels: PixelFormat) -> None:
    if size != (pixels.rows, pixels.columns, pixels.samples_per_pixel):
        raise InputInvalid("a frame of another size than its header says")


def _jpeg_size(frame: bytes) -> tuple[int, int, int]:
    """Rows, columns and components, from the first marker that has them."""
    if not frame.startswith(_JPEG_BEGINS):
        raise InputInvalid("a frame that is no JPEG")
    at = 2
    while at + 10 <= len(frame) and frame[at] == 0xFF:
        marker = frame[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
        elif marker in _FRAME_MARKERS:
            rows, columns, components = unpack_from(">HHB", frame, at + 5)
            # Within compressed data it cannot occur; decoders fill up in silence what comes short.
            if frame.rfind(_JPEG_ENDS) < at:
                raise InputInvalid("a JPEG that is cut off")
            return rows, columns, components
        else:
            at += 2 + int.from_bytes(frame[at + 2 : at + 4], "big")
    raise InputInvalid("a JPEG without a size")


def _jpeg_2000_size(frame: bytes) -> tuple[int, int, int]:
    at = frame.find(_J2K_BEGINS, 0, _MAX_WRAPPING)
    if at < 0 or at + 42 > len(frame):
        raise InputInvalid("a frame that is no JPEG 2000")
    right, bottom, left, top = unpack_from(">IIII", frame, at + 8)
    tile_width, tile_height = unpack_from(">II", frame, at + 24)
    # Tiles as small as pixels are a way to wear a decoder out.
    if tile_width * tile_height < min(right * bottom, 64 * 64):
        raise InputInvalid("a JPEG 2000 image in tiles that are too small")
    return bottom - top, right - left, unpack_from(">H", frame, at + 40)[0]


def _check_segments(frame: bytes, pixels: PixelFormat) -> None:
    if len(frame) < 64 or pixels.bits_allocated % 8:
        raise InputInvalid("a frame that is no RLE")
    count, *offsets = unpack_from("<16I", frame)
    if count != pixels.samples_per_pixel * pixels.bits_allocated // 8 or count > len(offsets):
        raise InputInvalid("a frame of another number of bytes a pixel than its header says")
    if any(offset >= len(frame) for offset in offsets[:count]):
        raise InputInvalid("a frame that is cut off")
