"""Frames decoded by us, held against pydicom with the codecs of others."""

from dataclasses import replace

import numpy as np
import pytest
from imagecodecs import htj2k_encode, jpeg2k_decode

from tests.lib.published_pixels import BY_CODEC, PUBLISHED, published
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.codestream import check_codestream
from tijdlijn.wire.dicom.pixel_format import may_become
from tijdlijn.wire.pixels.decoding import decode, stored_values
from tijdlijn.wire.pixels.making import carry_out
from tijdlijn.wire.pixels.order import Codec, Order, PixelFormat, Recoded

BECOMES_HTJ2K = [name for name in PUBLISHED if may_become(Recoded.HTJ2K, published(name).pixels)]
HALF_COLOUR_DIFFERS = 3
"""Where pixels share a colour, libraries fill in differently; elsewhere JPEG's arithmetic leaves one step."""


@pytest.mark.requirement("T3.6.codecs")
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_frame_is_decoded_as_pydicom_decodes_it(name: str) -> None:
    image = published(name)
    check_codestream(image.frame, image.pixels)
    ours, theirs = stored_values(decode(image.frame, image.pixels), image.pixels), image.by_pydicom()
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
    is_exact = image.pixels.codec is not Codec.JPEG
    allowed = 0 if is_exact else HALF_COLOUR_DIFFERS if "422" in image.pixels.photometric else 1
    assert np.abs(ours.astype(np.int64) - theirs.astype(np.int64)).max() <= allowed


def test_every_codec_has_an_image() -> None:
    assert set(BY_CODEC) | {"htj2k"} == {codec.value for codec in Codec}
    for codec, names in BY_CODEC.items():
        assert {published(name).pixels.codec.value for name in names} == {codec}


@pytest.mark.requirement("T3.6.codecs")
@pytest.mark.parametrize("kind", ["u1", "i1", "u2", "i2"])
@pytest.mark.parametrize("shape", [(61, 47), (40, 52, 3)])
def test_htj2k_gives_every_sample_back(kind: str, shape: tuple[int, ...]) -> None:
    limits = np.iinfo(kind)
    samples = np.random.default_rng(1).integers(limits.min, limits.max + 1, shape).astype(kind)
    bits, colours = samples.dtype.itemsize * 8, 3 if len(shape) == 3 else 1
    pixels = PixelFormat(
        *(Codec.HTJ2K, shape[0], shape[1], colours, bits, bits, bits - 1, kind[0] == "i"),
        photometric="RGB" if colours == 3 else "MONOCHROME2",
    )
    frame = bytes(htj2k_encode(samples, reversible=True, rgb=colours == 3, planar=False))
    check_codestream(frame, pixels)
    assert (decode(frame, pixels) == samples).all()


@pytest.mark.requirement("T3.6.htj2k")
@pytest.mark.parametrize(
    "name", [name for name in PUBLISHED if may_become(Recoded.HTJ2K, published(name).pixels)]
)
def test_what_is_made_into_htj2k_is_the_same_to_another_decoder(name: str) -> None:
    image = published(name)
    made = carry_out(Order(image.pixels), image.frame)
    again = jpeg2k_decode(made)  # OpenJPEG, which knows HTJ2K by itself.
    stored = decode(image.frame, image.pixels)
    assert (again.dtype, again.shape) == (stored.dtype, stored.shape)
    assert (again == stored).all()
    check_codestream(made, replace(image.pixels, codec=Codec.HTJ2K))


@pytest.mark.requirement("T3.6.plain")
@pytest.mark.parametrize("name", [*BY_CODEC["rle"], "MR_small_jp2klossless.dcm", "JPEG-LL.dcm"])
def test_what_is_written_uncompressed_is_what_pydicom_decodes(name: str) -> None:
    image = published(name)
    plain = np.frombuffer(
        carry_out(Order(image.pixels, recoded=Recoded.PLAIN), image.frame), image.by_pydicom().dtype
    )
    stored = image.by_pydicom()
    if image.pixels.is_planar:
        stored = np.moveaxis(stored, -1, 0)
    assert (plain == stored.ravel()).all()


@pytest.mark.requirement("T3.6.htj2k")
def test_twelve_bits_with_something_else_in_the_high_bits_keep_it() -> None:
    values = np.arange(64, dtype="<u2").reshape(8, 8) | 0x7000
    pixels = PixelFormat(Codec.NONE, 8, 8, 1, 16, 12, 11, False, "MONOCHROME2")
    made = carry_out(Order(pixels), values.tobytes())
    assert (jpeg2k_decode(made) == values).all()
    assert (stored_values(decode(values.tobytes(), pixels), pixels) == values & 0xFFF).all()


@pytest.mark.requirement("T3.6.hostile")
@pytest.mark.parametrize(
    "name", [name for codec, names in BY_CODEC.items() if codec != "none" for name in names[:3]]
)
def test_a_frame_that_is_cut_off_is_never_decoded(name: str) -> None:
    image = published(name)
    for size in (len(image.frame) // 4, len(image.frame) // 2, len(image.frame) * 9 // 10):
        with pytest.raises(InputInvalid):
            _tried(image.frame[:size], image.pixels)


@pytest.mark.requirement("T3.6.hostile")
@pytest.mark.parametrize("name", [names[0] for names in BY_CODEC.values()])
def test_a_frame_of_another_size_than_its_header_says_is_never_decoded(name: str) -> None:
    image = published(name)
    with pytest.raises(InputInvalid):
        _tried(image.frame, replace(image.pixels, rows=image.pixels.rows + 7))


def _tried(frame: bytes, pixels: PixelFormat) -> None:
    check_codestream(frame, pixels)
    decode(frame, pixels)
