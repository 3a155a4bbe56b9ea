"""The head of a file: read from its first bytes, with no length in it believed."""

import contextlib
import struct
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from tests.unit.wire.dicom.samples import SAMPLES, image, sample, written
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId, SeriesInstanceUID, SopInstanceUID, StudyInstanceUID
from tijdlijn.wire.dicom.part10 import NeedMore, Part10Head, read_head

ARCHIVE = "2.999.1.2"
READABLE = [
    "CT_small.dcm",
    "JPEG2000.dcm",
    "MR_small_RLE.dcm",
    "MR_small_bigendian.dcm",
    "MR_small_implicit.dcm",
    "examples_overlay.dcm",
    "examples_ybr_color.dcm",
    "image_dfl.dcm",
    "liver_1frame.dcm",
    "reportsi.dcm",
    "rtdose.dcm",
    "rtplan.dcm",
    "waveform_ecg.dcm",
]


def head_of(file: bytes) -> Part10Head:
    head = read_head(file, total_bytes=len(file), default_issuer=ARCHIVE)
    assert isinstance(head, Part10Head)
    return head


def tag(number: int) -> bytes:
    return struct.pack("<HH", number >> 16, number & 0xFFFF)


def with_element(number: int, vr: bytes, length: int) -> bytes:
    """A file that ends with an element in the long form that announces so many bytes and has none."""
    bare = image()
    del bare[0x7FE00010]
    for element in list(bare.group_dataset(0x0028)):
        del bare[element.tag]
    return written(bare) + tag(number) + vr + b"\0\0" + struct.pack("<L", length)


@pytest.mark.parametrize("name", READABLE)
def test_reads_what_pydicom_reads_whichever_way_it_is_written(name: str) -> None:
    file, theirs = sample(name), dcmread(SAMPLES / name)

    head = head_of(file)

    assert head.transfer_syntax_uid == theirs.file_meta.TransferSyntaxUID
    assert head.sop_instance_uid == SopInstanceUID(theirs.SOPInstanceUID)
    assert head.series_uid == SeriesInstanceUID(theirs.SeriesInstanceUID)
    assert head.study_uid == StudyInstanceUID(theirs.StudyInstanceUID)
    assert head.rows == theirs.get("Rows")
    assert head.bits_allocated == theirs.get("BitsAllocated")
    assert set(head.header) == {
        element.tag for element in theirs if element.tag < 0x7FE00000 and element.tag.element != 0
    }


@pytest.mark.parametrize(
    "syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian]
)
def test_says_where_pixels_begin_and_how_many_are_announced(syntax: UID) -> None:
    file = written(image(syntax, NumberOfFrames="2", BitsAllocated=8))

    head = head_of(file)

    assert (head.frame_count, head.rows, head.columns, head.pixel_length) == (2, 4, 4, 32)
    if syntax == DeflatedExplicitVRLittleEndian:
        assert head.pixel_at is None
    else:
        assert head.pixel_at is not None
        assert file[head.pixel_at :] == bytes(range(32))


def test_asks_for_bytes_until_the_pixels_begin_and_for_none_of_them() -> None:
    file = sample("CT_small.dcm")
    buffer = bytearray()
    asked = 0
    while isinstance(answer := read_head(buffer, default_issuer=ARCHIVE), NeedMore):
        assert answer.at_least_bytes > len(buffer)
        buffer += file[len(buffer) : answer.at_least_bytes]
        asked += 1

    assert len(buffer) <= (answer.pixel_at or 0)
    assert answer == head_of(file)
    assert asked > 2


def test_numbers_of_a_patient_carry_their_issuer_or_that_of_the_archive() -> None:
    issuer = Dataset()
    issuer.UniversalEntityID, issuer.UniversalEntityIDType = "2.999.1", "ISO"

    assert head_of(written(image())).patient_id == LocalPatientId("P-17", ARCHIVE)
    named = image(IssuerOfPatientIDQualifiersSequence=[issuer])
    assert head_of(written(named)).patient_id == LocalPatientId("P-17", "2.999.1")
    assert head_of(written(image(PatientID=""))).patient_id is None


def test_a_header_that_ends_with_the_file_needs_its_size_to_be_whole() -> None:
    file = sample("reportsi.dcm")

    assert read_head(file) == NeedMore(len(file) + 8)
    assert head_of(file).frame_count is None
    assert head_of(file).bulk is None


def test_a_document_ends_the_header_and_is_no_picture() -> None:
    pdf = image(EncapsulatedDocument=b"%PDF-1.7", MIMETypeOfEncapsulatedDocument="application/pdf")
    file = written(pdf)

    head = head_of(file)

    assert head.bulk is not None
    assert (head.bulk.tag, head.bulk.length, head.frame_count) == (0x00420011, 8, None)
    assert file[head.bulk.at :].startswith(b"%PDF-1.7")
    assert head.pixel_at is None


def test_explicit_files_that_are_written_implicit_are_read_all_the_same() -> None:
    explicit, implicit = written(image()), written(image(ImplicitVRLittleEndian))
    first = tag(0x00080005)
    announced = explicit[: explicit.index(first)] + implicit[implicit.index(first) :]

    head = head_of(announced)

    assert (head.rows, head.pixel_length) == (4, 32)


def test_a_length_larger_than_the_file_is_refused() -> None:
    file = with_element(0x00280010, b"UN", 0xFFFFFFF0)

    with pytest.raises(InputInvalid):
        head_of(file)
    with pytest.raises(InputInvalid):
        read_head(file, total_bytes=len(file) + 1000)


def test_a_header_too_large_to_hold_ends_early_but_not_before_it_says_whose_it_is() -> None:
    file = with_element(0x30060039, b"UN", 600 * 1024 * 1024)

    head = read_head(file)
    assert isinstance(head, Part10Head)
    assert head.is_cut_off
    assert head.study_uid == StudyInstanceUID("1.2.3")
    assert not head_of(sample("CT_small.dcm")).is_cut_off

    anonymous = image()
    del anonymous.SeriesInstanceUID, anonymous.StudyInstanceUID
    file = written(anonymous)
    with pytest.raises(InputInvalid):
        read_head(file[: file.index(tag(0x00280002))] + tag(0x00280003) + b"UN\0\0\xf0\xff\xff\xff")
    with pytest.raises(InputInvalid):
        read_head(written(image()), limit_bytes=200)


def test_sequences_nested_deeper_than_any_real_one_are_refused() -> None:
    def nested(levels: int) -> Dataset:
        inner = Dataset()
        inner.CodeValue = "X"
        for _ in range(levels):
            outer = Dataset()
            outer.ContentSequence = Sequence([inner])
            inner = outer
        return image(ContentSequence=inner.ContentSequence)

    assert head_of(written(nested(16))).study_uid == StudyInstanceUID("1.2.3")
    with pytest.raises(InputInvalid):
        head_of(written(nested(17)))

    endless = with_element(0x0040A730, b"SQ", 0xFFFFFFFF) + (
        (tag(0xFFFEE000) + b"\xff" * 4 + tag(0x0040A730) + b"SQ\0\0" + b"\xff" * 4) * 20_000
    )
    with pytest.raises(InputInvalid):
        read_head(endless)


def test_an_element_that_stands_twice_is_refused() -> None:
    file = written(image())
    at = file.index(tag(0x00100020))
    patient = file[at : at + 12]

    with pytest.raises(InputInvalid):
        head_of(file[:at] + patient + file[at:])


def test_announced_sizes_allocate_nothing() -> None:
    file = written(image(Rows=65535, Columns=65535, NumberOfFrames="2147483647"))
    tracemalloc.start()
    try:
        head = head_of(file)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (head.rows, head.columns) == (65535, 65535)
    assert peak_bytes < 1_000_000


@pytest.mark.parametrize("name", READABLE)
def test_a_file_that_was_cut_off_before_its_pixels_is_refused(name: str) -> None:
    file = sample(name)

    for size in (0, 100, 131, 140, 400, 700):
        with pytest.raises(InputInvalid):
            head_of(file[:size])


@given(st.binary(max_size=2000))
def test_random_bytes_behind_a_preamble_give_a_head_or_are_refused(data: bytes) -> None:
    file = bytes(128) + b"DICM" + data
    with contextlib.suppress(InputInvalid):
        read_head(file)
    with contextlib.suppress(InputInvalid):
        assert isinstance(read_head(file, total_bytes=len(file)), Part10Head)


@settings(max_examples=300)
@given(
    st.sampled_from(READABLE),
    st.lists(st.tuples(st.integers(132, 5000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6),
)
def test_changed_files_give_a_head_or_are_refused(name: str, changes: list[tuple[int, bytes]]) -> None:
    file = bytearray(sample(name))
    for at, data in changes:
        file[at : at + len(data)] = data
    with contextlib.suppress(InputInvalid):
        read_head(file)
    with contextlib.suppress(InputInvalid):
        assert isinstance(read_head(file, total_bytes=len(file)), Part10Head)
    # No view of the buffer is left behind, or it could not grow.
    file += b"\0"


def test_big_endian_numbers_are_turned_once() -> None:
    little = head_of(sample("MR_small.dcm"))
    big = head_of(sample("MR_small_bigendian.dcm"))

    assert (big.rows, big.columns, big.bits_allocated) == (64, 64, 16)
    assert big.transfer_syntax_uid == ExplicitVRBigEndian
    assert big.header == little.header
