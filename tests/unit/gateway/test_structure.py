"""A whole file is told from one that was cut off, wherever it was cut."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset, dcmread

from tests.lib.dicom_files import dicom_file
from tijdlijn.connectors.folder.structure import NotDicom, examine

PLAIN = dicom_file(SOPInstanceUID="2.25.1")
ENCAPSULATED = dicom_file(encapsulated=True, SOPInstanceUID="2.25.2")


@pytest.mark.parametrize("file", [PLAIN, ENCAPSULATED])
def test_whole_file_is_whole_and_its_header_is_the_part_before_the_pixels(file: bytes) -> None:
    structure = examine(BytesIO(file), len(file))

    assert structure.is_whole
    header = dcmread(BytesIO(structure.header))
    assert header.StudyDescription == "CT abdomen"
    assert "PixelData" not in header


@pytest.mark.requirement("T2.4.unreadable-images")
@pytest.mark.parametrize("file", [PLAIN, ENCAPSULATED])
def test_file_cut_off_anywhere_after_its_header_is_never_called_whole(file: bytes) -> None:
    header_length = len(examine(BytesIO(file), len(file)).header)

    for length in range(header_length, len(file)):
        structure = examine(BytesIO(file[:length]), length)
        assert not structure.is_whole
        assert dcmread(BytesIO(structure.header)).PatientID == "1234567"


@pytest.mark.requirement("B28", "T4.2.ties")
@pytest.mark.parametrize("encapsulated", [False, True])
@pytest.mark.parametrize("undefined", [False, True])
def test_what_an_importer_replaced_is_read_though_it_stands_behind_the_header(
    encapsulated: bool, undefined: bool
) -> None:
    replaced = Dataset()
    replaced.StudyInstanceUID = "2.25.9"
    change = Dataset()
    change.ModifiedAttributesSequence = [replaced]
    file = dicom_file(
        encapsulated=encapsulated, OriginalAttributesSequence=[change], EncapsulatedDocument=b"x" * 64
    )
    if undefined:
        held = dcmread(BytesIO(file))
        held["OriginalAttributesSequence"].is_undefined_length = True
        written = BytesIO()
        held.save_as(written)
        file = written.getvalue()

    header = dcmread(BytesIO(examine(BytesIO(file), len(file)).header))
    [read] = header.OriginalAttributesSequence
    assert read.ModifiedAttributesSequence[0].StudyInstanceUID == "2.25.9"
    assert "EncapsulatedDocument" not in header


def test_what_an_importer_replaced_is_left_where_it_is_if_it_is_much() -> None:
    change = Dataset()
    change.ModifyingSystem = "x" * 64
    file = dicom_file(OriginalAttributesSequence=[change] * 2000)

    assert len(examine(BytesIO(file), len(file)).header) < 4096


@given(st.integers(0, len(PLAIN)))
def test_what_is_read_of_a_cut_off_file_is_never_more_than_there_is(length: int) -> None:
    try:
        structure = examine(BytesIO(PLAIN[:length]), length)
    except NotDicom:
        return
    assert PLAIN.startswith(structure.header)


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_structure_or_are_no_dicom(noise: bytes) -> None:
    for content in (noise, b"\0" * 128 + b"DICM" + noise):
        try:
            assert len(examine(BytesIO(content), len(content)).header) <= len(content)
        except NotDicom:
            continue


def test_file_without_preamble_is_read_as_a_data_set() -> None:
    bare = PLAIN[132:]

    assert examine(BytesIO(bare), len(bare)).is_whole
