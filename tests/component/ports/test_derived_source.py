"""The suite of `ports.DerivedSource`: a folder of files, and Debian's Orthanc over DICOMweb. After it what
only the folder can go through.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRBigEndian
from structlog.testing import capture_logs

from tests.lib.dicom_files import STUDY, dicom_file, write_large
from tests.lib.orthanc import PASSWORD, USERNAME, Orthanc, orthanc, orthanc_process
from tests.lib.rad107_holder import header_of
from tests.lib.study_sources import OTHER, PATIENT, folder_of
from tijdlijn.connectors.dicomweb import BasicLogin, DicomWebStudySource
from tijdlijn.connectors.folder.open_file import OpenFile
from tijdlijn.domain.errors import AccessDenied, PeerAnswerInvalid
from tijdlijn.domain.identifiers import LocalPatientId, SeriesInstanceUID, SopInstanceUID, StudyInstanceUID
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import Derivation, Derived, DerivedSource
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.wire.dicom.multipart import PartBegins, PartData, PartEnds, PartReader, boundary_of

__all__ = ["orthanc", "orthanc_process"]

UID, SERIES = StudyInstanceUID(STUDY), SeriesInstanceUID("2.25.200")
OF_SERIES = InstancePath(UID, SERIES)
NUMBERS = frozenset({PATIENT})
AS_STORED = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
ROOT = "https://holder.example/dicomweb"
SourceOf = Callable[[Sequence[bytes]], Awaitable[DerivedSource]]


@pytest.fixture(params=["folder", "orthanc"])
async def source_of(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SourceOf]:
    """Makes a source that holds these files."""
    async with HttpClient.open(None) as client:

        async def make(files: Sequence[bytes]) -> DerivedSource:
            if request.param == "folder":
                return await folder_of(tmp_path, files)
            server: Orthanc = request.getfixturevalue("orthanc")
            for file in files:
                server.store(file)
            return DicomWebStudySource(client, server.dicomweb_url, login=BasicLogin(USERNAME, PASSWORD))

        yield make


async def headers(
    source: DerivedSource, path: InstancePath = OF_SERIES, numbers: frozenset[LocalPatientId] = NUMBERS
) -> list[dict[str, dict[str, object]]]:
    async with source.derived(numbers, Derived(path, Derivation.METADATA, root=ROOT)) as document:
        assert document.media_type == "application/dicom+json"
        told: list[dict[str, dict[str, object]]] = json.loads(
            b"".join([one async for one in document.chunks])
        )
        return told


async def frames(
    source: DerivedSource, file: bytes, *numbers: int, forms: str = AS_STORED
) -> list[tuple[str, bytes]]:
    """Frames with the content type of each."""
    derived = Derived(of_instance(file), Derivation.FRAMES, numbers, forms)
    found: list[tuple[str, bytes]] = []
    async with source.derived(NUMBERS, derived) as document:
        reader = PartReader(boundary_of(document.media_type))
        async for piece in document.chunks:
            for event in reader.feed(bytes(piece)):
                match event:
                    case PartBegins(part):
                        found.append((part["content-type"], b""))
                    case PartData(data):
                        found[-1] = found[-1][0], found[-1][1] + data
                    case PartEnds():
                        pass
        reader.finish()
    return found


def of_instance(file: bytes) -> InstancePath:
    header = header_of(file)
    return InstancePath(
        StudyInstanceUID(header.StudyInstanceUID),
        SeriesInstanceUID(header.SeriesInstanceUID),
        SopInstanceUID(header.SOPInstanceUID),
    )


def rewritten(dataset: Dataset, **options: bool) -> bytes:
    written = BytesIO()
    dcmwrite(written, dataset, **(options or {"enforce_file_format": True}))
    return written.getvalue()


def with_frames(count: int, *, fragments_each: int | None = None, is_tabled: bool = False) -> bytes:
    """A file with several frames of 8×8: native, or compressed with so many fragments a frame."""
    dataset = dcmread(BytesIO(dicom_file(encapsulated=fragments_each is not None)))
    dataset.NumberOfFrames = count
    plain = [bytes([number] * 64) for number in range(1, count + 1)]
    if is_tabled:
        pixels, dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = encapsulate_extended(plain)
        dataset.PixelData = pixels
    elif fragments_each is None:
        dataset.PixelData = b"".join(plain)
    else:
        dataset.PixelData = encapsulate(plain, fragments_per_frame=fragments_each)
    return rewritten(dataset)


@pytest.mark.requirement("T3.1.derived")
async def test_headers_name_the_values_that_they_leave_out_by_their_place(source_of: SourceOf) -> None:
    file = rewritten(_with_private(dcmread(BytesIO(dicom_file(ImageComments="é" * 500)))))
    source = await source_of([file, dicom_file(), dicom_file(SeriesInstanceUID="2.25.300")])

    assert len(await headers(source)) == 2
    (told,) = await headers(source, of_instance(file))

    instance = f"{ROOT}/studies/{STUDY}/series/{SERIES}/instances/{header_of(file).SOPInstanceUID}"
    assert told["00091001"]["BulkDataURI"] == f"{instance}/bulkdata/00091001"
    assert told["00204000"]["Value"] == ["é" * 500]
    assert told["0020000E"]["Value"] == [SERIES.value]
    assert "127.0.0.1" not in json.dumps(told)


def _with_private(dataset: Dataset) -> Dataset:
    dataset.add_new(0x00090010, "LO", "TEST")
    dataset.add_new(0x00091001, "OB", b"\x01\x02" * 2000)
    return dataset


@pytest.mark.requirement("T3.1.derived")
@pytest.mark.parametrize("fragments_each", [None, 1])
async def test_single_frames_come_as_they_are_stored(source_of: SourceOf, fragments_each: int | None) -> None:
    file = with_frames(4, fragments_each=fragments_each)
    source = await source_of([file])

    for numbers in ((1,), (4,), (2, 3)):
        found = await frames(source, file, *numbers)
        assert [data for _, data in found] == [bytes([number] * 64) for number in numbers]
        syntax = "1.2.840.10008.1.2.1" if fragments_each is None else "1.2.840.10008.1.2.4.50"
        assert all(f"transfer-syntax={syntax}" in media_type for media_type, _ in found)


@pytest.mark.hazard("H3", "H6")
@pytest.mark.requirement("T3.1.derived", "T3.1.not-found")
async def test_nothing_is_made_of_what_is_not_theirs_or_not_there(source_of: SourceOf) -> None:
    theirs = dicom_file(PatientID=OTHER.value, StudyInstanceUID="2.25.102", SeriesInstanceUID="2.25.202")
    source = await source_of([dicom_file(), theirs])

    with pytest.raises(AccessDenied):
        await frames(source, theirs, 1)
    for path in (of_instance(theirs), InstancePath(StudyInstanceUID("2.25.9"))):
        with pytest.raises(AccessDenied):
            await headers(source, path)
    with pytest.raises(AccessDenied):
        await headers(source, numbers=frozenset())


# ---- what only a folder can go through


@pytest.mark.requirement("T3.1.derived")
@pytest.mark.parametrize("fragments_each", [2, 3])
async def test_frames_of_several_fragments_and_frames_by_table_are_found(
    tmp_path: Path, fragments_each: int
) -> None:
    scanned = with_frames(40, fragments_each=fragments_each)
    tabled = with_frames(40, fragments_each=1, is_tabled=True)
    source = await folder_of(tmp_path, [scanned, tabled])

    for file in (scanned, tabled):
        assert [data for _, data in await frames(source, file, 40, 1, 7)] == [
            bytes([number] * 64) for number in (40, 1, 7)
        ]


@pytest.mark.requirement("T3.1.derived")
async def test_frames_of_one_bit_and_in_big_endian_are_turned_round(tmp_path: Path) -> None:
    bits = dcmread(BytesIO(dicom_file()))
    bits.Rows, bits.Columns, bits.NumberOfFrames = 3, 5, 3
    bits.BitsAllocated = bits.BitsStored = 1
    bits.HighBit = 0
    planes = np.random.default_rng(1).integers(0, 2, (3, 15), dtype=np.uint8)
    bits.PixelData = np.packbits(planes.ravel(), bitorder="little").tobytes()
    words = dcmread(BytesIO(dicom_file()))
    words.BitsAllocated = words.BitsStored = 16
    words.HighBit = 15
    words.PixelData = np.arange(64, dtype=">u2").tobytes()
    words["PixelData"].VR = "OW"
    words.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    packed, turned = rewritten(bits), rewritten(words, implicit_vr=False, little_endian=False)
    source = await folder_of(tmp_path, [packed, turned])

    found = [data for _, data in await frames(source, packed, 1, 2, 3)]
    ((media_type, plain),) = await frames(source, turned, 1)

    assert found == [np.packbits(plane, bitorder="little").tobytes() for plane in planes]
    assert (media_type, plain) == (
        "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1",
        np.arange(64, dtype="<u2").tobytes(),
    )


@pytest.mark.requirement("T3.1.derived", "T3.1.hostile")
async def test_frame_past_the_end_of_a_file_that_was_cut_off_is_not_there(tmp_path: Path) -> None:
    native, compressed = with_frames(4)[:-100], with_frames(4, fragments_each=2)[:-100]
    source = await folder_of(tmp_path, [native, compressed])

    assert [data for _, data in await frames(source, native, 1)] == [bytes([1] * 64)]
    for file, number in ((native, 4), (native, 5), (compressed, 4)):
        with pytest.raises(AccessDenied):
            await frames(source, file, number)
    with pytest.raises(AccessDenied):
        await frames(source, native, 1, forms='multipart/related; type="image/jpeg"')


@pytest.mark.requirement("T3.1.derived", "T3.1.flat")
async def test_headers_and_one_frame_of_a_huge_file_read_little_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_large(tmp_path / "huge.dcm", 1024**3, NumberOfFrames=2**24)
    read: list[int] = []
    pread = OpenFile.read

    def counted(self: OpenFile, start: int, end: int) -> bytes:
        read.append(end - start)
        return pread(self, start, end)

    monkeypatch.setattr(OpenFile, "read", counted)
    source = await folder_of(tmp_path, [])
    (told,) = await headers(source)
    uid = told["00080018"]["Value"][0]  # type: ignore[index]
    path = InstancePath(UID, SERIES, SopInstanceUID(uid))

    async with source.derived(NUMBERS, Derived(path, Derivation.FRAMES, (2**24,))) as document:
        assert len(b"".join([piece async for piece in document.chunks])) > 64

    assert sum(read) < 200_000


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.own-only", "T3.1.derived")
async def test_a_strange_file_in_the_study_gives_an_alarm_and_no_headers(tmp_path: Path) -> None:
    source = await folder_of(tmp_path, [dicom_file(), dicom_file(PatientID=OTHER.value)])

    with capture_logs() as lines, pytest.raises(PeerAnswerInvalid):
        await headers(source)

    assert [line["event"] for line in lines] == ["foreign-instance"]
    assert OTHER.value not in str(lines)


@pytest.mark.requirement("T3.1.derived", "T3.1.hostile")
async def test_headers_of_files_that_are_not_in_order_are_left_to_whoever_reads_the_files(
    tmp_path: Path,
) -> None:
    without_preamble = dicom_file()[132:]
    source = await folder_of(tmp_path, [dicom_file(), without_preamble])

    with pytest.raises(AccessDenied):
        await headers(source)


@pytest.mark.requirement("T3.1.derived", "T3.1.cancelled")
async def test_who_leaves_frames_leaves_no_file_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    close = OpenFile.close

    def closing(self: OpenFile) -> None:
        closed.append(True)
        close(self)

    monkeypatch.setattr(OpenFile, "close", closing)
    file = with_frames(3)
    source = await folder_of(tmp_path, [file])

    derived = Derived(of_instance(file), Derivation.FRAMES, (1, 2, 3))
    async with source.derived(NUMBERS, derived) as document:
        assert not closed
        async with aclosing(document.chunks) as chunks:  # type: ignore[type-var]
            await anext(chunks)

    assert closed == [True]
