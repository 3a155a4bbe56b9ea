"""Whose a file is, from its first bytes."""

import struct
import zlib
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset, dcmread
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.lib.dicom_files import dicom_file
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.wire.dicom.headers import patient_id_of
from tijdlijn.wire.dicom.identity import InstanceIdentity
from tijdlijn.wire.dicom.identity_reader import MAX_START_BYTES, IdentityReader

VECTORS = Path(__file__).parents[5] / "shared" / "vectors"
FILE = dicom_file(SOPInstanceUID="2.25.7")


def read_identity(start: bytes) -> InstanceIdentity | None:
    """As the first file of a reading."""
    return IdentityReader().read(start)


def rewritten(*, implicit: bool, little_endian: bool) -> bytes:
    """The same file in another transfer syntax, with sequences of undefined length in front."""
    dataset = dcmread(BytesIO(dicom_file(SOPInstanceUID="2.25.7", IssuerOfPatientID=None)))
    inner, qualifiers, procedure = Dataset(), Dataset(), Dataset()
    inner.CodeValue, procedure.CodeValue = "in", "out"
    procedure.PertinentOtherEvidenceSequence = [inner]
    qualifiers.UniversalEntityID, qualifiers.UniversalEntityIDType = "2.25.5", "ISO"
    dataset.ProcedureCodeSequence = [procedure]
    dataset.IssuerOfPatientIDQualifiersSequence = [qualifiers]
    for keyword in ("ProcedureCodeSequence", "IssuerOfPatientIDQualifiersSequence"):
        dataset[keyword].is_undefined_length = True
        dataset[keyword].value[0].is_undefined_length_sequence_item = True
    explicit = ExplicitVRLittleEndian if little_endian else ExplicitVRBigEndian
    dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else explicit
    written = BytesIO()
    dcmwrite(written, dataset, implicit_vr=implicit, little_endian=little_endian, enforce_file_format=True)
    return written.getvalue()


def deflated(file: bytes, inflated_extra: int = 0) -> bytes:
    at_byte = file.index(b"\x08\x00\x05\x00CS")
    meta = file[:at_byte].replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99")
    # The value grew by two bytes, and so must its length.
    place = meta.index(b"\x02\x00\x10\x00UI") + 6
    meta = meta[:place] + struct.pack("<H", 22) + meta[place + 2 :]
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return meta + deflater.compress(file[at_byte:] + bytes(inflated_extra)) + deflater.flush()


IMPLICIT = rewritten(implicit=True, little_endian=True)


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.own-only")
def test_file_says_whose_and_what_it_is() -> None:
    found = read_identity(FILE)

    assert found is not None
    assert (found.study_uid.value, found.series_uid.value) == ("2.25.100", "2.25.200")
    assert (found.sop_instance_uid.value, found.transfer_syntax_uid) == ("2.25.7", "1.2.840.10008.1.2.1")
    assert found.local_id == LocalPatientId("1234567", "2.25.1")


@pytest.mark.parametrize(
    ("implicit", "little_endian"), [(True, True), (False, True), (False, False)], ids=["implicit", "le", "be"]
)
def test_every_encoding_is_read_with_sequences_on_the_way(implicit: bool, little_endian: bool) -> None:
    found = read_identity(rewritten(implicit=implicit, little_endian=little_endian))

    assert found is not None
    assert found.local_id == LocalPatientId("1234567", "2.25.5")


def test_deflated_file_is_read_without_inflating_more_than_is_needed() -> None:
    found = read_identity(deflated(FILE, inflated_extra=64 * 1024 * 1024))

    assert found is not None
    assert found.local_id == LocalPatientId("1234567", "2.25.1")


def test_file_without_preamble_is_read() -> None:
    found = read_identity(FILE[132:])

    assert found is not None
    assert found.sop_instance_uid.value == "2.25.7"


def test_issuer_that_is_not_said_is_absent() -> None:
    found = read_identity(dicom_file(IssuerOfPatientID=None))

    assert found is not None
    assert (found.patient_number, found.local_id) == ("1234567", None)


def test_more_bytes_are_asked_for_until_the_series_is_known() -> None:
    known_at = next(end for end in range(len(FILE)) if read_identity(FILE[:end]) is not None)

    assert FILE[:known_at].endswith(b"2.25.200")
    assert read_identity(FILE[:known_at]) == read_identity(FILE)


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T2.6.dicom")
@pytest.mark.parametrize(
    "file",
    [
        b"no DICOM at all" * 20,
        FILE[:132] + b"\x08\x00\x05\x00CS\xff\xff",
        dicom_file(StudyInstanceUID=None),
        dicom_file(SeriesInstanceUID=None),
        dicom_file(SOPInstanceUID="2.25.123456").replace(b"2.25.123456", b"2.25.xyz456"),
    ],
    ids=["text", "cut off", "no study", "no series", "no uid"],
)
def test_what_does_not_say_it_is_refused(file: bytes) -> None:
    with pytest.raises(InputInvalid):
        assert read_identity(file + bytes(MAX_START_BYTES)) is not None


@pytest.mark.hazard("H3")
def test_second_number_of_a_patient_does_not_hide_behind_the_first() -> None:
    number = struct.pack("<HH2sH", 0x0010, 0x0020, b"LO", 8) + b"7654321 "
    at_byte = FILE.index(struct.pack("<HH", 0x0010, 0x0030))

    with pytest.raises(InputInvalid):
        read_identity(FILE[:at_byte] + number + FILE[at_byte:])


@given(st.binary(max_size=400), st.integers(0, len(FILE)), st.integers(0, 50))
def test_hostile_bytes_are_refused_or_read_and_nothing_else(noise: bytes, at_byte: int, dropped: int) -> None:
    for file in (noise, FILE[:at_byte] + noise + FILE[at_byte + dropped :], FILE[:132] + noise):
        with suppress(InputInvalid):
            read_identity(file)


def outcome(reader: IdentityReader, file: bytes) -> InstanceIdentity | str | None:
    try:
        return reader.read(file)
    except InputInvalid as error:
        return str(error)


@pytest.mark.hazard("H3")
@given(
    st.integers(0, len(FILE)), st.binary(max_size=12), st.integers(0, 12), st.sampled_from([FILE, IMPLICIT])
)
def test_what_is_read_does_not_depend_on_the_file_before(
    at_byte: int, noise: bytes, dropped: int, before: bytes
) -> None:
    file = before[:at_byte] + noise + before[at_byte + dropped :]
    reader = IdentityReader()
    reader.read(before)

    assert outcome(reader, file) == outcome(IdentityReader(), file)


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    "changed",
    [
        {"SOPInstanceUID": "2.25.8"},
        {"SOPInstanceUID": "2.25.10000"},
        {"PatientID": "7654321"},
        {"SeriesInstanceUID": "2.25.201"},
        {"StudyInstanceUID": "2.25.101"},
        {"StudyDate": "20200101"},
        {"IssuerOfPatientID": None},
    ],
    ids="-".join,
)
def test_a_file_that_differs_in_one_thing_says_so(changed: Mapping[str, str | None]) -> None:
    values: dict[str, Any] = {"SOPInstanceUID": "2.25.7", **changed}
    other, reader = dicom_file(**values), IdentityReader()

    assert [reader.read(file) for file in (FILE, other, FILE)] == [
        read_identity(file) for file in (FILE, other, FILE)
    ]


def test_sequences_in_sequences_end() -> None:
    nested = struct.pack("<HH2sHL", 0x0008, 0x1032, b"SQ", 0, 0xFFFFFFFF) + struct.pack(
        "<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF
    )

    with pytest.raises(InputInvalid):
        read_identity(FILE[: FILE.index(b"\x08\x00\x50\x00")] + nested * 10_000)


@pytest.mark.skipif(not VECTORS.is_dir(), reason="../shared/vectors is not here")
def test_published_files_say_the_same_to_pydicom() -> None:
    for path in sorted(VECTORS.rglob("*.dcm")):
        header, found = dcmread(path, stop_before_pixels=True), read_identity(path.read_bytes())
        assert found is not None
        assert found.sop_instance_uid.value == header.SOPInstanceUID
        assert found.study_uid.value == header.StudyInstanceUID
        assert found.local_id == patient_id_of(header)
