"""What is to be made of one frame: plain data, complete in itself, so that whoever does it needs no header,
no file and nobody to ask.

Standard: DICOM PS3.3 C.7.6.3 (image pixel), C.11.1 (modality LUT), C.11.2 (VOI LUT), C.7.9 (palette colour);
PS3.18 §8.3.5.1 (rendering parameters).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_FRAME_BYTES: Final = 128 * 1024 * 1024
"""So much one decoded frame may take: 8,192² pixels of 16 bits; the largest mammogram takes a third."""

MAX_SIDE: Final = 4096
"""The largest viewport; a picture for a screen, not the pixels."""


class Codec(StrEnum):
    """How a frame is compressed."""

    NONE = "none"
    JPEG = "jpeg"
    JPEG_LOSSLESS = "jpeg-lossless"
    JPEG_LS = "jpeg-ls"
    JPEG_2000 = "jpeg-2000"
    HTJ2K = "htj2k"
    RLE = "rle"


class WindowFunction(StrEnum):
    """How values within a window become brightness (PS3.3 C.11.2.1.2 and .3)."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """What the bytes of one frame are. Uncompressed ones are little endian.

    `photometric` is the defined term of PS3.3 C.7.6.3.1.2; `is_planar` says that each colour stands by
    itself, `is_float` that the values are floating point.
    """

    codec: Codec
    rows: int
    columns: int
    samples_per_pixel: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    is_signed: bool
    photometric: str
    is_planar: bool = False
    is_float: bool = False

    @property
    def is_monochrome(self) -> bool:
        """Whether the values are shades of grey."""
        return self.photometric in ("MONOCHROME1", "MONOCHROME2")

    @property
    def has_palette(self) -> bool:
        """Whether the values are places in a palette."""
        return self.photometric == "PALETTE COLOR"

    @property
    def decoded_bytes(self) -> int:
        """How much memory the decoded frame takes."""
        return self.rows * self.columns * self.samples_per_pixel * max(1, self.bits_allocated // 8)


@dataclass(frozen=True, slots=True)
class LookupTable:
    """Values by index: those below `first` have the first entry, those past the end the last.

    `data` holds `entries` numbers of one or two bytes, little endian, of which `bits` are used.
    """

    first: int
    entries: int
    bits: int
    data: bytes

    @property
    def entry_bytes(self) -> int:
        """How many bytes each entry takes."""
        return 2 if len(self.data) >= 2 * self.entries else 1


@dataclass(frozen=True, slots=True)
class Window:
    """Which values, after the modality's transformation, are shown as dark to bright."""

    center: float
    width: float
    function: WindowFunction = WindowFunction.LINEAR


@dataclass(frozen=True, slots=True)
class Grayscale:
    """How stored values become brightness: modality LUT, then VOI LUT, then polarity (PS3.4 N.2).

    Of the two tables and `window` each may be absent. Without `window` and `voi_table` all values of the
    frame are shown, those of `padding` (from, to) not counted. `is_inverted`: low values are bright.
    """

    slope: float = 1.0
    intercept: float = 0.0
    modality_table: LookupTable | None = None
    window: Window | None = None
    voi_table: LookupTable | None = None
    padding: tuple[int, int] | None = None
    is_inverted: bool = False


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by stored value."""

    red: LookupTable
    green: LookupTable
    blue: LookupTable


@dataclass(frozen=True, slots=True)
class Viewport:
    """How large the picture is to be, and what part of the image it shows.

    Of the region, in pixels of the image, each part may be absent: from the first, or to the last pixel.
    The picture fits within width and height and keeps its proportions.
    """

    width: int
    height: int
    left: float = 0.0
    top: float = 0.0
    region_width: float | None = None
    region_height: float | None = None
    is_flipped_horizontally: bool = False
    is_flipped_vertically: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for a screen. `grayscale` is for images of one sample, `palette` for those with a palette;
    `quality` is from 1 to 100.
    """

    media_type: str
    quality: int
    grayscale: Grayscale | None = None
    palette: Palette | None = None
    viewport: Viewport | None = None


class Recoded(StrEnum):
    """Forms in which samples go on as samples: nothing is lost in either."""

    HTJ2K = "htj2k"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Order:
    """What to do with a frame: draw `picture`, or without it write its samples anew."""

    pixels: PixelFormat
    picture: Picture | None = None
    recoded: Recoded = Recoded.HTJ2K
