"""RAD-107: what stands on record of images that were given, and that nothing is given without."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import psycopg
import pytest

from tests.lib.dicom_files import STUDY
from tests.lib.gateway import HOLDING, OPEN, Holder, local_id
from tests.lib.gateway_images import closed_records, of, received, refusal, three
from tijdlijn.ports import StoredInstance
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


@pytest.mark.requirement("T3.1.record")
async def test_a_study_that_is_on_record_is_not_put_there_anew_and_costs_two_questions_about_the_token(
    holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder.studies.files = three()
    token = await holder.token(OPEN)
    path = f"/studies/{STUDY}/series/2.25.200/instances/2.25.1001"
    await received(holder, path, token)
    asked: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def counting(self: psycopg.AsyncCursor, query: str, *args: Any, **options: Any) -> Any:
        asked.append(query)
        return await execute(self, query, *args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(psycopg.AsyncCursor, "execute", counting)
        for _ in range(10):
            await received(holder, path, token)

    assert sum("FROM access_token" in query for query in asked) == 20
    assert not [query for query in asked if "INTO record" in query]


@pytest.mark.hazard("H4", "H6")
@pytest.mark.requirement("T3.1.withdrawn", "B21")
async def test_a_study_that_was_withdrawn_while_its_archive_was_asked_is_not_given(
    holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder.studies.files = three()
    token = await holder.token(OPEN)
    await received(holder, f"/studies/{STUDY}", token)
    instances = holder.studies.instances

    async def withdrawn_meanwhile(*asked: Any) -> AsyncGenerator[StoredInstance, None]:
        async with aclosing(instances(*asked)) as found:
            async for instance in found:
                await holder.database.execute("DELETE FROM access_token")
                yield instance

    monkeypatch.setattr(holder.studies, "instances", withdrawn_meanwhile)

    status, body = await refusal(holder, f"/studies/{STUDY}", token)

    assert status == 401
    assert b"DICM" not in body
