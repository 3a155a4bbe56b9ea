"""RAD-107: images, to those who may see them, of the patient that they asked about, as they are stored."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import dcmread
from structlog.testing import capture_logs

from tests.lib.certificates import client_tls
from tests.lib.dicom_files import STUDY, dicom_file, write_large
from tests.lib.eventually import eventually
from tests.lib.gateway import (
    EMPTY,
    HOLDING,
    NOW,
    OPEN,
    REFUSED,
    SILENT,
    UNKNOWN,
    Holder,
    local_id,
    running_holder,
)
from tests.lib.orthanc import PASSWORD, USERNAME, Orthanc, orthanc, orthanc_process
from tests.lib.study_sources import folder_of
from tests.lib.wado_archive import WadoArchive, multipart, serving
from tijdlijn.connectors.dicomweb import BasicLogin, DicomWebStudySource
from tijdlijn.connectors.folder import FolderStudySource
from tijdlijn.domain.errors import InputInvalid, PeerError, PeerTimedOut, PeerUnreachable
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.ports import KnownPatient
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.services.gateway.housekeeping import Housekeeping
from tijdlijn.store.gateway.guarded_record import GuardedRecord
from tijdlijn.store.gateway.opened_study_store import OpenedStudyStore
from tijdlijn.store.gateway.token_store import TokenStore
from tijdlijn.store.record.record_store import CUT_OFF, StoredRecord
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.fakes.patient_index import InMemoryPatientIndex
from tijdlijn.wire.dicom.multipart import PartBegins, PartData, PartReader, boundary_of
from tijdlijn.wire.fhir.document_reference import entry_id

__all__ = ["orthanc", "orthanc_process"]

VECTORS = Path(__file__).parents[4] / "shared" / "vectors" / "medmij-ct-head"
MIB = 1024 * 1024


def of(patient_number: str, uid: str, **attributes: object) -> bytes:
    return dicom_file(PatientID=patient_number, SOPInstanceUID=uid, **attributes)  # type: ignore[arg-type]


def three() -> list[bytes]:
    number = local_id(OPEN).value
    return [
        of(number, "2.25.1001"),
        of(number, "2.25.1002", encapsulated=True),
        of(number, "2.25.1003", SeriesInstanceUID="2.25.201"),
    ]


async def body_of(chunks: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """What came, and whether it came to its end as far as HTTP can tell."""
    body = b""
    try:
        async for chunk in chunks:
            body += chunk
    except PeerUnreachable:
        return body, False
    return body, True


def parts_of(content_type: str, body: bytes) -> tuple[list[tuple[Mapping[str, str], bytes]], bool]:
    """The parts that began, and whether the last boundary came."""
    reader, parts = PartReader(boundary_of(content_type)), list[tuple[Mapping[str, str], bytes]]()
    for event in reader.feed(body):
        if isinstance(event, PartBegins):
            parts.append((event.headers, b""))
        elif isinstance(event, PartData):
            parts[-1] = (parts[-1][0], parts[-1][1] + event.data)
    try:
        reader.finish()
    except InputInvalid:
        return parts, False
    return parts, True


async def received(
    holder: Holder, path: str, token: str | None = None
) -> tuple[list[tuple[Mapping[str, str], bytes]], bool]:
    """What a permitted asker gets of a path."""
    async with holder.retrieved(token or await holder.token(OPEN), path) as answer:
        assert answer.status == 200
        body, _ = await body_of(answer.chunks)
        return parts_of(answer.headers["content-type"], body)


async def refusal(holder: Holder, path: str, token: str, accept: str = "") -> tuple[int, bytes]:
    async with holder.retrieved(token, path, accept=accept) as answer:
        return answer.status, (await body_of(answer.chunks))[0]


async def nobody_reads(holder: Holder) -> bool:
    """Whether every answer has ended at the holder too, which its reader knows a moment earlier."""
    return await holder.database.execute("SELECT 1 FROM opened_study WHERE streams > 0") == 0


async def closed_records(holder: Holder) -> list[StoredRecord]:
    """The records of opened studies once nobody asks any more."""
    record = GuardedRecord(holder.database)
    opened = OpenedStudyStore(holder.database, record)
    await eventually(lambda: nobody_reads(holder))
    holder.clock.advance(365 * 24 * 3600)
    await Housekeeping(TokenStore(holder.database, record), opened, record, holder.clock).tidy()
    return await holder.recorded("open-study")


@pytest.mark.requirement("T3.1.stored", "T3.1.paths")
@pytest.mark.parametrize("archive", ["folder", "orthanc"])
async def test_stored_files_come_through_byte_for_byte(
    holder: Holder, tmp_path: Path, request: pytest.FixtureRequest, archive: str
) -> None:
    files = three()
    async with HttpClient.open(None) as client:
        if archive == "folder":
            holder.ask_images_of(await folder_of(tmp_path, files))
        else:
            server: Orthanc = request.getfixturevalue("orthanc")
            for file in files:
                server.store(file)
            login = BasicLogin(USERNAME, PASSWORD)
            holder.ask_images_of(DicomWebStudySource(client, server.dicomweb_url, login=login))

        whole, whole_ended = await received(holder, f"/studies/{STUDY}")
        series, series_ended = await received(holder, f"/studies/{STUDY}/series/2.25.201")
        instance, instance_ended = await received(
            holder, f"/studies/{STUDY}/series/2.25.200/instances/2.25.1002"
        )

    assert (whole_ended, series_ended, instance_ended) == (True, True, True)
    assert sorted(content for _, content in whole) == sorted(files)
    assert [content for _, content in series] == [files[2]]
    assert [(headers["content-type"], content) for headers, content in instance] == [
        ("application/dicom; transfer-syntax=1.2.840.10008.1.2.4.50", files[1])
    ]


@pytest.mark.requirement("T3.1.stored")
@pytest.mark.skipif(not VECTORS.is_dir(), reason="../shared/vectors/medmij-ct-head is not here")
async def test_published_ct_comes_through_byte_for_byte(holder: Holder, orthanc: Orthanc) -> None:
    paths = sorted(VECTORS.glob("*.dcm"))
    header = dcmread(paths[0], stop_before_pixels=True)
    files = []
    for path in paths:
        orthanc.store(path.read_bytes())
        if dcmread(path, stop_before_pixels=True).StudyInstanceUID == header.StudyInstanceUID:
            files.append(path.read_bytes())
    number = LocalPatientId(str(header.PatientID), "2.25.1")
    holder.custodians[HOLDING] = replace(
        holder.custodians[HOLDING],
        patients=InMemoryPatientIndex([KnownPatient(OPEN, frozenset({number}))]),
    )
    async with HttpClient.open(None) as client:
        login = BasicLogin(USERNAME, PASSWORD)
        holder.ask_images_of(DicomWebStudySource(client, orthanc.dicomweb_url, login=login))
        parts, ended = await received(holder, f"/studies/{header.StudyInstanceUID}")

    assert ended
    assert sorted(content for _, content in parts) == sorted(files)


@pytest.mark.requirement("T3.1.paths")
async def test_one_instance_may_be_asked_for_alone(holder: Holder) -> None:
    holder.studies.files = three()
    path = f"/studies/{STUDY}/series/2.25.200/instances/2.25.1001"

    async with holder.retrieved(await holder.token(OPEN), path, accept="application/dicom") as answer:
        body, _ = await body_of(answer.chunks)

    assert answer.headers["content-type"] == "application/dicom; transfer-syntax=1.2.840.10008.1.2.1"
    assert answer.headers["cache-control"] == "no-store"
    assert body == holder.studies.files[0]


@pytest.mark.requirement("T3.1.negotiation")
@pytest.mark.parametrize(
    "accept",
    [
        "application/dicom",
        "image/jpeg",
        'multipart/related; type="image/jpeg"',
        'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.50',
        'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.1',
        'multipart/related; type="application/dicom"',
        'multipart/related; type="application/dicom"; q=0',
    ],
)
async def test_form_that_we_do_not_have_is_not_acceptable(holder: Holder, accept: str) -> None:
    holder.studies.files = three()

    status, body = await refusal(holder, f"/studies/{STUDY}", await holder.token(OPEN), accept=accept)

    assert status == 406
    assert b"OperationOutcome" in body
    assert await holder.recorded("open-study") == []


@pytest.mark.requirement("T3.1.negotiation")
@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        'multipart/related; type="application/dicom"; transfer-syntax=*',
        "multipart/related; type=application/dicom; transfer-syntax=*, application/dicom",
        'image/png, multipart/related;type="application/dicom";transfer-syntax="*";q=0.5',
    ],
)
async def test_part_10_as_stored_is_what_every_usual_wish_gets(holder: Holder, accept: str) -> None:
    holder.studies.files = three()

    async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}", accept=accept) as answer:
        body, _ = await body_of(answer.chunks)

    assert answer.headers["content-type"].startswith('multipart/related; type="application/dicom"; boundary=')
    assert parts_of(answer.headers["content-type"], body)[1]


@pytest.mark.requirement("T3.1.negotiation")
async def test_what_is_stored_as_it_is_taken_comes(holder: Holder) -> None:
    holder.studies.files = three()
    plain, token = 'multipart/related; type="application/dicom"', await holder.token(OPEN)

    async with holder.retrieved(token, f"/studies/{STUDY}/series/2.25.201", accept=plain) as answer:
        body, _ = await body_of(answer.chunks)

    assert parts_of(answer.headers["content-type"], body)[1]


@pytest.mark.hazard("H7")
@pytest.mark.requirement("T3.1.negotiation", "T3.1.cut-off")
async def test_syntax_that_the_archive_did_not_announce_is_not_left_out_in_silence(holder: Holder) -> None:
    number = local_id(OPEN).value
    files = [of(number, "2.25.1001"), of(number, "2.25.1002", encapsulated=True)]
    async with serving(WadoArchive(multipart(files), patient=number)) as source:
        holder.ask_images_of(source)
        accept = 'multipart/related; type="application/dicom"'
        async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}", accept=accept) as answer:
            body, ended = await body_of(answer.chunks)

    assert not ended
    assert [content for _, content in parts_of(answer.headers["content-type"], body)[0]] == files[:1]


@pytest.mark.hazard("H3", "H4", "H6")
@pytest.mark.requirement("T3.1.not-found", "A34")
async def test_unknown_refused_and_another_patients_images_are_not_found_alike(holder: Holder) -> None:
    holder.studies.files = [
        *three(),
        of(local_id(REFUSED).value, "2.25.2", StudyInstanceUID="2.25.102"),
    ]
    asked = [
        (OPEN, "2.25.404"),
        (OPEN, "2.25.102"),
        (OPEN, "no-uid"),
        (OPEN, f"{STUDY}/series/2.25.404"),
        (REFUSED, "2.25.102"),
        (SILENT, STUDY),
        (EMPTY, STUDY),
        (UNKNOWN, STUDY),
    ]

    answers = {
        await refusal(holder, f"/studies/{path}", await holder.token(patient)) for patient, path in asked
    }

    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert [record.entry.outcome for record in await holder.recorded("open-study")] == ["refused"] * len(
        asked
    )


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T3.1.not-found")
async def test_token_over_another_certificate_opens_nothing(holder: Holder, ca: DevelopmentCa) -> None:
    holder.studies.files = three()
    token = await holder.token(OPEN)
    async with (
        HttpClient.open(client_tls(ca, "thief")) as thief,
        holder.retrieved(token, f"/studies/{STUDY}", client=thief) as answer,
    ):
        assert answer.status == 401
    assert (await refusal(holder, f"/studies/{STUDY}", "A" * 43))[0] == 401
    assert await holder.recorded("open-study") == []
    assert len(await holder.recorded("use-token")) == 1


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.own-only")
async def test_nothing_leaves_of_a_strange_instance_in_the_study(holder: Holder, tmp_path: Path) -> None:
    strange = of("7654321", "2.25.1", PatientName="Test-Ander^A.", PatientComments="geheim")
    holder.ask_images_of(await folder_of(tmp_path, [strange, *three()]))

    with capture_logs() as lines:
        parts, ended = await received(holder, f"/studies/{STUDY}")

    assert not ended
    assert sorted(content for _, content in parts) == sorted(three())
    assert "foreign-instance" in [line["event"] for line in lines]


@pytest.mark.hazard("H7", "H1")
@pytest.mark.requirement("T3.1.cut-off")
async def test_archive_that_breaks_off_gives_a_body_that_is_seen_not_to_be_whole(holder: Holder) -> None:
    whole = multipart(three())
    async with serving(WadoArchive(whole[: int(len(whole) * 0.6)], patient=local_id(OPEN).value)) as source:
        holder.ask_images_of(source)
        async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}") as answer:
            body, ended = await body_of(answer.chunks)

    assert answer.status == 200
    assert not ended
    assert not parts_of(answer.headers["content-type"], body)[1]
    (record,) = await closed_records(holder)
    assert record.closing is not None
    assert record.closing.outcome == CUT_OFF


@pytest.mark.requirement("B22")
@pytest.mark.parametrize(
    ("failure", "status"), [(PeerUnreachable("archive", "down"), 503), (PeerTimedOut("archive", "slow"), 504)]
)
async def test_archive_that_fails_is_no_missing_study(
    holder: Holder, failure: PeerError, status: int
) -> None:
    holder.studies.failure = failure

    assert (await refusal(holder, f"/studies/{STUDY}", await holder.token(OPEN)))[0] == status


@pytest.mark.hazard("H9")
@pytest.mark.requirement("T3.1.record")
async def test_study_is_on_record_once_for_a_token_with_all_that_went_out(holder: Holder) -> None:
    holder.studies.files = three()
    token = await holder.token(OPEN)
    await received(holder, f"/studies/{STUDY}", token)
    for uid in ("2.25.1001", "2.25.1002"):
        await received(holder, f"/studies/{STUDY}/series/2.25.200/instances/{uid}", token)

    under_way = await holder.recorded("open-study")
    (record,) = await closed_records(holder)

    assert [one.closing for one in under_way] == [None]
    assert record.entry.object_ref == entry_id(HOLDING, STUDY)
    assert record.entry.patient_ref == holder.references.patient(OPEN)
    assert record.entry.ground == "local-consent"
    assert record.closing is not None
    files = holder.studies.files
    size_bytes = sum(map(len, files)) + len(files[0]) + len(files[1])
    assert (record.closing.outcome, record.closing.counts) == ("read", {"instances": 5, "bytes": size_bytes})


@pytest.mark.hazard("H9")
@pytest.mark.requirement("T3.1.record")
async def test_each_token_and_each_study_has_its_own_record(holder: Holder) -> None:
    number = local_id(OPEN).value
    holder.studies.files = [of(number, "2.25.1"), of(number, "2.25.2", StudyInstanceUID="2.25.102")]
    token = await holder.token(OPEN)
    await asyncio.gather(*(received(holder, f"/studies/{STUDY}", token) for _ in range(5)))
    await received(holder, "/studies/2.25.102", token)
    await received(holder, f"/studies/{STUDY}")

    counts = [record.closing and dict(record.closing.counts) for record in await closed_records(holder)]

    one = len(holder.studies.files[0])
    assert sorted(count["instances"] for count in counts if count) == [1, 1, 5]
    assert {"instances": 5, "bytes": 5 * one} in counts


@pytest.mark.hazard("H9")
@pytest.mark.requirement("T3.1.record")
async def test_no_image_without_its_record(holder: Holder) -> None:
    holder.studies.files = three()
    token = await holder.token(OPEN)
    await holder.search(token, OPEN)
    await holder.database.execute("ALTER TABLE record RENAME TO lost")

    status, body = await refusal(holder, f"/studies/{STUDY}", token)

    assert status == 503
    assert b"DICM" not in body


@pytest.mark.hazard("H6")
@pytest.mark.requirement("T3.1.withdrawn", "A33", "B21")
async def test_withdrawn_consent_ends_a_stream_under_way(fresh_database: str, ca: DevelopmentCa) -> None:
    async with running_holder(fresh_database, ca, streams_checked_every_s=0.05) as holder:
        archive = WadoArchive(multipart(three())[:-5], patient=local_id(OPEN).value)
        archive.endless = True
        async with serving(archive) as source:
            holder.ask_images_of(source)
            token = await holder.token(OPEN)
            async with holder.retrieved(token, f"/studies/{STUDY}") as answer:
                await anext(answer.chunks)
                await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)
                async with asyncio.timeout(10):
                    with pytest.raises(PeerUnreachable):
                        async for _ in answer.chunks:
                            pass
            async with asyncio.timeout(10):
                await archive.gone.wait()
            assert (await refusal(holder, f"/studies/{STUDY}", token))[0] == 401


@pytest.mark.requirement("T3.1.withdrawn")
async def test_stream_goes_on_past_the_end_of_its_token_but_not_of_the_permit(
    fresh_database: str, ca: DevelopmentCa
) -> None:
    async with running_holder(fresh_database, ca, streams_checked_every_s=0.05) as holder:
        archive = WadoArchive(multipart(three())[:-5], patient=local_id(OPEN).value)
        archive.endless = True
        async with serving(archive) as source:
            holder.ask_images_of(source)
            async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}") as answer:
                await anext(answer.chunks)
                holder.clock.advance(301)
                size = 0
                while size < 32 * MIB:
                    size += len(await anext(answer.chunks))
                await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)
                async with asyncio.timeout(10):
                    with pytest.raises(PeerUnreachable):
                        async for _ in answer.chunks:
                            pass


@pytest.mark.requirement("T3.1.withdrawn", "T3.1.cancelled")
async def test_reader_that_does_not_read_holds_nothing_past_its_permit(
    fresh_database: str, ca: DevelopmentCa
) -> None:
    async with running_holder(fresh_database, ca, streams_checked_every_s=0.05) as holder:
        archive = WadoArchive(multipart(three())[:-5], patient=local_id(OPEN).value)
        archive.endless = True
        async with serving(archive) as source:
            holder.ask_images_of(source)
            async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}") as answer:
                await anext(answer.chunks)
                await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)
                async with asyncio.timeout(10):
                    await archive.gone.wait()


@pytest.mark.requirement("T3.1.cancelled")
async def test_reader_that_leaves_stops_the_archive(holder: Holder) -> None:
    archive = WadoArchive(multipart(three())[:-5], patient=local_id(OPEN).value)
    archive.endless = True
    async with serving(archive) as source:
        holder.ask_images_of(source)
        async with holder.retrieved(await holder.token(OPEN), f"/studies/{STUDY}") as answer:
            await anext(answer.chunks)

        async with asyncio.timeout(10):
            await archive.gone.wait()

    (record,) = await closed_records(holder)
    assert record.closing is not None
    assert record.closing.outcome == CUT_OFF
    assert record.closing.counts["bytes"] > 0


@pytest.mark.requirement("T3.1.flat")
async def test_study_of_any_size_takes_the_memory_of_a_few_pieces(holder: Holder, tmp_path: Path) -> None:
    for number in range(3):
        attributes = {"PatientID": local_id(OPEN).value, "SOPInstanceUID": f"2.25.{number + 1}"}
        write_large(tmp_path / f"{number}.dcm", 100 * MIB, **attributes)
    holder.ask_images_of(await FolderStudySource.open(tmp_path))
    token = await holder.token(OPEN)
    before, highest, size = resident_bytes(), 0, 0

    async with holder.retrieved(token, f"/studies/{STUDY}") as answer:
        async for chunk in answer.chunks:
            size += len(chunk)
            highest = max(highest, resident_bytes())

    assert size > 300 * MIB
    assert highest - before < 60 * MIB


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.requirement("T3.1.paths")
async def test_head_of_an_answer_is_not_asked_for_alone(holder: Holder) -> None:
    holder.studies.files = three()
    token = await holder.token(OPEN)

    answer = await holder.client.request(
        "holder",
        "HEAD",
        f"{holder.url}/dicomweb/studies/{STUDY}",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status == 405
    assert await holder.recorded("open-study") == []
