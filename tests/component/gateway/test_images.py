"""RAD-107: images, to those who may see them, of the patient that they asked about, as they are stored."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import dcmread

from tests.lib.certificates import client_tls
from tests.lib.dicom_files import STUDY
from tests.lib.gateway import EMPTY, HOLDING, OPEN, REFUSED, SILENT, UNKNOWN, Holder, local_id
from tests.lib.gateway_images import body_of, of, parts_of, received, refusal, three
from tests.lib.orthanc import PASSWORD, USERNAME, Orthanc, orthanc, orthanc_process
from tests.lib.study_sources import folder_of
from tijdlijn.connectors.dicomweb import BasicLogin, DicomWebStudySource
from tijdlijn.domain.errors import PeerError, PeerTimedOut, PeerUnreachable
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.ports import KnownPatient
from tijdlijn.runtime.http_client import HttpClient
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.fakes.patient_index import InMemoryPatientIndex

__all__ = ["orthanc", "orthanc_process"]


VECTORS = Path(__file__).parents[4] / "shared" / "vectors" / "medmij-ct-head"


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


@pytest.mark.requirement("B22")
@pytest.mark.parametrize(
    ("failure", "status"), [(PeerUnreachable("archive", "down"), 503), (PeerTimedOut("archive", "slow"), 504)]
)
async def test_archive_that_fails_is_no_missing_study(
    holder: Holder, failure: PeerError, status: int
) -> None:
    holder.studies.failure = failure

    assert (await refusal(holder, f"/studies/{STUDY}", await holder.token(OPEN)))[0] == status


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
