"""Every `StudySource` with the same files in it: a folder, Debian's Orthanc over DICOMweb, and the fake."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import dcmread

from tests.lib.orthanc import PASSWORD, USERNAME, Orthanc
from tijdlijn.connectors.dicomweb import BasicLogin, DicomWebStudySource
from tijdlijn.connectors.folder import FolderStudySource
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.ports import StudySource
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.fakes.study_source import InMemoryStudySource
from tijdlijn.wire.dicom.headers import patient_id_of, study_from_headers

PATIENT = LocalPatientId("1234567", "2.25.1")
OTHER = LocalPatientId("7654321", "2.25.1")
SourceOf = Callable[[Sequence[bytes]], Awaitable[StudySource]]


def in_memory(files: Sequence[bytes]) -> InMemoryStudySource:
    by_study: dict[tuple[LocalPatientId, str], list[object]] = {}
    for file in files:
        header = dcmread(BytesIO(file), stop_before_pixels=True)
        local_id = patient_id_of(header)
        assert local_id is not None
        by_study.setdefault((local_id, header.StudyInstanceUID), []).append(header)
    return InMemoryStudySource(
        [(local_id, study_from_headers(headers)) for (local_id, _), headers in by_study.items()],  # type: ignore[arg-type]
        list(files),
    )


async def folder_of(folder: Path, files: Sequence[bytes]) -> FolderStudySource:
    for number, file in enumerate(files):
        (folder / f"{number:04}.dcm").write_bytes(file)
    return await FolderStudySource.open(folder, rescan_after_s=0)


@pytest.fixture(params=["folder", "orthanc", "in-memory"])
async def source_of(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SourceOf]:
    """Makes a source that holds these files."""
    async with HttpClient.open(None) as client:

        async def make(files: Sequence[bytes]) -> StudySource:
            match request.param:
                case "folder":
                    return await folder_of(tmp_path, files)
                case "orthanc":
                    server: Orthanc = request.getfixturevalue("orthanc")
                    for file in files:
                        server.store(file)
                    login = BasicLogin(USERNAME, PASSWORD)
                    return DicomWebStudySource(client, server.dicomweb_url, login=login, page_size=2)
                case _:
                    return in_memory(files)

        yield make
