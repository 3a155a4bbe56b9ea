"""Studies whose images are being read, so that one record stands for all the requests that this takes.

The record is opened by the first process that answers and joined by others. It is closed when nobody has
asked for a while (architecture.md §8i).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from psycopg.rows import class_row

from tijdlijn.domain.errors import PeerError, PeerUnreachable
from tijdlijn.store.gateway.guarded_record import PEER
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import CUT_OFF, RecordEntry, RecordStore
from tijdlijn.store.sql import load_queries

READ = "read"
_SQL = load_queries("tijdlijn.store.gateway")


ALIVE_FOR = timedelta(seconds=10)
"""So often a record that is being counted on shows a sign of life; each costs a write."""


@dataclass(frozen=True, slots=True)
class OpenedStudy:
    """Answers about one study under one token, under way in one process."""

    record_id: int
    token_hash: bytes
    study_ref: str


@dataclass(frozen=True, slots=True)
class _Joined:
    record_id: int | None


@dataclass(frozen=True, slots=True)
class _Counts:
    instances: int
    bytes: int

    def told(self) -> dict[str, int]:
        return {"instances": self.instances, "bytes": self.bytes}


@dataclass(frozen=True, slots=True)
class _Counted(_Counts):
    is_due: bool


@dataclass(frozen=True, slots=True)
class _Quiet(_Counts):
    record_id: int
    streams: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class OpenedStudyStore:
    """The table of opened studies."""

    database: Database
    record: RecordStore

    async def begin(self, token_hash: bytes, entry: RecordEntry) -> OpenedStudy:
        """Begin to answer about the study that `entry.object_ref` names: its record is on disk when this
        returns.

        Raises:
            PeerUnreachable: it is not on record, whatever the cause; then nothing may be answered.
        """
        study = {"token_hash": token_hash, "study_ref": entry.object_ref or ""}
        try:
            async with self.database.transaction() as connection:
                joined = connection.cursor(row_factory=class_row(_Joined))
                await joined.execute(_SQL["join_study"], study)
                (row,) = await joined.fetchall()
                record_id = row.record_id
                if record_id is None:
                    record_id = await self.record.open(entry, connection=connection)
                    await connection.execute(_SQL["keep_record_of_study"], study | {"record_id": record_id})
        except (psycopg.Error, PeerError) as error:
            raise PeerUnreachable(PEER, "could not be written") from error
        return OpenedStudy(record_id, token_hash, entry.object_ref or "")

    async def count(self, opened: OpenedStudy, *, instances: int, size_bytes: int) -> bool:
        """Add what went out since the last time, and keep the record open; false when it was closed
        meanwhile.

        Raises:
            PeerUnreachable, PeerTimedOut: it could not be written; a retry may help.
        """
        return await self._count(opened, instances, size_bytes, ended=0, is_whole=True)

    async def end(self, opened: OpenedStudy, *, instances: int, size_bytes: int, is_whole: bool) -> bool:
        """Add what went out since the last time, and that this process answers no more; `is_whole` is false
        when something did not come to its end. Gives and raises as `count`.
        """
        return await self._count(opened, instances, size_bytes, ended=1, is_whole=is_whole)

    async def close_quiet(self, quiet_since: datetime) -> None:
        """Close the records of studies that nobody has asked for since then: as read, or as cut off where
        something did not come to its end. Raises as `Database.transaction`.
        """
        async with self.database.transaction() as connection:
            quiet = connection.cursor(row_factory=class_row(_Quiet))
            await quiet.execute(_SQL["take_quiet_studies"], {"quiet_since": quiet_since})
            for study in await quiet.fetchall():
                outcome = READ if study.is_whole and not study.streams else CUT_OFF
                await self.record.close(study.record_id, outcome, study.told(), connection=connection)

    async def _count(
        self, opened: OpenedStudy, instances: int, size_bytes: int, *, ended: int, is_whole: bool
    ) -> bool:
        study = {
            "record_id": opened.record_id,
            "token_hash": opened.token_hash,
            "study_ref": opened.study_ref,
        }
        went_out = {"instances": instances, "bytes": size_bytes, "ended": ended, "is_whole": is_whole}
        try:
            counted = await self.database.fetch_one(
                _Counted,
                _SQL["count_study"],
                study | went_out | {"record_id": opened.record_id, "alive_for": ALIVE_FOR},
            )
            if counted is not None and counted.is_due:
                await self.record.progress(opened.record_id, counted.told())
        except psycopg.Error as error:
            raise PeerUnreachable(PEER, "could not be written") from error
        return counted is not None
