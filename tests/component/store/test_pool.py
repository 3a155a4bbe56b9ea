"""Transactions, and what leaves the store when the database fails."""

import asyncio
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import uvloop

from tijdlijn.domain.errors import PeerTimedOut, PeerUnreachable
from tijdlijn.store.pool import Database
from tijdlijn.store.server import PostgresServer

PLANTED = "999990019"


@dataclass(frozen=True)
class Counted:
    n: int


@dataclass(frozen=True)
class At:
    at: datetime


async def _count(database: Database) -> int:
    counted = await database.fetch_one(Counted, "SELECT count(*) AS n FROM thing")
    assert counted
    return counted.n


@pytest.fixture(autouse=True)
async def _thing(database: Database) -> None:
    await database.execute("CREATE TABLE thing (value text PRIMARY KEY)")


async def test_a_transaction_is_committed_on_leaving(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO thing VALUES ('a')")
        assert await _count(database) == 0
    assert await _count(database) == 1


async def test_without_a_transaction_each_statement_is_committed_by_itself(database: Database) -> None:
    async with database.connection() as connection:
        await connection.execute("INSERT INTO thing VALUES ('a')")
        assert await _count(database) == 1


async def test_an_exception_rolls_a_transaction_back(database: Database) -> None:
    async def fail_halfway() -> None:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO thing VALUES ('a')")
            raise LookupError

    with pytest.raises(LookupError):
        await fail_halfway()
    assert await _count(database) == 0


async def test_a_row_that_is_not_there_is_none(database: Database) -> None:
    assert await database.fetch_one(Counted, "SELECT 1 AS n WHERE false") is None


async def test_rows_come_as_the_type_that_was_asked_for(database: Database) -> None:
    rows = await database.fetch_all(
        Counted, "SELECT n FROM generate_series(1, %(last)s) AS n ORDER BY n", {"last": 3}
    )
    assert rows == [Counted(1), Counted(2), Counted(3)]


async def test_moments_come_back_in_utc(database: Database) -> None:
    at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    row = await database.fetch_one(At, "SELECT %(at)s::timestamptz AS at", {"at": at})
    assert row == At(at)
    assert row.at.utcoffset() == timedelta(0)


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
async def test_no_value_stands_in_the_text_of_an_error(database: Database) -> None:
    await database.execute("INSERT INTO thing VALUES (%(value)s)", {"value": PLANTED})
    for query in (
        "INSERT INTO thing VALUES (%(value)s)",
        "SELECT (%(value)s || 'x')::integer",
        "SELECT %(value)s::uuid",
    ):
        with pytest.raises(psycopg.Error) as caught:
            await database.execute(query, {"value": PLANTED})
        assert PLANTED not in "".join(traceback.format_exception(caught.value))


async def test_a_caller_can_still_tell_a_conflict(database: Database) -> None:
    await database.execute("INSERT INTO thing VALUES ('a')")
    with pytest.raises(psycopg.errors.UniqueViolation, match="23505 thing_pkey"):
        await database.execute("INSERT INTO thing VALUES ('a')")


async def test_a_statement_that_takes_too_long_is_a_peer_that_timed_out(database: Database) -> None:
    async def take_long() -> None:
        async with database.transaction() as connection:
            await connection.execute("SET LOCAL statement_timeout = '50ms'")
            await connection.execute("SELECT pg_sleep(30)")

    with pytest.raises(PeerTimedOut, match="QueryCanceled"):
        await take_long()


async def test_a_lock_that_is_not_had_is_a_peer_that_timed_out(database: Database) -> None:
    async def write_impatiently() -> None:
        async with database.transaction() as connection:
            await connection.execute("SET LOCAL lock_timeout = '50ms'")
            await connection.execute("INSERT INTO thing VALUES ('a')")

    async with database.transaction() as other:
        await other.execute("LOCK TABLE thing")
        with pytest.raises(PeerTimedOut, match="LockNotAvailable"):
            await write_impatiently()


async def test_sessions_have_time_outs(database: Database) -> None:
    async with database.transaction() as connection:
        for setting in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor = await connection.execute("SELECT current_setting(%s) <> '0' AS is_set", [setting])
            assert await cursor.fetchone() == {"is_set": True}


async def test_a_connection_that_breaks_is_unreachable_and_replaced(database: Database) -> None:
    with pytest.raises(PeerUnreachable):
        await database.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert await _count(database) == 0


async def test_no_server_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tijdlijn.store.pool.OPENING_WAIT_S", 0.2)
    with pytest.raises(PeerUnreachable, match="database"):
        async with Database.open("postgresql://nobody@/nothing?host=/nonexistent"):
            pass


async def test_notices_are_heard_from_the_moment_of_entering(database: Database) -> None:
    async with database.listen("withdrawn") as notices:
        await database.execute("SELECT pg_notify('withdrawn', 'a'), pg_notify('other', 'x')")
        await database.execute("SELECT pg_notify('withdrawn', 'b')")
        assert [await anext(notices), await anext(notices)] == ["a", "b"]


async def test_a_listener_whose_line_breaks_is_told(database: Database) -> None:
    async with database.listen("withdrawn") as notices:
        waiting = asyncio.ensure_future(anext(notices))
        await asyncio.sleep(0)
        await database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%%'",
            {},
        )
        with pytest.raises(PeerUnreachable):
            await waiting


def test_it_works_on_the_event_loop_of_our_servers(fresh_database: str) -> None:
    async def notify_oneself() -> str:
        async with Database.open(fresh_database) as database, database.listen("withdrawn") as notices:
            await database.execute("SELECT pg_notify('withdrawn', 'a')")
            return await anext(notices)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(notify_oneself()) == "a"


async def test_a_deployable_cannot_connect_to_anothers_database(
    postgres: PostgresServer, fresh_database: str
) -> None:
    other = fresh_database.rpartition("@/")[2].partition("?")[0]
    own = postgres.database_url("test-stranger")
    stranger = own.replace("@/tijdlijn_test-stranger?", f"@/{other}?")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(stranger)
    for of_all in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(own.replace("@/tijdlijn_test-stranger?", f"@/{of_all}?"))
    postgres.remove_database("test-stranger")
