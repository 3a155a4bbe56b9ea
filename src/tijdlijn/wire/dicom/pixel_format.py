"""What the pixels of a file are, read from its head and held to limits before anything is made of them.

Standard: DICOM PS3.3 C.7.6.3 (image pixel), PS3.5 §8.1.1 and Table 8.2.1 (bits).
"""

from typing import Final, Protocol

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import Attributes, text
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.transfer_syntax import (
    HTJ2K,
    HTJ2K_LOSSLESS,
    HTJ2K_LOSSLESS_RPCL,
    UNCOMPRESSED,
)
from tijdlijn.wire.pixels.order import MAX_FRAME_BYTES, Codec, PixelFormat, Recoded

_PIXELS: Final = 0x7FE00010
_FLOATING: Final = {0x7FE00008: 32, 0x7FE00009: 64}
"""Pixels in floating point, and their bits, which stand in no attribute."""

_SAMPLES: Final = 0x00280002
_ROWS: Final = 0x00280010
_COLUMNS: Final = 0x00280011
_BITS_ALLOCATED: Final = 0x00280100
_PLANAR: Final = 0x00280006
_BITS_STORED: Final = 0x00280101
_HIGH_BIT: Final = 0x00280102
_REPRESENTATION: Final = 0x00280103
_REPRESENTATIVE_FRAME: Final = 0x00286010
_JPEG: Final = "1.2.840.10008.1.2.4."
_CODECS: Final = {
    **dict.fromkeys(UNCOMPRESSED, Codec.NONE),
    **dict.fromkeys((f"{_JPEG}50", f"{_JPEG}51"), Codec.JPEG),
    **dict.fromkeys((f"{_JPEG}57", f"{_JPEG}70"), Codec.JPEG_LOSSLESS),
    **dict.fromkeys((f"{_JPEG}80", f"{_JPEG}81"), Codec.JPEG_LS),
    **dict.fromkeys((f"{_JPEG}90", f"{_JPEG}91"), Codec.JPEG_2000),
    **dict.fromkeys((HTJ2K_LOSSLESS, HTJ2K_LOSSLESS_RPCL, HTJ2K), Codec.HTJ2K),
    "1.2.840.10008.1.2.5": Codec.RLE,
}
_ALLOCATED: Final = frozenset({1, 8, 16, 32})
_HALF_COLOUR: Final = frozenset({"YBR_FULL_422", "YBR_PARTIAL_420", "YBR_PARTIAL_422"})
_AS_DECODED: Final = frozenset(
    {"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_RCT", "YBR_ICT"}
)


class PixelHeader(Attributes, Protocol):
    """A header that can be asked for numbers too."""

    def number(self, tag: int) -> int | None:
        """The first whole number, or `None`."""
        ...


def codec_of(transfer_syntax_uid: str) -> Codec | None:
    """Tell how frames are compressed; `None` for a way that nothing here decodes."""
    return _CODECS.get(transfer_syntax_uid)


def pixel_format(head: Part10Head) -> PixelFormat | None:
    """Read what one frame of a file is; `None` for pixels in a form that nothing here decodes.

    Raises:
        InputInvalid: as `described`.
    """
    codec = codec_of(head.transfer_syntax_uid)
    tag = head.bulk.tag if head.bulk else _PIXELS
    return None if codec is None else described(HeaderAttributes(head.header), codec, tag)


def described(source: PixelHeader, codec: Codec, pixel_tag: int = _PIXELS) -> PixelFormat:
    """Read what one frame is, from a header of any origin.

    Raises:
        InputInvalid: no image, sizes that are absent or contradict each other, or a frame larger than
            `MAX_FRAME_BYTES`.
    """
    bits = _FLOATING.get(pixel_tag) or source.number(_BITS_ALLOCATED) or 0
    is_float = pixel_tag in _FLOATING
    stored = source.number(_BITS_STORED) or bits
    found = PixelFormat(
        codec=codec,
        rows=source.number(_ROWS) or 0,
        columns=source.number(_COLUMNS) or 0,
        samples_per_pixel=source.number(_SAMPLES) or 1,
        bits_allocated=bits,
        bits_stored=bits if is_float else stored,
        high_bit=bits - 1 if is_float else _absent_or(source.number(_HIGH_BIT), stored - 1),
        is_signed=source.number(_REPRESENTATION) == 1,
        photometric=text(source, at.PHOTOMETRIC_INTERPRETATION) or "MONOCHROME2",
        is_planar=source.number(_PLANAR) == 1,
        is_float=is_float,
    )
    _check(found)
    return found


def representative_frame(head: Part10Head) -> int:
    """Give the frame that stands for all: the one that the header names, else the middle one."""
    count = head.frame_count or 1
    named = HeaderAttributes(head.header).number(_REPRESENTATIVE_FRAME) or 0
    return named if 1 <= named <= count else (count + 1) // 2


def may_become(recoded: Recoded, pixels: PixelFormat) -> bool:
    """Whether a reader that follows the header sees the same once samples are written anew: they must be
    whole numbers, of 8 or 16 bits for HTJ2K, and a colour must not be shared between pixels.
    """
    sizes = (8, 16) if recoded is Recoded.HTJ2K else (8, 16, 32)
    return pixels.bits_allocated in sizes and not pixels.is_float and pixels.photometric in _AS_DECODED


def _check(pixels: PixelFormat) -> None:
    if not (pixels.rows and pixels.columns and pixels.bits_allocated):
        raise InputInvalid("an image without sizes")
    if pixels.decoded_bytes > MAX_FRAME_BYTES:
        raise InputInvalid("an image larger than may be decoded")
    if pixels.samples_per_pixel != (1 if pixels.is_monochrome or pixels.has_palette else 3):
        raise InputInvalid("an image of a number of colours that there is not")
    if not pixels.is_float and pixels.bits_allocated not in _ALLOCATED:
        raise InputInvalid("an image whose pixels are no whole bytes")
    if not pixels.bits_stored <= pixels.high_bit + 1 <= pixels.bits_allocated or pixels.bits_stored < 1:
        raise InputInvalid("an image whose bits contradict each other")
    if pixels.photometric in _HALF_COLOUR and (pixels.samples_per_pixel != 3 or pixels.bits_allocated != 8):
        raise InputInvalid("an image whose colours contradict each other")


def _absent_or(number: int | None, default: int) -> int:
    return default if number is None else number
