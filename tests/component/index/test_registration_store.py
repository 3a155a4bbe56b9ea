"""The index's table: idempotent, and every statement touches one partition by its primary key."""

import asyncio
import re
from collections.abc import AsyncIterator
from secrets import token_bytes

import pytest

from tijdlijn.services.index.list_ids import PSEUDONYM_BYTES
from tijdlijn.store.index import registration_store
from tijdlijn.store.migrate import migrate
from tijdlijn.store.pool import Database
from tijdlijn.store.sql import load_queries
from tijdlijn.wire.fhir.localisation_list import IMAGING

PARTITION = re.compile(r"registration_[0-9]{2}\b")


@pytest.fixture
async def database(fresh_database: str) -> AsyncIterator[Database]:
    async with Database.open(fresh_database) as opened:
        await migrate(opened, ["tijdlijn.store.index"])
        yield opened


@pytest.mark.requirement("A54")
@pytest.mark.parametrize("query", ["registrations_of", "register", "registration", "withdraw"])
async def test_a_statement_touches_one_partition_by_its_index(database: Database, query: str) -> None:
    key = {"pseudonym": token_bytes(PSEUDONYM_BYTES), "custodian": "90000101", "code": IMAGING}
    statement = load_queries("tijdlijn.store.index")[query]
    async with database.transaction() as connection:
        await connection.execute("SET LOCAL enable_seqscan = off")
        rows = await (await connection.execute("EXPLAIN (ANALYZE) " + statement, key)).fetchall()
    plan = "\n".join(str(row["QUERY PLAN"]) for row in rows)
    if query == "register":
        # The row is routed by its pseudonym; the conflict is found by the primary key.
        assert "Conflict Arbiter Indexes: registration_pkey" in plan
    else:
        assert len(set(PARTITION.findall(plan))) == 1, plan
        assert "Index" in plan or "Bitmap" in plan, plan
        assert "Seq Scan" not in plan


async def test_registrations_made_at_once_are_one_row_and_one_of_them_is_new(database: Database) -> None:
    pseudonym = token_bytes(PSEUDONYM_BYTES)

    async def register() -> bool:
        async with database.transaction() as connection:
            made = await registration_store.register(connection, pseudonym, "90000101", IMAGING)
        return made[0]

    assert sorted(await asyncio.gather(*(register() for _ in range(12)))) == [False] * 11 + [True]
    async with database.transaction() as connection:
        found = await registration_store.registrations_of(connection, pseudonym, IMAGING)
    assert [custodian for custodian, _ in found] == ["90000101"]


async def test_withdrawing_ends_one_registration_and_says_whether_it_was_there(database: Database) -> None:
    pseudonym = token_bytes(PSEUDONYM_BYTES)
    async with database.transaction() as connection:
        for custodian in ("90000101", "90000102"):
            await registration_store.register(connection, pseudonym, custodian, IMAGING)
        assert await registration_store.withdraw(connection, pseudonym, "90000101", IMAGING)
        assert not await registration_store.withdraw(connection, pseudonym, "90000101", IMAGING)
        found = await registration_store.registrations_of(connection, pseudonym, IMAGING)
    assert [custodian for custodian, _ in found] == ["90000102"]
