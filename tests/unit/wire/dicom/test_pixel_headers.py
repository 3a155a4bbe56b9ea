"""What a header says of pixels, tables and windows, held to limits before anything is made of it."""

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lib.published_pixels import published
from tests.unit.wire.dicom.samples import image, written
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.codestream import check_codestream
from tijdlijn.wire.dicom.element import Element
from tijdlijn.wire.dicom.grayscale import grayscale_of
from tijdlijn.wire.dicom.lookup_tables import lookup_table, palette_of
from tijdlijn.wire.dicom.part10 import Part10Head, read_head
from tijdlijn.wire.dicom.pixel_format import (
    may_become,
    pixel_format,
    representative_frame,
)
from tijdlijn.wire.pixels.order import Codec, LookupTable, PixelFormat, Recoded, Window, WindowFunction

CT = PixelFormat(Codec.NONE, 512, 512, 1, 16, 12, 11, True, "MONOCHROME2")


NOISY = ("JPEG2000.dcm", "JPGExtended.dcm", "MR_small_RLE.dcm")


def head_of(**elements: object) -> Part10Head:
    file = written(image(**elements))  # type: ignore[arg-type]
    head = read_head(file, total_bytes=len(file))
    assert isinstance(head, Part10Head)
    return head


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.6.hostile")
@pytest.mark.parametrize(
    "lie",
    [
        {"Rows": 65535, "Columns": 65535},
        {"Rows": 0},
        {"BitsAllocated": 12},
        {"BitsAllocated": 0},
        {"BitsStored": 17},
        {"BitsStored": 12, "HighBit": 5},
        {"SamplesPerPixel": 3},
        {"SamplesPerPixel": 65535, "PhotometricInterpretation": "RGB"},
        {"PhotometricInterpretation": "YBR_FULL_422", "SamplesPerPixel": 3},
    ],
)
def test_sizes_that_cannot_be_are_refused(lie: dict[str, object]) -> None:
    assert pixel_format(head_of()) is not None
    with pytest.raises(InputInvalid):
        pixel_format(head_of(**lie))


@pytest.mark.requirement("T3.6.codecs")
def test_a_form_that_nothing_decodes_is_known_before() -> None:
    for syntax in ("1.2.840.10008.1.2.4.102", "1.2.840.10008.1.2.4.112", "1.2.3"):
        assert pixel_format(replace(head_of(), transfer_syntax_uid=syntax)) is None


@pytest.mark.requirement("T3.6.htj2k")
def test_what_a_reader_of_the_header_would_see_otherwise_stays_as_it_is() -> None:
    assert may_become(Recoded.HTJ2K, CT)
    assert may_become(Recoded.HTJ2K, replace(CT, samples_per_pixel=3, photometric="RGB", bits_allocated=8))
    for other in (
        replace(CT, bits_allocated=32),
        replace(CT, bits_allocated=1),
        replace(CT, is_float=True),
        replace(CT, samples_per_pixel=3, photometric="YBR_FULL_422"),
    ):
        assert not may_become(Recoded.HTJ2K, other)


def test_one_frame_stands_for_all() -> None:
    assert representative_frame(head_of()) == 1
    assert representative_frame(head_of(NumberOfFrames=10)) == 5
    assert representative_frame(head_of(NumberOfFrames=10, RepresentativeFrameNumber=8)) == 8
    assert representative_frame(head_of(NumberOfFrames=10, RepresentativeFrameNumber=11)) == 5


@pytest.mark.hazard("H21")
@pytest.mark.parametrize(
    ("elements", "window"),
    [
        ({"WindowCenter": "40", "WindowWidth": "400"}, Window(40, 400)),
        ({"WindowCenter": ["40", "-600"], "WindowWidth": ["400", "1500"]}, Window(40, 400)),
        ({"WindowCenter": "40", "WindowWidth": "0"}, None),
        ({"WindowCenter": "40", "WindowWidth": "-400"}, None),
        ({"WindowCenter": "40"}, None),
        ({}, None),
        (
            {"WindowCenter": "40", "WindowWidth": "0.5", "VOILUTFunction": "SIGMOID"},
            Window(40, 0.5, WindowFunction.SIGMOID),
        ),
        ({"WindowCenter": "40", "WindowWidth": "400", "VOILUTFunction": "OWN"}, None),
    ],
)
def test_a_window_that_cannot_be_one_is_left_out(elements: dict[str, object], window: Window | None) -> None:
    assert grayscale_of(head_of(**elements), 1).window == window


@pytest.mark.hazard("H21")
def test_a_slope_of_nothing_is_left_out() -> None:
    scaled = grayscale_of(head_of(RescaleSlope="2.5", RescaleIntercept="-1024"), 1)
    assert (scaled.slope, scaled.intercept) == (2.5, -1024.0)
    flat = grayscale_of(head_of(RescaleSlope="0", RescaleIntercept="-1024"), 1)
    assert (flat.slope, flat.intercept) == (1.0, 0.0)


@pytest.mark.hazard("H21")
@pytest.mark.parametrize("descriptor", [b"", struct.pack("<HHH", 9, 0, 16), struct.pack("<HHH", 4, 0, 0)])
def test_a_table_that_cannot_be_one_is_refused(descriptor: bytes) -> None:
    good = {0x00283002: Element("US", struct.pack("<HHH", 4, 0, 16)), 0x00283006: Element("OW", b"\0" * 8)}
    assert lookup_table(good) == LookupTable(0, 4, 16, b"\0" * 8)
    with pytest.raises(InputInvalid):
        lookup_table(good | {0x00283002: Element("US", descriptor)})


def test_a_table_may_begin_below_zero_and_have_all_entries_there_are() -> None:
    descriptor = struct.pack("<HhH", 0, -1024, 8)
    table = lookup_table({0x00283002: Element("SS", descriptor), 0x00283006: Element("OW", b"\1" * 65536)})
    assert (table.first, table.entries, table.entry_bytes) == (-1024, 65536, 1)


def palette(*segments: int, entries: int = 8) -> bytes:
    descriptor = Element("US", struct.pack("<HHH", entries, 0, 16))
    data = Element("OW", struct.pack(f"<{len(segments)}H", *segments))
    tags = {0x00281101 + place: descriptor for place in range(3)}
    return palette_of(tags | {0x00281221 + place: data for place in range(3)}).red.data


def test_a_segmented_palette_is_written_out() -> None:
    words = palette(0, 2, 10, 20, 1, 3, 50, 2, 1, 0, 0, 0, 1, 99)
    assert struct.unpack("<8H", words) == (10, 20, 30, 40, 50, 10, 20, 99)


@pytest.mark.hazard("H22")
@pytest.mark.parametrize(
    "segments",
    [(7, 1, 0), (1, 2, 3), (0, 1, 5), (2, 65535, 0, 0) * 50, (0, 0) + (2, 65535, 0, 0) * 4000, (2, 1, 8, 0)],
)
def test_a_segmented_palette_that_lies_has_an_end(segments: tuple[int, ...]) -> None:
    with pytest.raises(InputInvalid):
        palette(*segments, entries=65535)


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.6.hostile")
@given(
    noise=st.binary(max_size=200),
    name=st.sampled_from(["JPEG2000.dcm", "JPGExtended.dcm", "MR_small_RLE.dcm"]),
)
def test_noise_is_never_taken_for_a_codestream(noise: bytes, name: str) -> None:
    sound = published(name)
    for frame in (noise, sound.frame[:4] + noise, sound.frame[:60] + noise):
        with pytest.raises(InputInvalid):
            check_codestream(frame, replace(sound.pixels, rows=sound.pixels.rows + 1))


@pytest.mark.hazard("H22")
def test_a_codestream_of_another_size_is_refused_whatever_it_says() -> None:
    sound = published("JPEG2000.dcm")
    check_codestream(sound.frame, sound.pixels)
    for at, value in ((8, 65535), (12, 2**32 - 1), (24, 1), (40, 0x00040000)):
        lying = bytearray(sound.frame)
        lying[at : at + 4] = struct.pack(">I", value)
        with pytest.raises(InputInvalid):
            check_codestream(bytes(lying), sound.pixels)
