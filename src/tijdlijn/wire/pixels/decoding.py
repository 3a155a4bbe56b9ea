"""A frame's bytes as an array of its samples. Native code runs here: only in the decoder's child process.

Samples come as they are stored: no colour is converted but what a codec's own transform asks for, and each
value is what the header says it is, signed or not.

Standard: DICOM PS3.5 §8.1.1 (bits), §8.2 (codecs), Annex G (RLE); PS3.3 C.7.6.3.1.
"""

from typing import Any, Final

import numpy as np
from imagecodecs import (
    dicomrle_decode,
    htj2k_decode,
    jpeg2k_decode,
    jpeg8_decode,
    jpegls_decode,
    ljpeg_decode,
)
from numpy.typing import NDArray

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.pixels.order import Codec, PixelFormat

Samples = NDArray[Any]
"""Rows, columns and, for colour, samples."""

Frame = bytes | bytearray

_ADOBE: Final = b"\xff\xee\x00\x0eAdobe"
_JPEG_HEAD_BYTES: Final = 4096


def decode(frame: Frame, pixels: PixelFormat) -> Samples:
    """Decode one frame.

    Raises:
        InputInvalid: the bytes are no such frame. MemoryError: more than this process may take.
    """
    try:
        samples = _decoded(frame, pixels)
    except (RuntimeError, ValueError, TypeError, IndexError, OverflowError) as error:
        raise InputInvalid("a frame that cannot be decoded") from error
    if samples.shape != _shape(pixels) or samples.dtype.kind not in "iuf":
        raise InputInvalid("a frame of another size than its header says")
    return _as_announced(samples, pixels)


def stored_values(samples: Samples, pixels: PixelFormat) -> Samples:
    """Give the values without bits that belong to something else, such as overlays in the high bits."""
    unused = pixels.bits_allocated - pixels.bits_stored
    if pixels.is_float or samples.dtype.itemsize * 8 != pixels.bits_allocated or not unused:
        return samples
    left = pixels.bits_allocated - 1 - pixels.high_bit
    return (samples << left) >> unused


def _decoded(frame: Frame, pixels: PixelFormat) -> Samples:
    match pixels.codec:
        case Codec.NONE:
            decoded = _uncompressed(frame, pixels)
        case Codec.JPEG:
            decoded = _jpeg(frame, pixels)
        case Codec.JPEG_LOSSLESS:
            decoded = ljpeg_decode(frame)
        case Codec.JPEG_LS:
            decoded = jpegls_decode(frame)
        case Codec.JPEG_2000:
            decoded = jpeg2k_decode(frame, numthreads=1)
        case Codec.HTJ2K:
            decoded = htj2k_decode(frame)
        case Codec.RLE:
            decoded = _rle(frame, pixels)
    return decoded


def _jpeg(frame: Frame, pixels: PixelFormat) -> Samples:
    if pixels.samples_per_pixel == 1:
        return jpeg8_decode(frame)
    if _ADOBE in frame[:_JPEG_HEAD_BYTES]:
        # The codestream says itself whether its colours were transformed.
        return jpeg8_decode(frame, outcolorspace="RGB")
    # Without the transform: the samples are those of the header's photometric interpretation, which is right
    # where the codestream is silent, and where a JFIF marker says YCbCr of what is RGB.
    space = "RGB" if pixels.photometric == "RGB" else "YCBCR"
    return jpeg8_decode(frame, colorspace=space, outcolorspace=space)


def _rle(frame: Frame, pixels: PixelFormat) -> Samples:
    kind = f"<u{pixels.bits_allocated // 8}"
    # The size bounds what is unpacked, whatever the segments say of themselves.
    unpacked = dicomrle_decode(frame, kind, out=pixels.decoded_bytes)
    planes = np.frombuffer(unpacked, kind).reshape(pixels.samples_per_pixel, pixels.rows, pixels.columns)
    return _interleaved(planes)


def _uncompressed(frame: Frame, pixels: PixelFormat) -> Samples:
    if pixels.bits_allocated == 1:
        bits = np.unpackbits(np.frombuffer(frame, np.uint8), bitorder="little")
        return bits[: pixels.rows * pixels.columns].reshape(_shape(pixels))
    kind = "f" if pixels.is_float else "u"
    values = np.frombuffer(frame, f"<{kind}{pixels.bits_allocated // 8}")
    if pixels.photometric == "YBR_FULL_422":
        return _shared_colour(values, pixels)
    count = pixels.rows * pixels.columns * pixels.samples_per_pixel
    if pixels.is_planar and pixels.samples_per_pixel > 1:
        planes = values[:count].reshape(pixels.samples_per_pixel, pixels.rows, pixels.columns)
        return _interleaved(planes)
    return values[:count].reshape(_shape(pixels))


def _shared_colour(values: Samples, pixels: PixelFormat) -> Samples:
    """Two pixels share their colour: Y Y Cb Cr (PS3.3 C.7.6.3.1.2)."""
    pairs = values[: pixels.rows * pixels.columns * 2].reshape(-1, 4)
    full = np.empty((len(pairs), 2, 3), values.dtype)
    full[:, :, 0] = pairs[:, :2]
    full[:, :, 1:] = pairs[:, None, 2:]
    return full.reshape(_shape(pixels))


def _interleaved(planes: Samples) -> Samples:
    return planes[0] if len(planes) == 1 else np.ascontiguousarray(np.moveaxis(planes, 0, -1))


def _shape(pixels: PixelFormat) -> tuple[int, ...]:
    size = (pixels.rows, pixels.columns)
    return size if pixels.samples_per_pixel == 1 else (*size, pixels.samples_per_pixel)


def _as_announced(samples: Samples, pixels: PixelFormat) -> Samples:
    """Read the numbers as signed or not, as the header has it: most codecs know no sign, and archives hold
    JPEG 2000 whose own word on it differs from the header's.
    """
    if samples.dtype.kind == "f" or pixels.bits_allocated == 1:
        return samples
    bits = samples.dtype.itemsize * 8
    is_signed = samples.dtype.kind == "i"
    if is_signed == pixels.is_signed:
        return samples
    turned = samples.view(f"{'i' if pixels.is_signed else 'u'}{samples.dtype.itemsize}")
    if pixels.codec is Codec.NONE or pixels.codec is Codec.RLE or pixels.bits_stored >= bits:
        return turned
    if pixels.is_signed:
        return (turned << (bits - pixels.bits_stored)) >> (bits - pixels.bits_stored)
    return turned & ((1 << pixels.bits_stored) - 1)
