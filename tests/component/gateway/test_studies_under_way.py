"""What a viewer takes frame by frame stands on record once, and nothing of it is lost on the way there."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import psycopg
import pytest

from tests.lib.eventually import eventually
from tijdlijn.domain.errors import PeerUnreachable
from tijdlijn.domain.identifiers import TraceId
from tijdlijn.services.gateway.studies_under_way import StudiesUnderWay, StudyUnderWay
from tijdlijn.store.gateway.guarded_record import GuardedRecord
from tijdlijn.store.gateway.opened_study_store import OpenedStudyStore
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import UNDER_WAY, RecordEntry

TOKEN, TRACE = b"t" * 32, TraceId("a" * 32)
SOON_S, NEVER_S = 0.02, 3600.0

pytestmark = [pytest.mark.requirement("T3.1.record"), pytest.mark.hazard("H9")]


@dataclass(slots=True)
class Desk:
    """A gateway's tables, and who answers about studies."""

    database: Database
    store: OpenedStudyStore

    def entry(self, study: str) -> RecordEntry:
        return RecordEntry(action="open-study", outcome=UNDER_WAY, trace_id=TRACE, object_ref=study)

    async def answer(
        self, studies: StudiesUnderWay, study: str = "one", size_bytes: int = 10
    ) -> StudyUnderWay:
        under_way = await studies.begin(TOKEN, self.entry(study))
        under_way.add(instances=1, size_bytes=10)
        under_way.end(is_whole=True)
        return under_way

    async def rows(self) -> list[tuple[str, int, int, int, bool]]:
        """Study, answering processes, instances, bytes, and whether all of it was whole."""
        async with self.database.transaction() as connection:
            found = await connection.execute("SELECT * FROM opened_study ORDER BY study_ref")
            return [
                (row["study_ref"], row["streams"], row["instances"], row["bytes"], row["is_whole"])
                for row in await found.fetchall()
            ]


@pytest.fixture
async def desk(fresh_database: str) -> AsyncIterator[Desk]:
    async with Database.open(fresh_database) as database:
        await migrate(database, ["tijdlijn.store.record", "tijdlijn.store.gateway"])
        yield Desk(database, OpenedStudyStore(database, GuardedRecord(database)))


async def test_hundred_answers_are_written_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with StudiesUnderWay.open(desk.store, NEVER_S) as studies:
        await desk.answer(studies)
        with monkeypatch.context() as patched:
            patched.setattr(psycopg.AsyncCursor, "execute", None)
            for _ in range(99):
                await desk.answer(studies)
        assert await desk.rows() == [("one", 1, 0, 0, True)]
    assert await desk.rows() == [("one", 0, 100, 1000, True)]


async def test_first_answers_at_once_are_one_record(desk: Desk) -> None:
    async with StudiesUnderWay.open(desk.store, NEVER_S) as studies:
        await asyncio.gather(*(desk.answer(studies) for _ in range(20)))
    assert await desk.rows() == [("one", 0, 20, 200, True)]


async def test_counts_are_written_while_it_goes_on_and_the_end_when_nobody_asks(desk: Desk) -> None:
    async with StudiesUnderWay.open(desk.store, SOON_S) as studies:
        under_way = await studies.begin(TOKEN, desk.entry("one"))
        under_way.add(instances=3, size_bytes=30)
        await eventually(desk.rows, until=lambda rows: rows == [("one", 1, 3, 30, True)])
        under_way.add(instances=1, size_bytes=5)
        under_way.end(is_whole=True)
        await eventually(desk.rows, until=lambda rows: rows == [("one", 0, 4, 35, True)])
        await desk.answer(studies)
        await eventually(desk.rows, until=lambda rows: rows == [("one", 0, 5, 45, True)])


async def test_an_answer_that_is_under_way_when_the_process_ends_is_not_whole(desk: Desk) -> None:
    async with StudiesUnderWay.open(desk.store, NEVER_S) as studies:
        await desk.answer(studies, "one")
        (await studies.begin(TOKEN, desk.entry("two"))).add(instances=0, size_bytes=7)
    assert await desk.rows() == [("one", 0, 1, 10, True), ("two", 0, 0, 7, False)]


async def test_after_its_record_was_closed_a_study_is_put_on_record_anew(desk: Desk) -> None:
    async with StudiesUnderWay.open(desk.store, SOON_S) as studies:
        under_way = await studies.begin(TOKEN, desk.entry("one"))
        await desk.database.execute("DELETE FROM opened_study")
        under_way.add(instances=1, size_bytes=10)

        async def is_begun_anew() -> bool:
            return await desk.answer(studies) is not under_way

        await eventually(is_begun_anew)
    ((study, streams, *_),) = await desk.rows()
    assert (study, streams) == ("one", 0)


async def test_what_cannot_be_written_is_written_later(desk: Desk) -> None:
    async with StudiesUnderWay.open(desk.store, NEVER_S) as studies:
        under_way = await desk.answer(studies)
        await desk.database.execute("ALTER TABLE opened_study RENAME TO away")
        with pytest.raises(PeerUnreachable):
            await under_way.write(desk.store, under_way.on_record.result(), ended=False)
        await desk.answer(studies)
        await desk.database.execute("ALTER TABLE away RENAME TO opened_study")
    assert await desk.rows() == [("one", 0, 2, 20, True)]


async def test_nothing_begins_without_a_record_and_the_next_one_tries_again(desk: Desk) -> None:
    async with StudiesUnderWay.open(desk.store, NEVER_S) as studies:
        await desk.database.execute("ALTER TABLE record RENAME TO lost")
        with pytest.raises(PeerUnreachable):
            await desk.answer(studies)
        await desk.database.execute("ALTER TABLE lost RENAME TO record")
        await desk.answer(studies)
    assert await desk.rows() == [("one", 0, 1, 10, True)]


async def test_one_who_goes_away_at_once_leaves_the_others_their_answer(desk: Desk) -> None:
    async with StudiesUnderWay.open(desk.store, NEVER_S) as studies:
        leaving = asyncio.create_task(studies.begin(TOKEN, desk.entry("one")))
        staying = asyncio.create_task(desk.answer(studies))
        await asyncio.sleep(0)
        leaving.cancel()
        await staying
        assert leaving.cancelled()
    assert await desk.rows() == [("one", 0, 1, 10, True)]
