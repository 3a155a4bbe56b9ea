"""Connections to a deployable's own database, and the edge at which database errors become ours.

A pool holds few connections: 2–4 per core serve as many requests as 64, without the queueing
(reference/tech.md §2). Every session has time-outs, so that one stuck statement cannot hold the others.
Error texts of PostgreSQL quote values (`Key (…)=(…) already exists`), so only an error's class, SQLSTATE and
constraint leave this room.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from typing import LiteralString, TypeVar

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, class_row, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tijdlijn.domain.errors import PeerError, PeerTimedOut, PeerUnreachable

PEER = "database"
PROGRAM = "tijdlijn"
MIN_CONNECTIONS = 1
MAX_CONNECTIONS = 6
OPENING_WAIT_S = 10.0
CONNECTION_WAIT_S = 3.0
CONNECT_WITHIN_S = 5

SESSION_SETTINGS = {
    "statement_timeout": "10s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}

Connection = AsyncConnection[DictRow]
"""A connection in a transaction, rows as dictionaries by column name."""

T = TypeVar("T")


class Database:
    """A deployable's database. May be shared by all tasks of one event loop, never by two processes."""

    def __init__(self, pool: AsyncConnectionPool[Connection], conninfo: str) -> None:
        self._pool = pool
        self._conninfo = conninfo

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncGenerator["Database"]:
        """Connect, and close all connections on leaving.

        Raises:
            PeerUnreachable: no connection could be made within `OPENING_WAIT_S`; a retry may help.
        """
        conninfo = with_session_settings(url)
        pool = AsyncConnectionPool(
            conninfo,
            connection_class=Connection,
            kwargs={"row_factory": dict_row, "autocommit": True},
            min_size=MIN_CONNECTIONS,
            max_size=MAX_CONNECTIONS,
            timeout=CONNECTION_WAIT_S,
            open=False,
        )
        try:
            with errors_translated():
                await pool.open(wait=True, timeout=OPENING_WAIT_S)
            yield cls(pool, conninfo)
        finally:
            await pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection]:
        """Give a connection in a transaction: committed on leaving, rolled back on an exception.

        Committed means on disk. A `transaction()` of the connection within it is a savepoint.

        Raises:
            PeerUnreachable: the connection could not be had, or broke; whether a commit under way took place
            is then unknown. PeerTimedOut: a statement or lock took too long; nothing was changed. After both
            a retry may help. psycopg.Error: anything else is a fault of the caller.
        """
        with errors_translated():
            async with self._pool.connection() as connection, connection.transaction():
                yield connection

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """Give a connection on which each statement is a transaction of its own: on disk when it returns.

        For reading and its record, where there is nothing to undo: two round trips less than `transaction`.
        Raises as `transaction`.
        """
        with errors_translated():
            async with self._pool.connection() as connection:
                yield connection

    async def execute(self, query: LiteralString, parameters: Mapping[str, object] | None = None) -> int:
        """Run one statement in a transaction of its own and give how many rows it touched. Raises as
        `transaction`.
        """
        with errors_translated():
            async with self._pool.connection() as connection:
                cursor = await connection.execute(query, parameters)
                return cursor.rowcount

    async def fetch_all(
        self, row_type: type[T], query: LiteralString, parameters: Mapping[str, object] | None = None
    ) -> list[T]:
        """Run one statement in a transaction of its own and give its rows, columns by name, as `row_type`.

        Raises as `transaction`.
        """
        with errors_translated():
            async with self._pool.connection() as connection:
                cursor = connection.cursor(row_factory=class_row(row_type))
                await cursor.execute(query, parameters)
                return await cursor.fetchall()

    async def fetch_one(
        self, row_type: type[T], query: LiteralString, parameters: Mapping[str, object] | None = None
    ) -> T | None:
        """Run one statement in a transaction of its own and give its first row as `row_type`, if there is
        one. Raises as `transaction`.
        """
        with errors_translated():
            async with self._pool.connection() as connection:
                cursor = connection.cursor(row_factory=class_row(row_type))
                await cursor.execute(query, parameters)
                return await cursor.fetchone()

    async def check(self) -> None:
        """Prove that the database answers. Raises as `transaction`."""
        await self.execute("SELECT 1")

    @asynccontextmanager
    async def listen(self, channel: str) -> AsyncGenerator[AsyncIterator[str]]:
        """Listen to a channel, on a connection apart; gives the payload of every NOTIFY that is committed
        after entering, in order.

        Raises:
            PeerUnreachable: the connection could not be had, or broke, so that notices may have been missed:
            what was kept on their strength must be dropped.
        """
        with errors_translated():
            connection = await AsyncConnection.connect(self._conninfo, autocommit=True)
            notices = _payloads(connection)
            try:
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                yield notices
            finally:
                await notices.aclose()
                await connection.close()


async def _payloads(connection: AsyncConnection) -> AsyncGenerator[str]:
    with errors_translated():
        async with aclosing(connection.notifies()) as notices:
            async for notice in notices:
                yield notice.payload


def with_session_settings(url: str) -> str:
    """Give the connection string with our time-outs, zone and name; what the url itself says wins."""
    theirs = conninfo_to_dict(url)
    settings = " ".join(f"-c {name}={value}" for name, value in SESSION_SETTINGS.items())
    options = f"{settings} {theirs.get('options') or ''}".strip()
    ours: dict[str, str | int | None] = {"application_name": PROGRAM, "connect_timeout": CONNECT_WITHIN_S}
    return make_conninfo("", **(ours | theirs | {"options": options}))


@contextmanager
def errors_translated() -> Iterator[None]:
    """Turn a failure of the database into a `PeerError`, and take the values out of every other error's
    text.
    """
    try:
        yield
    except psycopg.Error as error:
        text = _text_without_values(error)
        error.args = (text,)
        failure = _failure(error, text)
        if failure is None:
            raise
        raise failure from error


def _failure(error: psycopg.Error, text: str) -> PeerError | None:
    if isinstance(error, PoolTimeout):
        return PeerUnreachable(PEER, "no connection in time")
    if isinstance(error, psycopg.errors.QueryCanceled | psycopg.errors.LockNotAvailable):
        return PeerTimedOut(PEER, text)
    if isinstance(error, psycopg.OperationalError):
        return PeerUnreachable(PEER, text)
    return None


def _text_without_values(error: psycopg.Error) -> str:
    parts = [type(error).__name__, error.sqlstate, error.diag.constraint_name]
    return " ".join(part for part in parts if part)
