"""The suite of `ports.StudySource` for images: manifests and the files themselves, of a folder, Debian's
Orthanc over DICOMweb, and the fake. After it what only one of them can go through.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Iterator, MutableMapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.orthanc import orthanc, orthanc_process
from tests.lib.study_sources import OTHER, PATIENT, SourceOf, folder_of, source_of
from tests.lib.wado_archive import WadoArchive, multipart, serving
from tijdlijn.connectors.dicomweb import DicomWebStudySource
from tijdlijn.connectors.folder.open_file import PIECE_BYTES, OpenFile
from tijdlijn.connectors.folder.opened_ahead import opened_ahead
from tijdlijn.domain.errors import AccessDenied, PeerAnswerInvalid, PeerError, PeerRefused, PeerUnreachable
from tijdlijn.domain.identifiers import (
    LocalPatientId,
    SeriesInstanceUID,
    SopInstanceUID,
    StudyInstanceUID,
)
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import StoredInstance, StudySource
from tijdlijn.runtime.http_client import HttpClient

__all__ = ["orthanc", "orthanc_process", "source_of"]

UID = StudyInstanceUID(STUDY)
WHOLE = InstancePath(UID)
NUMBERS = frozenset({PATIENT})
Lines = list[MutableMapping[str, Any]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is logged."""
    with capture_logs() as logged:
        yield logged


async def received(instances: AsyncGenerator[StoredInstance, None]) -> dict[str, bytes]:
    """Everything of a path, by SOP Instance UID."""
    found = {}
    async with aclosing(instances):
        async for instance in instances:
            assert instance.sop_instance_uid.value not in found
            found[instance.sop_instance_uid.value] = b"".join([chunk async for chunk in instance.chunks])
    return found


def three() -> dict[str, bytes]:
    """Two series of one study."""
    return {
        "2.25.1001": dicom_file(SOPInstanceUID="2.25.1001", InstanceNumber=2, SeriesNumber=5),
        "2.25.1002": dicom_file(SOPInstanceUID="2.25.1002", InstanceNumber=1, SeriesNumber=5),
        "2.25.1003": dicom_file(
            SOPInstanceUID="2.25.1003",
            SeriesInstanceUID="2.25.201",
            SeriesNumber=4,
            SeriesDescription="Scout",
            encapsulated=True,
        ),
    }


@pytest.mark.requirement("T3.1.stored", "T3.1.paths")
async def test_files_come_as_they_are_stored_by_study_series_and_instance(source_of: SourceOf) -> None:
    files = three()
    source = await source_of(
        [*files.values(), dicom_file(StudyInstanceUID="2.25.9", SeriesInstanceUID="2.25.209")]
    )

    series = InstancePath(UID, SeriesInstanceUID("2.25.200"))
    instance = InstancePath(UID, SeriesInstanceUID("2.25.201"), SopInstanceUID("2.25.1003"))

    assert await received(source.instances(NUMBERS, WHOLE)) == files
    assert await received(source.instances(NUMBERS, series)) == {
        uid: files[uid] for uid in ("2.25.1001", "2.25.1002")
    }
    assert await received(source.instances(NUMBERS, instance)) == {"2.25.1003": files["2.25.1003"]}


@pytest.mark.requirement("T3.1.stored")
async def test_instance_says_what_it_is_before_its_bytes(source_of: SourceOf) -> None:
    source = await source_of([three()["2.25.1003"]])

    async with aclosing(source.instances(NUMBERS, WHOLE)) as instances:
        instance = await anext(instances)

    assert instance.series_uid == SeriesInstanceUID("2.25.201")
    assert instance.transfer_syntax_uid == "1.2.840.10008.1.2.4.50"
    assert instance.size_bytes in (None, len(three()["2.25.1003"]))


@pytest.mark.hazard("H7")
@pytest.mark.requirement("T3.2.manifest", "B40", "B44")
async def test_manifest_tells_series_and_instances_in_the_order_of_their_numbers(source_of: SourceOf) -> None:
    source = await source_of(
        [*three().values(), dicom_file(StudyInstanceUID="2.25.9", SeriesInstanceUID="2.25.209")]
    )

    scout, axial = await source.manifest(NUMBERS, UID)

    assert (scout.series_uid.value, scout.number, scout.description) == ("2.25.201", 4, "Scout")
    assert [one.sop_instance_uid.value for one in axial.instances] == ["2.25.1002", "2.25.1001"]
    assert {one.frame_count for one in axial.instances} == {1}
    assert {one.sop_class_uid for one in axial.instances} == {"1.2.840.10008.5.1.4.1.1.2"}
    assert axial.modality == "CT"


@pytest.mark.hazard("H3", "H6")
@pytest.mark.requirement("T3.1.not-found", "B5")
@pytest.mark.parametrize(
    ("numbers", "path"),
    [
        ({OTHER}, WHOLE),
        ({LocalPatientId(PATIENT.value, "2.25.99")}, WHOLE),
        (set[LocalPatientId](), WHOLE),
        ({PATIENT}, InstancePath(StudyInstanceUID("2.25.404"))),
        ({PATIENT}, InstancePath(UID, SeriesInstanceUID("2.25.404"))),
        ({PATIENT}, InstancePath(UID, SeriesInstanceUID("2.25.201"), SopInstanceUID("2.25.1001"))),
    ],
)
async def test_what_is_not_the_patients_and_what_is_not_there_are_the_same(
    source_of: SourceOf, lines: Lines, numbers: set[LocalPatientId], path: InstancePath
) -> None:
    source = await source_of(list(three().values()))

    with pytest.raises(AccessDenied):
        await received(source.instances(frozenset(numbers), path))
    if path == WHOLE or path.series_uid is None:
        with pytest.raises(AccessDenied):
            await source.manifest(frozenset(numbers), path.study_uid)
    assert "foreign-instance" not in str(lines)


async def test_study_under_two_numbers_of_the_patient_is_given_whole_from_a_folder(tmp_path: Path) -> None:
    # Not from Orthanc, which keeps it as two studies and gives neither by its UID.
    source = await folder_of(
        tmp_path, [dicom_file(), dicom_file(PatientID=OTHER.value, SeriesInstanceUID="2.25.201")]
    )

    assert len(await received(source.instances(frozenset({PATIENT, OTHER}), WHOLE))) == 2


async def test_instance_that_is_not_read_to_its_end_is_passed_over(source_of: SourceOf) -> None:
    source = await source_of(list(three().values()))

    async with aclosing(source.instances(NUMBERS, WHOLE)) as instances:
        seen = {instance.sop_instance_uid.value async for instance in instances}

    assert seen == set(three())


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.own-only")
@pytest.mark.parametrize("archive", ["folder", "dicomweb"])
@pytest.mark.parametrize("changed", [{"PatientID": OTHER.value}, {"IssuerOfPatientID": "2.25.99"}])
async def test_instance_of_another_patient_ends_the_answer_with_an_alarm_and_nothing_of_it_is_given(
    tmp_path: Path, lines: Lines, archive: str, changed: dict[str, Any]
) -> None:
    strange = dicom_file(SOPInstanceUID="2.25.666", PatientName="Test-Ander^A.", **changed)
    files = [*three().values(), strange]
    found: dict[str, bytes] = {}

    async def read(source: StudySource) -> None:
        async with aclosing(source.instances(NUMBERS, WHOLE)) as instances:
            async for instance in instances:
                found[instance.sop_instance_uid.value] = b"".join([one async for one in instance.chunks])

    if archive == "folder":
        source = await folder_of(tmp_path, files[::-1])
        with pytest.raises(PeerAnswerInvalid):
            await read(source)
    else:
        async with serving(WadoArchive(multipart(files))) as other_source:
            with pytest.raises(PeerAnswerInvalid):
                await read(other_source)

    assert found == three()
    assert "foreign-instance" in str(lines)
    assert "2.25.666" in str(lines)
    assert OTHER.value not in str(lines)


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.own-only")
async def test_file_that_was_replaced_by_another_patients_is_seen_when_it_is_read(tmp_path: Path) -> None:
    source = await folder_of(tmp_path, [dicom_file()])
    source._rescan_after_s = 3600
    (tmp_path / "0000.dcm").write_bytes(dicom_file(PatientID=OTHER.value))

    with pytest.raises(PeerAnswerInvalid):
        await received(source.instances(NUMBERS, WHOLE))


@pytest.mark.hazard("H7")
@pytest.mark.requirement("T3.1.cut-off")
async def test_file_that_becomes_shorter_while_it_is_read_is_no_whole_instance(tmp_path: Path) -> None:
    large = dicom_file() + bytes(2 * PIECE_BYTES)
    source = await folder_of(tmp_path, [large])

    async with aclosing(source.instances(NUMBERS, WHOLE)) as instances:
        instance = await anext(instances)
        assert len(await anext(instance.chunks)) == PIECE_BYTES
        (tmp_path / "0000.dcm").write_bytes(large[: PIECE_BYTES + 10])
        with pytest.raises(PeerUnreachable):
            [chunk async for chunk in instance.chunks]


async def test_large_file_comes_in_pieces_and_is_let_go_of_when_its_reader_leaves(tmp_path: Path) -> None:
    large = dicom_file() + bytes(3 * PIECE_BYTES)
    source = await folder_of(tmp_path, [large])
    whole = await received(source.instances(NUMBERS, WHOLE))
    assert [hashlib.sha256(file).digest() for file in whole.values()] == [hashlib.sha256(large).digest()]

    async with aclosing(source.instances(NUMBERS, WHOLE)) as instances:
        instance = await anext(instances)
        await anext(instance.chunks)
        assert open_files(tmp_path)

    assert not open_files(tmp_path)


async def test_file_that_is_closed_before_it_was_open_does_not_stay_open(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    file = OpenFile(tmp_path / "file")
    file.close()

    assert await asyncio.to_thread(file.begin) == b""
    assert not open_files(tmp_path)


@pytest.mark.hazard("H7")
async def test_a_file_that_cannot_be_read_ends_the_reading_at_its_turn(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a", "b", "c", "gone", "e")]
    for path in paths:
        path.write_bytes(path.name.encode())
    (tmp_path / "gone").unlink()

    async with aclosing(opened_ahead(paths)) as opened:
        assert [(await anext(opened))[1] for _ in range(3)] == [b"a", b"b", b"c"]
        with pytest.raises(PeerUnreachable):
            await anext(opened)

    assert not open_files(tmp_path)


async def test_files_opened_ahead_are_let_go_of_when_their_reader_leaves(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(5)]
    for path in paths:
        path.write_bytes(b"content")

    async with aclosing(opened_ahead(paths)) as opened:
        await anext(opened)
        await anext(opened)
        assert len(open_files(tmp_path)) > 1

    assert not open_files(tmp_path)


def open_files(folder: Path) -> list[Path]:
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            target = descriptor.readlink()
        except FileNotFoundError:
            continue
        if target.is_relative_to(folder):
            found.append(target)
    return found


# DICOMweb: an archive with a mind of its own


@pytest.mark.requirement("T3.1.paths")
async def test_archive_is_asked_for_what_is_stored_at_the_address_of_the_path() -> None:
    archive = WadoArchive(multipart([three()["2.25.1003"]]))
    path = InstancePath(UID, SeriesInstanceUID("2.25.201"), SopInstanceUID("2.25.1003"))
    async with serving(archive) as source:
        await received(source.instances(NUMBERS, path))

    assert archive.asked == [f"/studies/{STUDY}/series/2.25.201/instances/2.25.1003"]
    assert archive.accepted == ['multipart/related; type="application/dicom"; transfer-syntax=*']


@pytest.mark.hazard("H7", "H1")
@pytest.mark.requirement("T3.1.cut-off")
@pytest.mark.parametrize("kept", [0.3, 0.7, 0.99])
async def test_answer_without_its_last_boundary_was_cut_off(kept: float) -> None:
    whole = multipart(list(three().values()))
    async with serving(WadoArchive(whole[: int(len(whole) * kept)])) as source:
        with pytest.raises(PeerUnreachable):
            await received(source.instances(NUMBERS, WHOLE))


@pytest.mark.hazard("H3", "H6")
@pytest.mark.requirement("T3.1.own-only", "T3.1.not-found")
async def test_study_of_another_patient_is_not_there_and_no_mix_up(lines: Lines) -> None:
    archive = WadoArchive(multipart([dicom_file(PatientID=OTHER.value)]), patient=OTHER.value)
    async with serving(archive) as source:
        with pytest.raises(AccessDenied):
            await received(source.instances(NUMBERS, WHOLE))

    assert "foreign-instance" not in str(lines)


@pytest.mark.requirement("B5")
async def test_number_without_issuer_is_taken_as_the_archives_own() -> None:
    file = dicom_file(IssuerOfPatientID=None, SOPInstanceUID="2.25.1")
    async with serving(WadoArchive(multipart([file]))) as source:
        assert await received(source.instances(NUMBERS, WHOLE)) == {"2.25.1": file}


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.own-only")
@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"no DICOM",
        b"no DICOM" * 100,
        dicom_file()[:300],
        dicom_file(StudyInstanceUID="2.25.9"),
        dicom_file(StudyInstanceUID=None),
        dicom_file(SeriesInstanceUID=None),
        dicom_file(SOPInstanceUID="2.25.123456").replace(b"2.25.123456", b"2.25.xyz456"),
    ],
)
async def test_part_that_is_not_what_was_asked_for_is_refused_with_an_alarm(
    lines: Lines, part: bytes
) -> None:
    async with serving(WadoArchive(multipart([part]))) as source:
        with pytest.raises(PeerAnswerInvalid):
            await received(source.instances(NUMBERS, WHOLE))

    assert "foreign-instance" in str(lines)


@pytest.mark.parametrize(
    ("status", "content_type", "body", "failure"),
    [
        (200, "text/html", b"<html>", PeerAnswerInvalid),
        (200, "multipart/related", b"", PeerAnswerInvalid),
        (200, "multipart/related; boundary=b", b"\r\n--b--", AccessDenied),
        (404, "text/plain", b"", AccessDenied),
        (403, "text/plain", b"", PeerRefused),
        (503, "text/plain", b"", PeerUnreachable),
    ],
)
async def test_archive_that_answers_otherwise_is_an_error(
    status: int, content_type: str, body: bytes, failure: type[PeerError]
) -> None:
    archive = WadoArchive(body, status=status)
    archive.content_type = content_type
    async with serving(archive) as source:
        with pytest.raises(failure):
            await received(source.instances(NUMBERS, WHOLE))


@pytest.mark.requirement("T3.1.cancelled")
async def test_archive_learns_at_once_that_the_reader_is_gone() -> None:
    archive = WadoArchive(b"\r\n--b\r\nContent-Type: application/dicom\r\n\r\n" + dicom_file())
    archive.endless = True
    async with serving(archive) as source:
        async with aclosing(source.instances(NUMBERS, WHOLE)) as instances:
            instance = await anext(instances)
            for _ in range(3):
                await anext(instance.chunks)
            assert not archive.gone.is_set()

        async with asyncio.timeout(10):
            await archive.gone.wait()


@pytest.mark.requirement("T2.2.orthanc")
async def test_archive_without_answer_is_unreachable_and_never_a_missing_study() -> None:
    async with HttpClient.open(None) as client:
        source = DicomWebStudySource(client, "http://127.0.0.1:1")
        with pytest.raises(PeerUnreachable):
            await received(source.instances(NUMBERS, WHOLE))
        with pytest.raises(PeerUnreachable):
            await source.manifest(NUMBERS, UID)
