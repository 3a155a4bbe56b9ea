"""RAD-107: what stands on record of images that were given, and that nothing is given without."""

import asyncio

import pytest

from tests.lib.dicom_files import STUDY
from tests.lib.gateway import HOLDING, OPEN, Holder, local_id
from tests.lib.gateway_images import closed_records, of, received, refusal, three
from tijdlijn.wire.fhir.document_reference import entry_id


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
