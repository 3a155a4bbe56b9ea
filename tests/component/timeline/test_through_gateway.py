"""What a browser gets under `/dw` with a real gateway behind it, over mutual TLS, and an archive behind that:
byte for byte, and cut off as soon as anything on the way says so.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.filewriter import dcmwrite

from tests.component.timeline.test_images import FRAMES, PART10
from tests.lib.certificates import ca
from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.gateway import ASKING, HOLDING, NOW, OPEN, Holder, local_id, running_holder
from tests.lib.image_desk import DOCTOR, Desk, DeskBrowser, image_desk, parts_of
from tests.lib.orthanc import PASSWORD, USERNAME, Orthanc, orthanc, orthanc_process
from tests.lib.rad107_holder import header_of
from tests.lib.study_sources import folder_of
from tests.lib.wado_archive import WadoArchive, multipart, serving
from tijdlijn.connectors.bearer import BearerTokens
from tijdlijn.connectors.credentials import InstitutionCredentials
from tijdlijn.connectors.dicomweb import BasicLogin, DicomWebStudySource
from tijdlijn.connectors.folder import FolderStudySource
from tijdlijn.connectors.mhd import MhdLink
from tijdlijn.domain.errors import PeerUnreachable
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.patient import Demographics
from tijdlijn.ports import KnownPatient
from tijdlijn.runtime.http_client import HttpClient, HttpStream
from tijdlijn.services.timeline.doors import SESSION_COOKIE
from tijdlijn.services.timeline.images.ticket import COOKIE
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.fakes.patient_index import InMemoryPatientIndex
from tijdlijn.wire.dicom.headers import patient_id_of
from tijdlijn.wire.dicom.multipart import PartBegins, PartData, PartReader, boundary_of

__all__ = ["ca", "orthanc", "orthanc_process"]

VECTORS = Path(__file__).parents[4] / "shared" / "vectors"
RunningBefore = Callable[[FolderStudySource | DicomWebStudySource], Awaitable[tuple[Holder, Desk]]]


@pytest.fixture
async def before(fresh_database: str, ca: DevelopmentCa) -> AsyncIterator[RunningBefore]:
    """Runs a gateway and a timeline before an archive."""
    async with AsyncExitStack() as stack:

        async def run(archive: FolderStudySource | DicomWebStudySource) -> tuple[Holder, Desk]:
            holder = await stack.enter_async_context(
                running_holder(fresh_database, ca, streams_checked_every_s=0.05)
            )
            holder.custodians[HOLDING] = replace(holder.custodians[HOLDING], studies=archive, derived=archive)
            credentials = InstitutionCredentials(holder.keys[ASKING], holder.clock)
            link = MhdLink(
                holder.client, BearerTokens(holder.client, credentials, holder.clock), holder.clock
            )
            treats = replace(
                holder.statement(), user_id=f"{DOCTOR.user_id}-context", role_code=DOCTOR.role_code
            )
            statement = holder.asker(OPEN, statement=treats).treatment_statement
            desk = await stack.enter_async_context(
                image_desk(fresh_database, gateway=(holder.url, link), statement=statement)
            )
            return holder, desk

        yield run


def ticketed(browser: DeskBrowser, study_uid: str) -> DeskBrowser:
    """A browser with a ticket for a study of which nobody asked the manifest."""
    place = browser.desk.keys.open(browser.session, browser.key(study_uid))
    tickets = browser.desk.viewings.tickets
    browser.cookies[COOKIE], _ = tickets.issue(browser.session, [place], [])
    return browser


def own_file(**attributes: object) -> bytes:
    return dicom_file(PatientID=local_id(OPEN).value, **attributes)  # type: ignore[arg-type]


def path_of(file: bytes) -> str:
    header = header_of(file)
    series = f"/studies/{header.StudyInstanceUID}/series/{header.SeriesInstanceUID}"
    return f"{series}/instances/{header.SOPInstanceUID}"


async def files_in(answer: HttpStream) -> list[bytes]:
    """The parts of a body of any size."""
    assert answer.status == 200
    reader, files = PartReader(boundary_of(answer.headers["content-type"])), list[bytes]()
    async for piece in answer.chunks:
        for event in reader.feed(piece):
            match event:
                case PartBegins():
                    files.append(b"")
                case PartData(data):
                    files[-1] += data
    reader.finish()
    return files


def medmij() -> list[bytes]:
    return [path.read_bytes() for path in sorted((VECTORS / "medmij-ct-head").glob("*.dcm"))]


def mado() -> list[bytes]:
    with ZipFile(VECTORS / "mado" / "Study_B.zip") as archive:
        inside = [archive.read(name) for name in archive.namelist() if name.endswith(".dcm")]
    return [*(path.read_bytes() for path in sorted((VECTORS / "mado").glob("*.dcm"))), *inside]


@pytest.mark.requirement("T3.1.stored", "T3.1.vectors")
@pytest.mark.skipif(not VECTORS.is_dir(), reason="../shared/vectors is not here")
@pytest.mark.parametrize("files_of", [medmij, mado])
async def test_published_files_come_back_unchanged_to_the_byte(
    files_of: Callable[[], list[bytes]], orthanc: Orthanc, before: RunningBefore
) -> None:
    by_study, numbers = defaultdict[str, dict[str, bytes]](dict), set[LocalPatientId]()
    for file in files_of():
        header = header_of(file)
        by_study[str(header.StudyInstanceUID)][header.SOPInstanceUID] = file
        numbers.add(patient_id_of(header) or LocalPatientId(header.PatientID, "2.25.1"))
        orthanc.store(file)
    async with HttpClient.open(None) as client:
        login = BasicLogin(USERNAME, PASSWORD)
        holder, desk = await before(DicomWebStudySource(client, orthanc.dicomweb_url, login=login))
        index = InMemoryPatientIndex([KnownPatient(OPEN, frozenset(numbers))])
        holder.custodians[HOLDING] = replace(holder.custodians[HOLDING], patients=index)
        browser = await desk.open_browser(person=Demographics())
        for study_uid, files in by_study.items():
            ticketed(browser, study_uid)
            async with browser.reading(f"/studies/{study_uid}", PART10) as answer:
                found = await files_in(answer)
            assert {header_of(file).SOPInstanceUID: file for file in found} == files


@pytest.mark.requirement("T3.1.made-by-holder", "T3.1.made")
async def test_frames_of_one_bit_come_each_from_its_first_bit(tmp_path: Path, before: RunningBefore) -> None:
    dataset = dcmread(BytesIO(own_file()))
    dataset.Rows, dataset.Columns, dataset.NumberOfFrames = 3, 5, 4
    dataset.BitsAllocated = dataset.BitsStored = 1
    dataset.HighBit = 0
    planes = np.random.default_rng(1).integers(0, 2, (4, 15), dtype=np.uint8)
    dataset.PixelData = np.packbits(planes.ravel(), bitorder="little").tobytes()
    written = BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    file = written.getvalue()
    _, desk = await before(await folder_of(tmp_path, [file]))
    browser = await (await desk.open_browser()).opened(STUDY)

    for asked in ("1,2,3,4", "4", "3,1"):
        found = [data for _, data in parts_of(await browser.get(f"{path_of(file)}/frames/{asked}", FRAMES))]
        expected = [planes[int(number) - 1] for number in asked.split(",")]
        assert found == [np.packbits(plane, bitorder="little").tobytes() for plane in expected]


@pytest.mark.requirement("T3.1.hostile", "T3.1.not-found")
async def test_what_is_not_there_is_not_found_and_the_rest_goes_on(
    tmp_path: Path, before: RunningBefore
) -> None:
    file = own_file()
    _, desk = await before(await folder_of(tmp_path, [file]))
    browser = await (await desk.open_browser()).opened(STUDY)
    path, series = path_of(file), f"/studies/{STUDY}/series/2.25.200"

    for asked, status in (
        (f"{path}/frames/2", 404),
        (f"{path}/frames/1,2", 404),
        (f"{path}/frames/x", 400),
        (f"{series}/instances/2.25.9/frames/1", 404),
        (f"{series}/instances/..%2F..%2F2.25.9", 404),
        (f"/studies/{STUDY}/series/2.25.9/metadata", 404),
        ("/studies/2.25.9/metadata", 404),
    ):
        assert (await browser.get(asked)).status == status, asked
    assert (await browser.get(f"{path}/frames/1", FRAMES)).status == 200


@pytest.fixture
async def endless(before: RunningBefore) -> AsyncIterator[tuple[WadoArchive, Holder, Desk, DeskBrowser]]:
    """A study that goes on for as long as somebody reads, opened in a browser."""
    archive = WadoArchive(multipart([own_file()])[:-5], patient=local_id(OPEN).value)
    async with serving(archive) as source:
        holder, desk = await before(source)
        browser = ticketed(await desk.open_browser(), STUDY)
        archive.endless = True
        yield archive, holder, desk, browser


async def read_to_its_end(answer: HttpStream) -> None:
    async with asyncio.timeout(20):
        async for _ in answer.chunks:
            pass


@pytest.mark.requirement("T3.1.cancelled")
async def test_a_browser_that_leaves_stops_the_archive(
    endless: tuple[WadoArchive, Holder, Desk, DeskBrowser],
) -> None:
    archive, _, _, browser = endless
    async with browser.reading(f"/studies/{STUDY}", PART10) as answer:
        await anext(answer.chunks)

    async with asyncio.timeout(20):
        await archive.gone.wait()


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T3.1.withdrawn", "T3.1.cut-off")
async def test_a_withdrawn_consent_cuts_off_what_the_browser_reads(
    endless: tuple[WadoArchive, Holder, Desk, DeskBrowser],
) -> None:
    archive, holder, _, browser = endless
    async with browser.reading(f"/studies/{STUDY}", PART10) as answer:
        await anext(answer.chunks)
        await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)
        with pytest.raises(PeerUnreachable):
            await read_to_its_end(answer)
    async with asyncio.timeout(20):
        await archive.gone.wait()
    assert (await browser.get(f"/studies/{STUDY}", PART10)).status == 404


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T3.1.withdrawn", "T3.1.cut-off")
async def test_the_end_of_the_session_cuts_off_what_the_browser_reads(
    endless: tuple[WadoArchive, Holder, Desk, DeskBrowser],
) -> None:
    archive, _, desk, browser = endless
    telling = asyncio.create_task(desk.sessions.tell_endings())
    try:
        async with browser.reading(f"/studies/{STUDY}", PART10) as answer:
            await anext(answer.chunks)
            async with desk.database.transaction() as connection:
                await desk.sessions.store.end(connection, browser.cookies[SESSION_COOKIE], "patient-switched")
            telling_again = asyncio.create_task(_tell_again(desk))
            with pytest.raises(PeerUnreachable):
                await read_to_its_end(answer)
            telling_again.cancel()
        async with asyncio.timeout(20):
            await archive.gone.wait()
    finally:
        telling.cancel()


async def _tell_again(desk: Desk) -> None:
    """Nobody may have listened yet when it was told first."""
    while True:
        await desk.database.execute("SELECT pg_notify('session_ended', 'context patient-switched')")


@pytest.mark.requirement("T3.1.cut-off")
async def test_an_archive_that_breaks_off_gives_a_body_that_is_seen_not_to_be_whole(
    before: RunningBefore,
) -> None:
    archive = WadoArchive(multipart([own_file(), own_file()])[:-600], patient=local_id(OPEN).value)
    async with serving(archive) as source:
        _, desk = await before(source)
        browser = ticketed(await desk.open_browser(), STUDY)

        async with browser.reading(f"/studies/{STUDY}", PART10) as answer:
            assert answer.status == 200
            with pytest.raises(PeerUnreachable):
                await read_to_its_end(answer)
        archive.status = 503
        assert (await browser.get(f"/studies/{STUDY}", PART10)).status in (502, 503)
