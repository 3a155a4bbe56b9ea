"""The suite of `ports.DerivedSource` for values that headers leave behind an address: a folder of files, and
Debian's Orthanc over DICOMweb. After it what only one of them can go through.
"""

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian
from structlog.testing import capture_logs

from tests.component.ports.test_derived_source import (
    AS_STORED,
    NUMBERS,
    ROOT,
    SERIES,
    UID,
    SourceOf,
    headers,
    of_instance,
    orthanc,
    orthanc_process,
    rewritten,
    source_of,
    with_frames,
)
from tests.lib.dicom_files import STUDY, dicom_file, write_large
from tests.lib.gateway_images import parts_of
from tests.lib.rad107_holder import header_of
from tests.lib.study_sources import OTHER, PATIENT, folder_of
from tests.lib.wado_archive import WadoArchive, serving
from tijdlijn.connectors.folder import FolderStudySource
from tijdlijn.connectors.folder.open_file import OpenFile
from tijdlijn.domain.errors import AccessDenied, PeerAnswerInvalid
from tijdlijn.domain.identifiers import SopInstanceUID
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import Derivation, Derived, DerivedSource
from tijdlijn.wire.dicom import bulkdata

__all__ = ["orthanc", "orthanc_process", "source_of"]

IN_PARTS = 'multipart/related; type="application/octet-stream"'
ALONE = "application/octet-stream"
LONG = b"\x01\x02" * 2000
OWN = InstancePath(UID, SERIES, SopInstanceUID("2.25.1001"))


async def value(
    source: DerivedSource, path: InstancePath, value_path: str, forms: str = IN_PARTS
) -> tuple[str, bytes]:
    """The media type and the body of a value."""
    wanted = Derived(path, Derivation.BULKDATA, forms=forms, root=ROOT, value=value_path)
    async with source.derived(NUMBERS, wanted) as document:
        body = b"".join([piece async for piece in document.chunks])
        assert document.size_bytes in (None, len(body))
        return document.media_type, body


async def parts(
    source: DerivedSource, path: InstancePath, value_path: str, forms: str = IN_PARTS
) -> list[tuple[Mapping[str, str], bytes]]:
    found, is_whole = parts_of(*await value(source, path, value_path, forms))
    assert is_whole
    return found


def address(file: bytes, value_path: str) -> str:
    header = header_of(file)
    series, uid = header.SeriesInstanceUID, header.SOPInstanceUID
    return f"{ROOT}/studies/{STUDY}/series/{series}/instances/{uid}/bulkdata/{value_path}"


def with_long_values(**attributes: object) -> bytes:
    dataset = dcmread(BytesIO(dicom_file(**attributes)))  # type: ignore[arg-type]
    dataset.add_new(0x00090010, "LO", "TEST")
    dataset.add_new(0x00091001, "OB", LONG)
    icon = Dataset()
    icon.add_new(0x7FE00010, "OB", LONG[::-1])
    dataset.IconImageSequence = [icon]
    return rewritten(dataset)


@pytest.mark.requirement("T3.1.bulkdata")
async def test_values_are_found_where_the_headers_say(source_of: SourceOf) -> None:
    file = with_long_values()
    source = await source_of([file, dicom_file()])

    for path, expected in (("00091001", LONG), ("00880200/1/7FE00010", LONG[::-1])):
        ((part, data),) = await parts(source, of_instance(file), path)
        assert data == expected
        assert part["content-type"] == "application/octet-stream"
        assert part["content-location"] == address(file, path)


@pytest.mark.hazard("H3", "H6")
@pytest.mark.requirement("T3.1.bulkdata", "T3.1.not-found")
async def test_no_value_of_what_is_not_theirs_or_not_there(source_of: SourceOf) -> None:
    file = with_long_values()
    theirs = with_long_values(
        PatientID=OTHER.value, StudyInstanceUID="2.25.102", SeriesInstanceUID="2.25.202"
    )
    source = await source_of([file, theirs])
    instance = of_instance(file)

    asked = [
        (of_instance(theirs), "00091001"),
        (InstancePath(instance.study_uid, instance.series_uid), "00091001"),
        (InstancePath(instance.study_uid, instance.series_uid, SopInstanceUID("2.25.9")), "00091001"),
        *((instance, path) for path in ("00091002", "00100020/1/00100020", "7FE00011", "x", "../x", "")),
    ]
    for path, value_path in asked:
        with pytest.raises(AccessDenied):
            await value(source, path, value_path)


# ---- what only a folder can go through


@pytest.mark.requirement("T3.1.bulkdata")
async def test_pixels_and_values_come_by_themselves_to_whoever_takes_them_so(tmp_path: Path) -> None:
    file = with_frames(4)
    source = await folder_of(tmp_path, [file])
    pixels = dcmread(BytesIO(file)).PixelData

    for forms in (ALONE, "*/*", f"{ALONE}; transfer-syntax=1.2.840.10008.1.2.1"):
        assert await value(source, of_instance(file), "7FE00010", forms) == (ALONE, pixels)
    ((_, data),) = await parts(source, of_instance(file), "7FE00010")
    assert data == pixels
    for forms in ("image/png", f"{ALONE}; transfer-syntax=1.2.840.10008.1.2.4.50", f"{ALONE};q=0"):
        with pytest.raises(AccessDenied):
            await value(source, of_instance(file), "7FE00010", forms)


@pytest.mark.requirement("T3.1.bulkdata")
@pytest.mark.parametrize("fragments_each", [1, 2])
async def test_compressed_pixels_come_as_their_frames(tmp_path: Path, fragments_each: int) -> None:
    file = with_frames(3, fragments_each=fragments_each)
    source = await folder_of(tmp_path, [file])
    instance = of_instance(file)

    for forms in (AS_STORED, "*/*", 'multipart/related; type="image/jpeg"'):
        found = await parts(source, instance, "7FE00010", forms)
        assert [data for _, data in found] == [bytes([number] * 64) for number in (1, 2, 3)]
        for part, _ in found:
            assert part["content-type"] == "image/jpeg; transfer-syntax=1.2.840.10008.1.2.4.50"
            assert part["content-location"] == address(file, "7FE00010")
    for forms in (ALONE, IN_PARTS):
        with pytest.raises(AccessDenied):
            await value(source, instance, "7FE00010", forms)


@pytest.mark.requirement("T3.1.bulkdata")
async def test_pixels_in_big_endian_are_turned_round_and_deflated_ones_are_not_given(tmp_path: Path) -> None:
    words = dcmread(BytesIO(dicom_file()))
    words.BitsAllocated = words.BitsStored = 16
    words.HighBit = 15
    words.PixelData = np.arange(64, dtype=">u2").tobytes()
    words["PixelData"].VR = "OW"
    words.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    turned = rewritten(words, implicit_vr=False, little_endian=False)
    packed = dcmread(BytesIO(dicom_file()))
    packed.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    deflated = rewritten(packed)
    source = await folder_of(tmp_path, [turned, deflated])

    ((_, data),) = await parts(source, of_instance(turned), "7FE00010")

    assert data == np.arange(64, dtype="<u2").tobytes()
    with pytest.raises(AccessDenied):
        await value(source, of_instance(deflated), "7FE00010")


@pytest.mark.requirement("T3.1.bulkdata", "T3.1.hostile")
async def test_pixels_that_are_cut_off_or_of_too_many_frames_are_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    native, compressed = with_frames(4)[:-100], with_frames(4, fragments_each=2)[:-100]
    many = with_frames(5, fragments_each=1)
    source = await folder_of(tmp_path, [native, compressed, many])
    assert len(await parts(source, of_instance(many), "7FE00010", AS_STORED)) == 5

    monkeypatch.setattr(bulkdata, "MAX_FRAMES", 4)

    for file in (native, compressed, many):
        with pytest.raises(AccessDenied):
            await value(source, of_instance(file), "7FE00010", AS_STORED)


@pytest.mark.requirement("T3.1.bulkdata", "T3.1.flat")
async def test_pixels_of_a_huge_file_are_read_no_faster_than_they_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_large(tmp_path / "huge.dcm", 1024**3, NumberOfFrames=2**24)
    read: list[int] = []
    closed: list[bool] = []
    pread, close = OpenFile.read, OpenFile.close

    def counted(self: OpenFile, start: int, end: int) -> bytes:
        read.append(end - start)
        return pread(self, start, end)

    def closing(self: OpenFile) -> None:
        closed.append(True)
        close(self)

    monkeypatch.setattr(OpenFile, "read", counted)
    monkeypatch.setattr(OpenFile, "close", closing)
    source = await folder_of(tmp_path, [])
    (told,) = await headers(source)
    uid = SopInstanceUID(told["00080018"]["Value"][0])  # type: ignore[index]
    path = InstancePath(UID, SERIES, uid)
    closed.clear()

    wanted = Derived(path, Derivation.BULKDATA, forms=ALONE, root=ROOT, value="7FE00010")
    async with source.derived(NUMBERS, wanted) as document:
        assert await anext(aiter(document.chunks))
        assert not closed

    assert closed == [True]
    assert sum(read) < 3 * 1024**2


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.own-only", "T3.1.bulkdata")
async def test_a_file_that_became_anothers_gives_an_alarm_and_no_value(tmp_path: Path) -> None:
    own = with_long_values(SOPInstanceUID="2.25.1001")
    (tmp_path / "one.dcm").write_bytes(own)
    source = await FolderStudySource.open(tmp_path, rescan_after_s=3600)
    assert (await parts(source, OWN, "00091001"))[0][1] == LONG
    (tmp_path / "one.dcm").write_bytes(with_long_values(PatientID=OTHER.value, SOPInstanceUID="2.25.1001"))

    with capture_logs() as lines, pytest.raises(PeerAnswerInvalid):
        await value(source, OWN, "00091001")

    assert [line["event"] for line in lines] == ["foreign-instance"]
    assert OTHER.value not in str(lines)


# ---- what only a DICOMweb archive can go through

INSTANCE = f"studies/{STUDY}/series/2.25.200/instances/2.25.1001"


def archive_naming(uri: object, patient: str = PATIENT.value) -> WadoArchive:
    header = {
        "00080018": {"vr": "UI", "Value": ["2.25.1001"]},
        "00091001": {"vr": "OB", "BulkDataURI": uri},
        "00100020": {"vr": "LO", "Value": [patient]},
        "0020000D": {"vr": "UI", "Value": [STUDY]},
        "0020000E": {"vr": "UI", "Value": ["2.25.200"]},
    }
    return WadoArchive(json.dumps([header]).encode())


@pytest.mark.requirement("T3.1.bulkdata")
async def test_value_is_asked_where_the_archive_has_it_whatever_it_calls_itself() -> None:
    archive = archive_naming(f"http://pacs.invalid:8042/dicom-web/{INSTANCE}/bulk/00091001")
    archive.content_type = ALONE
    async with serving(archive) as source:
        assert await value(source, OWN, "00091001") == (ALONE, archive.body)
    assert archive.asked == [f"/{INSTANCE}/metadata", f"/{INSTANCE}/bulk/00091001"]
    assert archive.accepted[-1] == IN_PARTS


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.bulkdata", "T3.1.own-only")
@pytest.mark.parametrize(
    "uri",
    [
        "http://elsewhere.invalid/secret",
        f"/{INSTANCE}/../2.25.9/bulk/1",
        f"/{INSTANCE}/bulk/1?of=2.25.9",
        f"/{INSTANCE}/%2e%2e/2.25.9",
        "/studies/2.25.9/series/2.25.9/instances/2.25.9/bulk/1",
        f"/{INSTANCE}/",
        None,
        7,
    ],
)
async def test_an_address_that_leads_elsewhere_is_not_followed(uri: object) -> None:
    archive = archive_naming(uri)
    async with serving(archive) as source:
        with pytest.raises(AccessDenied):
            await value(source, OWN, "00091001")
    assert archive.asked == [f"/{INSTANCE}/metadata"]


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.bulkdata", "T3.1.own-only")
async def test_value_of_an_instance_whose_header_is_anothers_is_not_asked() -> None:
    archive = archive_naming(f"/{INSTANCE}/bulk/1", patient=OTHER.value)
    async with serving(archive) as source:
        with capture_logs() as lines, pytest.raises(PeerAnswerInvalid):
            await value(source, OWN, "00091001")
    assert archive.asked == [f"/{INSTANCE}/metadata"]
    assert "foreign-instance" in [line["event"] for line in lines]


@pytest.mark.requirement("T3.1.bulkdata", "T3.1.cut-off")
async def test_parts_of_the_archive_that_are_none_never_look_whole() -> None:
    archive = archive_naming(f"/{INSTANCE}/bulk/1")
    async with serving(archive) as source:
        with pytest.raises(PeerAnswerInvalid):
            await value(source, OWN, "00091001")
