"""Values that headers leave behind an address, had from a gateway at that address."""

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.filewriter import dcmwrite

from tests.component.gateway.test_derived_images import got, orthanc, orthanc_process, use, with_orthanc
from tests.lib.dicom_files import STUDY
from tests.lib.gateway import HOLDING, OPEN, REFUSED, Holder, local_id
from tests.lib.gateway_images import closed_records, of, parts_of, refusal, three
from tests.lib.study_sources import folder_of

__all__ = ["orthanc", "orthanc_process", "with_orthanc"]

INSTANCE = f"/studies/{STUDY}/series/2.25.200/instances/2.25.1001"
OTHER = "/studies/2.25.102/series/2.25.202/instances/2.25.2"
IN_PARTS = 'multipart/related; type="application/octet-stream"'
LONG = b"\x01\x02" * 2000


def with_long(file: bytes) -> bytes:
    dataset = dcmread(BytesIO(file))
    dataset.add_new(0x00090010, "LO", "TEST")
    dataset.add_new(0x00091001, "OB", LONG)
    written = BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    return written.getvalue()


@pytest.fixture
async def with_folder(holder: Holder, tmp_path: Path) -> Holder:
    """The holder's archive is a folder, with images of a patient who permits and of one who does not."""
    first, *others = three()
    uids = {"StudyInstanceUID": "2.25.102", "SeriesInstanceUID": "2.25.202"}
    theirs = with_long(of(local_id(REFUSED).value, "2.25.2", **uids))
    source = await folder_of(tmp_path, [with_long(first), *others, theirs])
    use(holder, source)
    return holder


@pytest.mark.requirement("T3.1.bulkdata")
async def test_every_address_in_the_headers_of_a_study_leads_to_its_value(with_folder: Holder) -> None:
    _, body = await got(with_folder, f"/studies/{STUDY}/metadata")
    begins = f"{with_folder.url}/dicomweb"
    asked = 0
    for header in json.loads(body):
        for tag, element in header.items():
            if "BulkDataURI" not in element:
                continue
            address = element["BulkDataURI"]
            assert address.startswith(begins)
            is_jpeg = header["00083002"]["Value"] == ["1.2.840.10008.1.2.4.50"]
            ((part, data),), is_whole = parts_of(
                *await got(with_folder, address.removeprefix(begins), "" if is_jpeg else IN_PARTS)
            )
            assert is_whole
            assert part["content-location"] == address
            assert data == (LONG if tag == "00091001" else bytes(range(64)))
            asked += 1
    assert asked == 4


@pytest.mark.requirement("T3.1.bulkdata", "T3.1.opened")
async def test_value_comes_by_itself_where_it_is_taken_so_and_is_on_record(with_folder: Holder) -> None:
    path = f"{INSTANCE}/bulkdata/7FE00010"

    assert await got(with_folder, path, "application/octet-stream") == (
        "application/octet-stream",
        bytes(range(64)),
    )
    (record,) = await closed_records(with_folder)
    assert record.closing
    assert record.closing.outcome == "read"


@pytest.mark.requirement("T3.1.bulkdata")
async def test_value_of_a_dicomweb_archive_is_passed_on(with_orthanc: Holder) -> None:
    _, body = await got(with_orthanc, f"{INSTANCE}/metadata")
    (header,) = json.loads(body)
    address = header["7FE00010"]["BulkDataURI"]

    answer = await got(with_orthanc, f"{INSTANCE}/bulkdata/7FE00010", IN_PARTS)

    ((part, data),), is_whole = parts_of(*answer)
    assert is_whole
    assert data == bytes(range(64))
    assert part["content-location"] == address


@pytest.mark.hazard("H3", "H6")
@pytest.mark.requirement("T3.1.bulkdata", "T3.1.not-found")
async def test_values_that_are_not_theirs_or_not_there_are_not_found_alike(with_folder: Holder) -> None:
    asked = [
        (OPEN, f"{OTHER}/bulkdata/00091001"),
        (REFUSED, f"{OTHER}/bulkdata/00091001"),
        (OPEN, f"{INSTANCE}/bulkdata/00091002"),
        (OPEN, f"{INSTANCE}/bulkdata/00091001/1"),
        (OPEN, f"{INSTANCE}/bulkdata/x"),
    ]

    answers = [await refusal(with_folder, path, await with_folder.token(patient)) for patient, path in asked]

    assert {status for status, _ in answers} == {404}
    assert len({body for _, body in answers}) == 1
    outcomes = [record.entry.outcome for record in await with_folder.recorded("open-study")]
    assert outcomes == ["refused"] * 2


@pytest.mark.requirement("T3.1.bulkdata")
async def test_archive_of_files_alone_and_parameters_are_turned_away(with_folder: Holder) -> None:
    path = f"{INSTANCE}/bulkdata/00091001"
    assert (await refusal(with_folder, f"{path}?x=1", await with_folder.token(OPEN)))[0] == 400
    custodian = with_folder.custodians[HOLDING]
    with_folder.custodians[HOLDING] = replace(custodian, derived=None)
    assert (await refusal(with_folder, path, await with_folder.token(OPEN)))[0] == 404
