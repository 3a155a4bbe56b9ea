"""The record of every access: on disk first, only added to, closed in the end."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import CUT_OFF, UNDER_WAY, RecordEntry, RecordStore, StoredRecord

TRACE = TraceId("0af7651916cd43dd8448eb211c80319c")
OTHER_TRACE = TraceId("4bf92f3577b34da6a3ce929d0e0e4736")
FIRST_PATIENT = bytes(range(32))
SECOND_PATIENT = bytes(range(1, 33))
SEARCH = RecordEntry(
    action="search",
    outcome=UNDER_WAY,
    trace_id=TRACE,
    actor_user="900000001",
    actor_role="01.041",
    actor_institution=Ura("90000101"),
    patient_ref=FIRST_PATIENT,
    object_ref="imaging",
    purpose="TREAT",
    ground="local-consent",
    access_point="ITI-67",
)
LOGIN = RecordEntry(action="launch", outcome="permit", trace_id=OTHER_TRACE)


@pytest.fixture
def store(recorded: Database) -> RecordStore:
    """The record in an empty database."""
    return RecordStore(recorded)


async def _only(store: RecordStore, record_id: int) -> StoredRecord:
    (found,) = [row for row in await store.search(limit=100) if row.record_id == record_id]
    return found


def _soon() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)


@pytest.mark.requirement("A58")
async def test_an_act_comes_back_as_it_was_put_on_record(store: RecordStore) -> None:
    before = datetime.now(UTC)
    record_id = await store.open(SEARCH)
    stored = await _only(store, record_id)
    assert stored.entry == SEARCH
    assert stored.closing is None
    assert before - timedelta(seconds=1) <= stored.recorded_at <= _soon()


@pytest.mark.requirement("T2.3.record")
@pytest.mark.hazard("H9")
async def test_an_act_is_on_disk_before_open_returns(store: RecordStore, fresh_database: str) -> None:
    record_id = await store.open(SEARCH)
    async with Database.open(fresh_database) as other:
        assert (await _only(RecordStore(other), record_id)).entry == SEARCH


async def test_an_act_in_a_transaction_stands_or_falls_with_it(
    store: RecordStore, recorded: Database
) -> None:
    async def fail_after_opening() -> None:
        async with recorded.transaction() as connection:
            await store.open(SEARCH, connection=connection)
            assert await store.search(limit=10) == []
            raise LookupError

    with pytest.raises(LookupError):
        await fail_after_opening()
    assert await store.search(limit=10) == []

    async with recorded.transaction() as connection:
        record_id = await store.open(SEARCH, connection=connection)
    assert (await _only(store, record_id)).entry == SEARCH


async def test_a_closing_tells_how_the_act_ended(store: RecordStore) -> None:
    record_id = await store.open(SEARCH)
    await store.close(record_id, "answered", {"studies": 3, "reports": 2})
    closing = (await _only(store, record_id)).closing
    assert closing is not None
    assert (closing.outcome, closing.counts) == ("answered", {"studies": 3, "reports": 2})


async def test_the_first_closing_stands(store: RecordStore) -> None:
    record_id = await store.open(SEARCH)
    await store.close(record_id, "answered", {"studies": 3})
    await store.close(record_id, "failed", {})
    assert await _outcome(store, record_id) == ("answered", {"studies": 3})


async def test_an_act_that_nobody_closed_is_cut_off_with_what_is_known(store: RecordStore) -> None:
    orphan = await store.open(SEARCH)
    await store.progress(orphan, {"bytes": 10})
    await store.progress(orphan, {"bytes": 4096})
    assert await store.sweep(_soon()) == 1
    assert await _outcome(store, orphan) == (CUT_OFF, {"bytes": 4096})
    assert await store.sweep(_soon()) == 0


async def test_an_act_that_shows_life_is_not_swept(store: RecordStore) -> None:
    silent, alive = await store.open(SEARCH), await store.open(SEARCH)
    bound = (await _only(store, await store.open(LOGIN))).recorded_at
    await store.progress(alive, {"bytes": 1})
    assert await store.sweep(bound) == 1
    assert await _outcome(store, silent) == (CUT_OFF, {})
    assert (await _only(store, alive)).closing is None


async def test_what_ended_is_not_swept(store: RecordStore) -> None:
    closed, final = await store.open(SEARCH), await store.open(LOGIN)
    await store.close(closed, "answered", {"studies": 1})
    assert await store.sweep(_soon()) == 0
    assert await _outcome(store, closed) == ("answered", {"studies": 1})
    assert (await _only(store, final)).closing is None


async def test_a_true_closing_wins_over_a_sweep(store: RecordStore) -> None:
    record_id = await store.open(SEARCH)
    await store.sweep(_soon())
    await store.close(record_id, "answered", {"studies": 3})
    assert await _outcome(store, record_id) == ("answered", {"studies": 3})


@pytest.mark.requirement("A58")
@pytest.mark.hazard("H9")
@pytest.mark.parametrize("table", ["record", "record_closing"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET outcome = 'nothing'",
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
        "UPDATE {} SET outcome = 'nothing' WHERE false",
    ],
)
async def test_what_is_on_record_is_never_changed_or_removed(
    table: str, statement: str, store: RecordStore, recorded: Database
) -> None:
    await store.close(await store.open(SEARCH), "answered", {})
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await recorded.execute(statement.format(table))


async def test_a_search_gives_the_newest_first_in_pages(store: RecordStore) -> None:
    ids = [await store.open(SEARCH) for _ in range(5)]
    pages = [await store.search(limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [row.record_id for page in pages for row in page] == ids[::-1]


async def test_a_search_keeps_to_every_condition(store: RecordStore) -> None:
    first = await store.open(SEARCH)
    second = await store.open(RecordEntry("search", "permit", OTHER_TRACE, patient_ref=SECOND_PATIENT))
    third = await store.open(RecordEntry("search", "permit", OTHER_TRACE, patient_ref=FIRST_PATIENT))
    at = (await _only(store, second)).recorded_at

    async def found(**conditions: object) -> list[int]:
        return [row.record_id for row in await store.search(limit=10, **conditions)]  # type: ignore[arg-type]

    assert await found(trace_id=OTHER_TRACE) == [third, second]
    assert await found(patient_ref=FIRST_PATIENT) == [third, first]
    assert await found(patient_ref=FIRST_PATIENT, trace_id=OTHER_TRACE) == [third]
    assert await found(date_from=at) == [third, second]
    assert await found(date_to=at) == [first]
    assert await found(date_from=at, date_to=at) == []


@pytest.mark.requirement("B48")
@pytest.mark.parametrize("digits", ["999990019", "0" * 9])
async def test_a_number_does_not_fit_where_a_patients_reference_goes(digits: str, store: RecordStore) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        await store.open(RecordEntry("search", "permit", TRACE, patient_ref=digits.encode()))
    assert await store.search(limit=10) == []


async def _outcome(store: RecordStore, record_id: int) -> tuple[str, Mapping[str, int]]:
    closing = (await _only(store, record_id)).closing
    assert closing is not None
    return closing.outcome, closing.counts
