"""Headers, frames and pictures of an archive that makes them, and not found where there are only files."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from tests.lib.dicom_files import STUDY
from tests.lib.gateway import HOLDING, OPEN, REFUSED, Holder, local_id
from tests.lib.gateway_images import body_of, closed_records, of, refusal, three
from tests.lib.orthanc import PASSWORD, USERNAME, Orthanc, orthanc, orthanc_process
from tests.lib.wado_archive import WadoArchive, serving
from tijdlijn.connectors.dicomweb import BasicLogin, DicomWebStudySource
from tijdlijn.connectors.folder import FolderStudySource
from tijdlijn.runtime.http_client import HttpClient

__all__ = ["orthanc", "orthanc_process"]

INSTANCE = f"/studies/{STUDY}/series/2.25.200/instances/2.25.1001"


@pytest.fixture
async def with_orthanc(holder: Holder, orthanc: Orthanc) -> AsyncIterator[Holder]:
    """The holder's archive is Orthanc, with images of a patient who permits and of one who does not."""
    uids = {"StudyInstanceUID": "2.25.102", "SeriesInstanceUID": "2.25.202"}
    for file in (*three(), of(local_id(REFUSED).value, "2.25.2", **uids)):
        orthanc.store(file)
    async with HttpClient.open(None) as client:
        login = BasicLogin(USERNAME, PASSWORD)
        use(holder, DicomWebStudySource(client, orthanc.dicomweb_url, login=login))
        yield holder


def use(holder: Holder, source: DicomWebStudySource | FolderStudySource) -> None:
    custodian = holder.custodians[HOLDING]
    holder.custodians[HOLDING] = replace(custodian, studies=source, derived=source)


async def got(holder: Holder, path: str, accept: str = "") -> tuple[str, bytes]:
    async with holder.retrieved(await holder.token(OPEN), path, accept=accept) as answer:
        body, ended = await body_of(answer.chunks)
        assert (answer.status, ended) == (200, True), body
        return answer.headers["content-type"], body


@pytest.mark.requirement("T3.1.derived")
@pytest.mark.parametrize(
    ("path", "instances"),
    [(f"/studies/{STUDY}", 3), (f"/studies/{STUDY}/series/2.25.200", 2), (INSTANCE, 1)],
)
async def test_headers_come_with_addresses_of_the_gateway_alone(
    with_orthanc: Holder, path: str, instances: int
) -> None:
    media_type, body = await got(with_orthanc, f"{path}/metadata")

    headers = json.loads(body)
    assert media_type == "application/dicom+json"
    assert len(headers) == instances
    assert {header["0020000D"]["Value"][0] for header in headers} == {STUDY}
    own = f'"BulkDataURI":"{with_orthanc.url}/dicomweb/studies/{STUDY}/'.encode()
    assert body.count(b"BulkDataURI") == body.count(own)
    assert b"127.0.0.1" not in body


@pytest.mark.requirement("T3.1.derived")
async def test_frames_and_pictures_come_as_the_archive_makes_them(with_orthanc: Holder) -> None:
    raw = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
    frames_type, frames = await got(with_orthanc, f"{INSTANCE}/frames/1", raw)
    picture_type, picture = await got(with_orthanc, f"{INSTANCE}/rendered", "image/png")

    assert frames_type.startswith("multipart/related")
    assert bytes(range(64)) in frames
    assert (picture_type, picture[:4]) == ("image/png", b"\x89PNG")
    records = await closed_records(with_orthanc)
    assert [record.closing and record.closing.outcome for record in records] == ["read", "read"]


@pytest.mark.hazard("H3", "H6")
@pytest.mark.requirement("T3.1.derived", "T3.1.not-found")
async def test_what_is_not_there_or_not_theirs_is_not_found_alike(with_orthanc: Holder) -> None:
    holder, other = with_orthanc, "/studies/2.25.102/series/2.25.202/instances/2.25.2"
    asked = [
        (OPEN, f"{other}/rendered"),
        (OPEN, f"{other}/metadata"),
        (OPEN, f"{other}/frames/1"),
        (REFUSED, f"{other}/thumbnail"),
        (OPEN, f"{INSTANCE}/frames/99"),
        (OPEN, f"{INSTANCE}/frames/0"),
        (OPEN, "/studies/2.25.404/metadata"),
    ]

    answers = [await refusal(holder, path, await holder.token(patient)) for patient, path in asked]

    assert {status for status, _ in answers} <= {404, 502}
    assert len({body for status, body in answers if status == 404}) == 1
    # How Orthanc answers for a frame past the end is its own affair; it is no picture.
    assert [status for status, _ in answers[:4]] == [404] * 4


@pytest.mark.requirement("T3.1.derived")
@pytest.mark.parametrize("kind", ["metadata", "frames/1", "rendered", "thumbnail"])
async def test_archive_of_files_makes_none(holder: Holder, kind: str) -> None:
    holder.studies.files = three()

    assert (await refusal(holder, f"{INSTANCE}/{kind}", await holder.token(OPEN)))[0] == 404
    assert await holder.recorded("open-study") == []


@pytest.mark.requirement("T3.1.derived", "T3.1.opened")
async def test_only_who_may_not_have_the_files_is_on_record_as_refused(holder: Holder) -> None:
    other = of(local_id(REFUSED).value, "2.25.2", StudyInstanceUID="2.25.102")
    holder.studies.files = [*three(), other]
    denied = [
        (REFUSED, "/studies/2.25.102/metadata"),
        (OPEN, "/studies/2.25.102/metadata"),
        (OPEN, "/studies/2.25.404/metadata"),
        (OPEN, f"/studies/{STUDY}/series/2.25.404/metadata"),
        (OPEN, f"/studies/{STUDY}/series/2.25.200/instances/2.25.1003/rendered"),
        (OPEN, "/studies/no-uid/metadata"),
    ]
    for patient, path in [*denied, (OPEN, f"{INSTANCE}/frames/0"), (OPEN, f"{INSTANCE}/frames/1")]:
        assert (await refusal(holder, path, await holder.token(patient)))[0] == 404
    outcomes = [record.entry.outcome for record in await holder.recorded("open-study")]
    assert outcomes == ["refused"] * len(denied)


@pytest.mark.requirement("T3.1.derived", "T2.6.query")
async def test_picture_in_a_window_that_we_do_not_pass_on_is_not_given(with_orthanc: Holder) -> None:
    path = f"{INSTANCE}/rendered?window=40,400,linear"

    assert (await refusal(with_orthanc, path, await with_orthanc.token(OPEN)))[0] == 400


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T3.1.own-only", "T3.1.derived")
async def test_headers_of_a_strange_instance_in_the_study_give_an_alarm_and_nothing_else(
    holder: Holder,
) -> None:
    header = {
        "00080018": {"vr": "UI", "Value": ["2.25.1001"]},
        "00100020": {"vr": "LO", "Value": ["7654321"]},
        "0020000D": {"vr": "UI", "Value": [STUDY]},
        "0020000E": {"vr": "UI", "Value": ["2.25.200"]},
    }
    async with serving(WadoArchive(json.dumps([header]).encode(), patient=local_id(OPEN).value)) as source:
        use(holder, source)
        with capture_logs() as lines:
            status, body = await refusal(holder, f"{INSTANCE}/rendered", await holder.token(OPEN))

    assert status == 502
    assert b"7654321" not in body
    assert "foreign-instance" in [line["event"] for line in lines]
