"""Studies whose images go out of this process now: what a viewer takes frame by frame is written together.

A viewer asks for hundreds of frames one by one. The first of them puts the study on record; the answers that
follow within a moment share what that one began, and what they gave is added up and written now and then. A
process that is killed loses at most that moment's counts: a record says "at least" (architecture.md §8i).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

from tijdlijn.domain.errors import PeerError
from tijdlijn.runtime.events import HOUSEKEEPING_FAILED, emit
from tijdlijn.store.gateway.opened_study_store import OpenedStudy, OpenedStudyStore
from tijdlijn.store.record.record_store import RecordEntry

WRITTEN_EVERY_S = 2.0

_Key = tuple[bytes, str | None]


@dataclass(slots=True)
class StudyUnderWay:
    """What goes out under one token of one study, in this process."""

    on_record: asyncio.Task[OpenedStudy]
    _answers: int = 0
    _instances: int = 0
    _size_bytes: int = 0
    _is_whole: bool = True
    _is_touched: bool = True

    def begin(self) -> None:
        """Count one more answer that is under way."""
        self._answers += 1
        self._is_touched = True

    def add(self, *, instances: int, size_bytes: int) -> None:
        """Add what went out; also nothing is a sign of life."""
        self._instances += instances
        self._size_bytes += size_bytes
        self._is_touched = True

    def end(self, *, is_whole: bool) -> None:
        """Count an answer as over; `is_whole` is false when it did not come to its end."""
        self._answers -= 1
        self._is_whole &= is_whole
        self._is_touched = True

    @property
    def is_quiet(self) -> bool:
        """Nobody is being answered, and nobody was since the last time it was written."""
        return not self._answers and not self._is_touched

    async def write(self, store: OpenedStudyStore, opened: OpenedStudy, *, ended: bool) -> bool:
        """Write what went out since the last time, or nothing if that is nothing and not the end; false when
        the record was closed meanwhile. What could not be written is kept for the next time. Raises as
        `OpenedStudyStore.count`.
        """
        if not (self._is_touched or ended):
            return True
        instances, size_bytes = self._instances, self._size_bytes
        self._instances, self._size_bytes, self._is_touched = 0, 0, False
        try:
            if not ended:
                return await store.count(opened, instances=instances, size_bytes=size_bytes)
            is_whole = self._is_whole and not self._answers
            return await store.end(opened, instances=instances, size_bytes=size_bytes, is_whole=is_whole)
        except PeerError:
            self.add(instances=instances, size_bytes=size_bytes)
            raise


class StudiesUnderWay:
    """Begins them, and writes what they add up to every `written_every_s`."""

    def __init__(self, store: OpenedStudyStore, written_every_s: float) -> None:
        self._store = store
        self._written_every_s = written_every_s
        self._under_way: dict[_Key, StudyUnderWay] = {}
        self._keeping: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, store: OpenedStudyStore, written_every_s: float = WRITTEN_EVERY_S
    ) -> AsyncIterator["StudiesUnderWay"]:
        """Hold them until left; everything is written then."""
        studies = cls(store, written_every_s)
        try:
            yield studies
        finally:
            await studies._close()

    async def begin(self, token_hash: bytes, entry: RecordEntry) -> StudyUnderWay:
        """Begin an answer about the study that `entry.object_ref` names: its record is on disk when this
        returns. `end` what is given.

        Raises:
            PeerUnreachable: it is not on record, whatever the cause; then nothing may be answered.
        """
        key = token_hash, entry.object_ref
        under_way = self._under_way.get(key)
        if under_way is None:
            under_way = StudyUnderWay(asyncio.create_task(self._store.begin(token_hash, entry)))
            self._under_way[key] = under_way
            keeping = asyncio.create_task(self._keep(key, under_way))
            self._keeping.add(keeping)
            keeping.add_done_callback(self._keeping.discard)
        under_way.begin()
        with ExitStack() as undoing:
            undoing.callback(under_way.end, is_whole=True)
            # Others may wait for the same: that this one goes away does not stop it.
            await asyncio.shield(under_way.on_record)
            undoing.pop_all()
        return under_way

    async def _keep(self, key: _Key, under_way: StudyUnderWay) -> None:
        """Write for as long as the study is read here, and then its end."""
        await asyncio.wait({under_way.on_record})
        if under_way.on_record.exception() is not None:
            del self._under_way[key]
            return
        opened, is_on_record = under_way.on_record.result(), True
        while is_on_record and await self._goes_on() and not under_way.is_quiet:
            is_on_record = await self._written(under_way, opened)
        # Who comes now begins anew.
        del self._under_way[key]
        if is_on_record:
            await self._end(under_way, opened)

    async def _written(self, under_way: StudyUnderWay, opened: OpenedStudy) -> bool:
        """Write what went out; false when the record was closed meanwhile. What fails is tried again."""
        try:
            return await under_way.write(self._store, opened, ended=False)
        except PeerError as error:
            emit(HOUSEKEEPING_FAILED, peer=error.peer, reason=error.reason)
            return True

    async def _end(self, under_way: StudyUnderWay, opened: OpenedStudy) -> None:
        while True:
            try:
                await under_way.write(self._store, opened, ended=True)
                return
            except PeerError as error:
                emit(HOUSEKEEPING_FAILED, peer=error.peer, reason=error.reason)
                if not await self._goes_on():
                    return

    async def _goes_on(self) -> bool:
        """Wait until it is time to write; false when all is to be written for the last time."""
        try:
            async with asyncio.timeout(self._written_every_s):
                await self._closing.wait()
        except TimeoutError:
            return True
        return False

    async def _close(self) -> None:
        self._closing.set()
        if self._keeping:
            await asyncio.wait(self._keeping)
