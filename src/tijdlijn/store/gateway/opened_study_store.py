"""Studies whose images are being read, so that one record stands for all the requests that this takes.

The record is opened with the first request and joined by the next ones, in whichever process they are
answered. It is closed when nobody has asked for a while (architecture.md §8i).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from psycopg.rows import class_row

from tijdlijn.domain.access import Decision, Ground
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
    """One answer about one study, under way. `decision` is what stood for its token when this began, where
    that was looked at.
    """

    record_id: int
    token_hash: bytes
    study_ref: str
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class _Joined:
    record_id: int | None


@dataclass(frozen=True, slots=True)
class _Rejoined:
    record_id: int
    permit: bool | None
    ground: str | None
    valid_until: datetime | None

    @property
    def decision(self) -> Decision | None:
        if self.permit is None or self.ground is None:
            return None
        return Decision(self.permit, Ground(self.ground), self.valid_until)


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
        """Begin an answer about the study that `entry.object_ref` names: its record is on disk when this
        returns.

        A viewer asks for hundreds of frames one by one: where the study is on record already, this is one
        statement, which tells what stands for the token as well.

        Raises:
            PeerUnreachable: it is not on record, whatever the cause; then nothing may be answered.
        """
        study = {"token_hash": token_hash, "study_ref": entry.object_ref or ""}
        try:
            rejoined = await self.database.fetch_one(_Rejoined, _SQL["rejoin_study"], study)
            if rejoined is not None:
                return OpenedStudy(rejoined.record_id, token_hash, entry.object_ref or "", rejoined.decision)
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

    async def count(self, opened: OpenedStudy, *, instances: int, size_bytes: int) -> None:
        """Add what went out since the last time, and keep the record open. Raises as
        `Database.transaction`.
        """
        await self._count(opened, instances, size_bytes, ended=0, is_whole=True)

    async def end(self, opened: OpenedStudy, *, instances: int, size_bytes: int, is_whole: bool) -> None:
        """Add what went out since the last time, and that this answer ended; `is_whole` is false when it did
        not come to its end. Raises as `Database.transaction`.
        """
        await self._count(opened, instances, size_bytes, ended=1, is_whole=is_whole)

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
    ) -> None:
        counted = await self.database.fetch_one(
            _Counted,
            _SQL["count_study"],
            {
                "record_id": opened.record_id,
                "token_hash": opened.token_hash,
                "study_ref": opened.study_ref,
                "instances": instances,
                "bytes": size_bytes,
                "ended": ended,
                "is_whole": is_whole,
                "alive_for": ALIVE_FOR,
            },
        )
        if counted is not None and counted.is_due:
            await self.record.progress(opened.record_id, counted.told())
