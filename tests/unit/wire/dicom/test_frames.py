"""Where frames stand: computed, from a table, or found fragment by fragment; pydicom is the oracle."""

import contextlib
import struct
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.encaps import encapsulate, encapsulate_extended, generate_frames
from pydicom.uid import UID, JPEG2000Lossless, JPEGBaseline8Bit, RLELossless

from tests.unit.wire.dicom.samples import SAMPLES, image, sample, written
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.fragments import FragmentScanner
from tijdlijn.wire.dicom.frame import Frame
from tijdlijn.wire.dicom.frames import frames_by_header, frames_in, frames_of_fragments
from tijdlijn.wire.dicom.part10 import Part10Head, read_head
from tijdlijn.wire.dicom.transfer_syntax import frame_content_type

JPEGS = [b"\xff\xd8one!", b"\xff\xd8two, which is longer.", b"\xff\xd8three!"]


def head_of(file: bytes) -> Part10Head:
    head = read_head(file, total_bytes=len(file))
    assert isinstance(head, Part10Head)
    return head


def taken(file: bytes, frame: Frame) -> bytes:
    return frame.served(b"".join(file[one.start : one.end] for one in frame.ranges))


def all_frames(file: bytes) -> list[bytes]:
    frames = frames_in(head_of(file), file)
    return [taken(file, frames.frame(number)) for number in range(1, frames.count + 1)]


def encapsulated(pixels: bytes, count: int, syntax: UID = JPEGBaseline8Bit, **elements: object) -> bytes:
    made = image(syntax, NumberOfFrames=str(count), **elements)
    made.PixelData = pixels
    made["PixelData"].is_undefined_length = True
    made["PixelData"].VR = "OB"
    return written(made)


@pytest.mark.parametrize(
    "name",
    [
        "693_J2KI.dcm",
        "JPEG2000-embedded-sequence-delimiter.dcm",
        "MR_small_RLE.dcm",
        "SC_rgb_rle_16bit_2frame.dcm",
        "examples_ybr_color.dcm",
        "rtdose_rle.dcm",
    ],
)
def test_compressed_frames_are_those_that_pydicom_finds(name: str) -> None:
    theirs = dcmread(SAMPLES / name)
    count = int(theirs.get("NumberOfFrames", 1))

    assert all_frames(sample(name)) == list(generate_frames(theirs.PixelData, number_of_frames=count))


@pytest.mark.parametrize(
    "name", ["rtdose.dcm", "rtdose_1frame.dcm", "CT_small.dcm", "examples_rgb_color.dcm"]
)
def test_uncompressed_frames_divide_the_pixels(name: str) -> None:
    theirs = dcmread(SAMPLES / name)
    frames = all_frames(sample(name))

    assert len(frames) == int(theirs.get("NumberOfFrames", 1))
    assert b"".join(frames) == theirs.PixelData


@pytest.mark.parametrize(
    ("big", "little"),
    [
        ("MR_small_bigendian.dcm", "MR_small.dcm"),
        ("rtdose_expb.dcm", "rtdose.dcm"),
        ("liver_expb_1frame.dcm", "liver_1frame.dcm"),
        ("SC_rgb_small_odd_big_endian.dcm", "SC_rgb_small_odd.dcm"),
    ],
)
def test_big_endian_frames_are_served_in_little_endian(big: str, little: str) -> None:
    assert all_frames(sample(big)) == all_frames(sample(little))


def test_pixels_that_share_their_colour_take_two_bytes_each() -> None:
    assert [len(one) for one in all_frames(sample("SC_ybr_full_422_uncompressed.dcm"))] == [100 * 100 * 2]


def test_frames_of_one_bit_a_pixel_begin_within_a_byte_and_are_served_from_their_first() -> None:
    three_by_three = image(Rows=3, Columns=3, BitsAllocated=1, BitsStored=1, HighBit=0, NumberOfFrames="3")
    bits = "101010101" + "111000111" + "000111000"
    packed = int(bits[::-1], 2).to_bytes(4, "little")
    del three_by_three[0x7FE00010]
    three_by_three.add_new(0x7FE00010, "OB", packed)

    frames = all_frames(written(three_by_three))

    assert [f"{int.from_bytes(one, 'little'):09b}"[::-1] for one in frames] == [
        bits[:9],
        bits[9:18],
        bits[18:],
    ]


def test_a_basic_offset_table_tells_frames_of_several_fragments_apart() -> None:
    pixels = encapsulate(JPEGS, fragments_per_frame=2, has_bot=True)

    assert [one.rstrip(b"\0") for one in all_frames(encapsulated(pixels, 3))] == JPEGS


def test_without_a_table_the_beginning_of_an_image_tells() -> None:
    pixels = encapsulate(JPEGS, fragments_per_frame=2, has_bot=False)

    assert [one.rstrip(b"\0") for one in all_frames(encapsulated(pixels, 3))] == JPEGS


def test_frames_that_nothing_tells_apart_are_refused_not_guessed() -> None:
    pixels = encapsulate([b"one!" * 50, b"two!" * 50], fragments_per_frame=2, has_bot=False)

    with pytest.raises(InputInvalid):
        all_frames(encapsulated(pixels, 2, RLELossless))
    with pytest.raises(InputInvalid):
        all_frames(encapsulated(pixels, 2147483647, RLELossless))


def test_one_frame_takes_all_fragments() -> None:
    pixels = encapsulate([b"one!one!two!"], fragments_per_frame=3, has_bot=False)

    assert all_frames(encapsulated(pixels, 1)) == [b"one!one!two!"]


def test_an_extended_offset_table_gives_frames_without_a_look_at_the_pixels() -> None:
    pixels, offsets, lengths = encapsulate_extended(JPEGS)
    file = encapsulated(pixels, 3, ExtendedOffsetTable=offsets, ExtendedOffsetTableLengths=lengths)
    head = head_of(file)

    frames = frames_by_header(head)

    assert frames is not None
    assert [taken(file, frames.frame(number)).rstrip(b"\0") for number in (1, 2, 3)] == JPEGS
    assert frames_by_header(head_of(sample("examples_ybr_color.dcm"))) is None


@given(st.lists(st.integers(1, 5000), max_size=40))
def test_a_scanner_finds_the_same_however_the_bytes_come(sizes: list[int]) -> None:
    file = encapsulated(encapsulate(JPEGS, fragments_per_frame=2), 3, PatientComments="x" * 900)
    head = head_of(file)
    scanner = FragmentScanner(head.pixel_at or 0)
    at = 0
    for size in [*sizes, len(file)]:
        scanner.feed(memoryview(file)[at : at + size], at)
        at += size

    frames = frames_of_fragments(head, scanner)

    assert [taken(file, frames.frame(number)).rstrip(b"\0") for number in (1, 2, 3)] == JPEGS


def test_a_scanner_asks_for_ten_bytes_a_fragment_where_a_file_can_be_read_anywhere() -> None:
    file = sample("examples_ybr_color.dcm")
    head = head_of(file)
    scanner = FragmentScanner(head.pixel_at or 0)
    looked_at = 0
    while not scanner.is_done:
        at, size = scanner.next_at, 10 if scanner.fragments else 200
        scanner.feed(file[at : at + size], at)
        looked_at += size

    assert len(scanner.fragments) == 30
    assert looked_at < 1000
    assert frames_of_fragments(head, scanner).count == 30


def test_a_file_cut_off_within_its_pixels_is_refused() -> None:
    file = sample("examples_ybr_color.dcm")
    head = head_of(file)

    for size in (len(file) - 8, len(file) // 2, (head.pixel_at or 0) + 4):
        with pytest.raises(InputInvalid):
            frames_in(head, file[:size])
    plain = sample("rtdose.dcm")
    with pytest.raises(InputInvalid):
        frames_in(head_of(plain), plain[:-1])


def test_a_frame_past_the_end_is_refused_and_announced_ones_cost_nothing() -> None:
    file = written(image(NumberOfFrames="2147483647"))
    tracemalloc.start()
    try:
        frames = frames_in(head_of(file), file)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert frames.count == 1
    assert peak_bytes < 100_000
    for number in (0, 2, -1, 2147483647):
        with pytest.raises(InputInvalid):
            frames.frame(number)
    huge = written(image(Rows=65535, Columns=65535))
    with pytest.raises(InputInvalid):
        frames_in(head_of(huge), huge)


@given(st.binary(max_size=400), st.integers(1, 5))
def test_random_fragments_give_frames_or_are_refused(pixels: bytes, count: int) -> None:
    head = head_of(encapsulated(encapsulate(JPEGS), count))
    scanner = FragmentScanner(head.pixel_at or 0)
    table = struct.pack("<HHL", 0xFFFE, 0xE000, 0)
    with contextlib.suppress(InputInvalid):
        scanner.feed(table + pixels, head.pixel_at or 0)
        frames_of_fragments(head, scanner)


def test_a_part_says_what_its_frame_is() -> None:
    assert frame_content_type(JPEG2000Lossless) == "image/jp2; transfer-syntax=1.2.840.10008.1.2.4.90"
    assert (
        frame_content_type("1.2.840.10008.1.2.4.202") == "image/jphc; transfer-syntax=1.2.840.10008.1.2.4.202"
    )
    assert frame_content_type("1.2.840.10008.1.2.4.80").startswith("image/jls; ")
    assert frame_content_type(RLELossless).startswith("image/dicom-rle; ")
    for plain in ("1.2.840.10008.1.2", "1.2.840.10008.1.2.2"):
        assert frame_content_type(plain) == "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
