"""What is made of a frame: a picture for a screen, or the same samples uncompressed or as lossless HTJ2K.

Standard: DICOM PS3.18 §8.7.4 (rendered media types); PS3.5 §8.1.1 (native), §8.2.19 and §A.4.11 (HTJ2K).
"""

import numpy as np
from imagecodecs import htj2k_encode, jpeg8_encode, png_encode

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.pixels.decoding import Frame, Samples, decode, stored_values
from tijdlijn.wire.pixels.order import Order, Picture, PixelFormat, Recoded
from tijdlijn.wire.pixels.scaling import in_viewport
from tijdlijn.wire.pixels.shading import Bytes, as_rgb, brightness, colour_of


def carry_out(order: Order, frame: Frame) -> bytes:
    """Do what is asked for with one frame.

    Raises:
        InputInvalid: the frame is not what it should be. MemoryError: more than this process may take.
    """
    samples = decode(frame, order.pixels)
    if order.picture is not None:
        return _encoded(_drawn(samples, order.pixels, order.picture), order.picture)
    if order.recoded is Recoded.PLAIN:
        return _plain(samples, order.pixels)
    return _as_htj2k(samples, order.pixels)


def _drawn(samples: Samples, pixels: PixelFormat, picture: Picture) -> Bytes:
    values = stored_values(samples, pixels)
    if picture.palette is not None:
        drawn = colour_of(values, picture.palette)
    elif picture.grayscale is not None:
        drawn = brightness(values, picture.grayscale, pixels)
    else:
        drawn = as_rgb(values, pixels)
    return drawn if picture.viewport is None else in_viewport(drawn, picture.viewport)


def _encoded(drawn: Bytes, picture: Picture) -> bytes:
    match picture.media_type:
        case "image/jpeg":
            return bytes(jpeg8_encode(drawn, level=picture.quality))
        case "image/png":
            # Its fastest settings, which are its best for this as well.
            return bytes(png_encode(drawn, level=1, strategy=3, filter=16))
        case _:
            raise InputInvalid("no such form of picture")


def _as_htj2k(samples: Samples, pixels: PixelFormat) -> bytes:
    # The transform of colours is reversible; what is no RGB goes without it, sample by sample.
    is_rgb = pixels.photometric in ("RGB", "YBR_RCT", "YBR_ICT")
    return bytes(htj2k_encode(samples, reversible=True, rgb=is_rgb, planar=False))


def _plain(samples: Samples, pixels: PixelFormat) -> bytes:
    # In containers of the header's size, little endian, and by plane where it says so.
    kind = "i" if pixels.is_signed else "u"
    whole = samples.astype(f"<{kind}{pixels.bits_allocated // 8}")
    return (np.moveaxis(whole, -1, 0) if pixels.is_planar and whole.ndim == 3 else whole).tobytes()
