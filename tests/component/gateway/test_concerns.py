"""A Task put at the gateway: in the queue and on record in one act, and what the staff does comes back."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.lib.gateway import ASKING, HOLDING, NOW, OPEN, TRACE, Holder, study
from tijdlijn.domain.concern import Concern, ConcernKind, ConcernState, Handling
from tijdlijn.runtime.http_client import HttpResponse
from tijdlijn.store.gateway.concern_store import ConcernStore
from tijdlijn.store.gateway.guarded_record import GuardedRecord
from tijdlijn.store.record.record_store import RecordEntry
from tijdlijn.wire.fhir.document_reference import entry_id
from tijdlijn.wire.fhir.task import concern_to_task, read_handling

pytestmark = pytest.mark.requirement("T4.11.queue")
ID = UUID("5a3f7f66-4a43-4c58-9d2f-0c8f7a5f1b11")
SIDE = Concern(ID, ConcernKind.WRONG_SIDE, "links staat als rechts", study_uid=study(OPEN, 1).study_uid)
MENDED = Handling(ConcernState.CORRECTED, NOW + timedelta(hours=2), "de zijde is hersteld")


def queue(holder: Holder) -> ConcernStore:
    return ConcernStore(holder.database, GuardedRecord(holder.database))


def answering() -> RecordEntry:
    return RecordEntry("answer-concern", "corrected", TRACE)


async def put(holder: Holder, concern: Concern, token: str, path: str = f"/fhir/Task/{ID}") -> HttpResponse:
    return await holder.client.request(
        "holder",
        "PUT",
        f"{holder.url}{path}",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/fhir+json"},
        body=concern_to_task(concern),
    )


async def test_a_concern_stands_in_the_queue_with_who_told_it_and_the_trace_id(holder: Holder) -> None:
    answer = await put(holder, SIDE, await holder.token(OPEN))

    assert answer.status == 200
    (queued,) = await queue(holder).waiting()
    assert queued.concern == SIDE
    assert (queued.institution, queued.user_id, queued.trace_id) == (ASKING, "900000001", TRACE)
    assert queued.received_at == NOW


async def test_it_is_on_record_with_the_entry_that_it_is_about(holder: Holder) -> None:
    await put(holder, SIDE, await holder.token(OPEN))

    (record,) = await holder.recorded("tell-concern")
    assert record.entry.object_ref == entry_id(HOLDING, str(SIDE.study_uid))
    assert record.entry.outcome == "received"


async def test_told_twice_it_is_one_concern(holder: Holder) -> None:
    token = await holder.token(OPEN)
    await put(holder, SIDE, token)
    await put(holder, replace(SIDE, text="another text"), token)

    (queued,) = await queue(holder).waiting()
    assert queued.concern == SIDE


@pytest.mark.requirement("T4.11.answer")
async def test_what_the_staff_did_is_what_the_reader_sees(holder: Holder) -> None:
    token = await holder.token(OPEN)
    await put(holder, SIDE, token)

    assert [one.concern for one in await queue(holder).handle(ID, MENDED, answering())] == [SIDE]

    assert read_handling((await holder.get(token, f"/fhir/Task/{ID}")).body) == MENDED
    assert await queue(holder).waiting() == []
    assert len(await holder.recorded("answer-concern")) == 1


@pytest.mark.requirement("T4.11.answer")
async def test_what_was_settled_stays_so(holder: Holder) -> None:
    token = await holder.token(OPEN)
    await put(holder, SIDE, token)
    await queue(holder).handle(ID, MENDED, answering())

    assert await queue(holder).handle(ID, replace(MENDED, state=ConcernState.NO_FAULT), answering()) == []
    assert read_handling((await put(holder, SIDE, token)).body) == MENDED
    assert len(await holder.recorded("answer-concern")) == 1


@pytest.mark.hazard("H4")
async def test_nobody_else_sees_it_and_unknown_ones_look_the_same(holder: Holder) -> None:
    await put(holder, SIDE, await holder.token(OPEN))
    own = await holder.token(OPEN, asker=holder.asker(OPEN, HOLDING))
    never = ID.hex[:-4] + "0000"

    theirs = await holder.get(own, f"/fhir/Task/{ID}")
    nobodys = await holder.get(own, f"/fhir/Task/{never}")

    assert (theirs.status, theirs.body) == (404, nobodys.body)


@pytest.mark.hazard("H4")
async def test_who_has_withdrawn_consent_is_not_known_here_any_more(holder: Holder) -> None:
    await put(holder, SIDE, await holder.token(OPEN))
    await holder.consents.withdraw(HOLDING, holder.references.patient(OPEN), NOW)
    token = await holder.token(OPEN)

    assert (await holder.get(token, f"/fhir/Task/{ID}")).status == 404
    assert (
        await put(holder, replace(SIDE, concern_id=UUID(int=7)), token, f"/fhir/Task/{UUID(int=7)}")
    ).status == 404


async def test_an_address_that_is_not_the_tasks_own_is_refused(holder: Holder) -> None:
    token = await holder.token(OPEN)

    assert (await put(holder, SIDE, token, f"/fhir/Task/{UUID(int=7)}")).status == 400
    assert (await put(holder, SIDE, token, "/fhir/Task/first")).status == 400
    assert await queue(holder).waiting() == []
