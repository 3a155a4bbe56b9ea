"""Headers as DICOM JSON, with pydicom reading them back as the oracle."""

import json
from pathlib import Path
from typing import Any

import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.unit.wire.dicom.samples import SAMPLES, VECTORS, image, sample, written
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.bulkdata import bulk_value
from tijdlijn.wire.dicom.dicom_json import to_dicom_json
from tijdlijn.wire.dicom.part10 import Part10Head, read_head

CHARACTER_SETS = Path(pydicom.__file__).parent / "data" / "charset_files"
OURS = "00083002"


def head_of(file: bytes) -> Part10Head:
    head = read_head(file, total_bytes=len(file))
    assert isinstance(head, Part10Head)
    return head


def as_json(file: bytes) -> dict[str, dict[str, Any]]:
    loaded = json.loads(to_dicom_json(head_of(file), lambda path: f"https://b.invalid/{path}"))
    assert isinstance(loaded, dict)
    return loaded


def values(dataset: Dataset) -> dict[int, object]:
    """Every value of a data set as something that compares; items as values of their own."""
    found: dict[int, object] = {}
    for element in dataset:
        if element.tag.element == 0 or element.tag in (0x00080005, int(OURS, 16), 0x7FE00010):
            continue
        if element.tag.is_private and not element.tag.is_private_creator:
            # pydicom knows the kinds of many private values that a file does not tell.
            continue
        if element.VR == "SQ":
            found[element.tag] = [values(item) for item in element.value]
        elif element.VR in ("OB", "OW", "OF", "OD", "UN"):
            found[element.tag] = element.value or None
        else:
            found[element.tag] = _plain(element.value)
    return found


def _plain(value: object) -> object:
    if isinstance(value, pydicom.multival.MultiValue | list):
        return [_plain(one) for one in value] or None
    if isinstance(value, float):
        return float(value)
    return str(value).rstrip("\0 =") if value not in (None, "", []) else None


@pytest.mark.parametrize(
    "name",
    [
        "CT_small.dcm",
        "MR_small_bigendian.dcm",
        "MR_small_implicit.dcm",
        "examples_overlay.dcm",
        "examples_palette.dcm",
        "reportsi.dcm",
        "rtplan.dcm",
        "test-SR.dcm",
        "waveform_ecg.dcm",
    ],
)
def test_values_come_back_as_pydicom_reads_them_from_the_file(name: str) -> None:
    head = head_of(sample(name))
    written = json.loads(to_dicom_json(head, lambda path: path))

    read = Dataset.from_json(
        written, lambda _tag, _vr, uri: bulk_value(head, uri) if uri != "7FE00010" else b""
    )

    assert values(read) == values(dcmread(SAMPLES / name, stop_before_pixels=True))


@pytest.mark.parametrize(
    "name",
    ["chrArab", "chrFren", "chrGerm", "chrGreek", "chrH31", "chrH32", "chrHbrw", "chrI2", "chrRuss", "chrX1"],
)
def test_names_come_out_in_utf8_from_every_character_set(name: str) -> None:
    theirs = dcmread(CHARACTER_SETS / f"{name}.dcm")
    ours = as_json((CHARACTER_SETS / f"{name}.dcm").read_bytes())

    assert ours["00080005"]["Value"] == ["ISO_IR 192"]
    assert [*ours["00100010"]["Value"][0].values()] == [
        group for group in str(theirs.PatientName).split("=") if group
    ]


def test_the_header_of_a_real_ct_comes_back_whole() -> None:
    folder = VECTORS / "medmij-ct-head"
    if not folder.is_dir():
        pytest.skip("../shared/vectors/medmij-ct-head is not here")
    path = next(folder.glob("*.dcm"))
    head = head_of(path.read_bytes())
    written = json.loads(to_dicom_json(head, lambda uri: uri))

    read = Dataset.from_json(
        written, lambda _tag, _vr, uri: b"" if uri == "7FE00010" else bulk_value(head, uri)
    )

    assert values(read) == values(dcmread(path, stop_before_pixels=True))


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian])
@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_characters="\\", exclude_categories=["C"]), max_size=60
    ),
    decimals=st.lists(st.decimals(-9999, 9999, places=3), min_size=1, max_size=4),
    integers=st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=4),
    shorts=st.lists(st.integers(0, 65535), min_size=1, max_size=4),
)
def test_values_survive_however_the_file_is_written(
    syntax: UID, text: str, decimals: list[object], integers: list[int], shorts: list[int]
) -> None:
    item = Dataset()
    item.CodeMeaning = text
    made = image(
        syntax,
        StudyDescription=text,
        PatientComments=text,
        WindowCenter=[str(one) for one in decimals],
        ReferencedFrameNumber=[str(one) for one in integers],
        ProcedureCodeSequence=[item],
    )
    made.add_new(0x00280034, "US", shorts)
    made[0x7FE00010].VR = "OW"

    ours = as_json(written(made))

    plain = text.rstrip("\0 ")
    for tag in ("00081030", "00104000"):
        assert ours[tag].get("Value", [""]) == [plain]
    assert ours["00081032"]["Value"][0]["00080104"].get("Value", [""]) == [plain]
    assert ours["00281050"]["Value"] == [float(str(one)) for one in decimals]
    assert ours["00081160"]["Value"] == integers


def test_pixels_and_long_binary_values_stand_behind_an_address_and_texts_do_not() -> None:
    icon = Dataset()
    icon.Rows = 2
    icon.add_new(0x7FE00010, "OW", b"\1\0" * 1000)
    made = image(IconImageSequence=[icon], PatientComments="x" * 5000)
    made.add_new(0x00281201, "OW", b"\2\0" * 600)
    made.add_new(0x00420010, "ST", "kort")
    made.add_new(0x00091010, "OB", b"\1\2\3\4")
    file = written(made)

    ours = as_json(file)

    assert ours["7FE00010"] == {"vr": "OW", "BulkDataURI": "https://b.invalid/7FE00010"}
    assert ours["00281201"]["BulkDataURI"] == "https://b.invalid/00281201"
    assert ours["00880200"]["Value"][0]["7FE00010"]["BulkDataURI"].endswith("/00880200/1/7FE00010")
    assert ours["00091010"] == {"vr": "OB", "InlineBinary": "AQIDBA=="}
    assert ours["00104000"]["Value"] == ["x" * 5000]
    assert bulk_value(head_of(file), "00880200/1/7FE00010") == b"\1\0" * 1000
    for path in ("00880200/2/7FE00010", "00880200", "7FE00010", "../x", "00880200/0/7FE00010", "0028120g"):
        with pytest.raises(InputInvalid):
            bulk_value(head_of(file), path)


def test_the_stored_transfer_syntax_is_said() -> None:
    assert as_json(sample("MR_small_RLE.dcm"))[OURS] == {"vr": "UI", "Value": ["1.2.840.10008.1.2.5"]}


def test_what_is_no_number_stands_as_text_and_never_fails_the_rest() -> None:
    file = written(image(SliceThickness="1.2345", WindowWidth="12345678"))
    for damaged, now in ((b"1.2345", b"NaN   "), (b"12345678", b"1_2\\x\\3 ")):
        file = file.replace(damaged, now)
    file = file.replace(b"P-17", b"\xc3\x28\xff ")

    ours = as_json(file)

    assert ours["00180050"]["Value"] == ["NaN"]
    assert ours["00281051"]["Value"] == ["1_2", "x", 3.0]
    assert "�" in ours["00100020"]["Value"][0]


def test_an_empty_value_is_no_value() -> None:
    made = image(StudyDescription="", ProcedureCodeSequence=[], OtherPatientNames=["Test-A", "", "Test-B"])

    ours = as_json(written(made))

    assert ours["00081030"] == {"vr": "LO"}
    assert ours["00081032"] == {"vr": "SQ"}
    assert ours["00101001"]["Value"] == [{"Alphabetic": "Test-A"}, None, {"Alphabetic": "Test-B"}]
