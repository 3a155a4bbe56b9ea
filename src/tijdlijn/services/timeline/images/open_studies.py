"""Studies that somebody has open: one record for each, from before its first byte until it is closed.

A study is open from the first request for it until five minutes pass without one, its session ends or the
process stops. While it is open its record shows a sign of life, so that nobody sweeps it. What was kept of it
in memory goes when it closes.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from tijdlijn.domain.errors import AccessDenied, PeerError
from tijdlijn.domain.identifiers import SopInstanceUID
from tijdlijn.runtime.background import in_background
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.events import HOUSEKEEPING_FAILED, emit
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.images.keys import ImagePlace
from tijdlijn.services.timeline.images.metadata_cache import MetadataCache
from tijdlijn.services.timeline.images.ticket import LIFETIME
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.wire.pixels.order import PixelFormat

LOOK_EVERY_S = 15.0
_Key = tuple[str, ImagePlace]


@dataclass(slots=True, eq=False)
class OpenStudy:
    """One study that a session has open, with what has been given of it so far.

    `permitted_at` is when its holder last gave something of it; `pixels` is what is known of how its frames
    are stored, but for their compression. `compared` are instances whose headers passed here, and so say
    nothing of another person; `comparing` lets one read headers for that.
    """

    place: ImagePlace
    record_id: int
    used_at: datetime
    permitted_at: datetime | None = None
    is_over: bool = False
    readers: int = 0
    pixels: dict[SopInstanceUID, PixelFormat] = field(default_factory=dict)
    compared: set[SopInstanceUID] = field(default_factory=set)
    comparing: asyncio.Lock = field(default_factory=asyncio.Lock)
    counts: dict[str, int] = field(default_factory=lambda: {"instances": 0, "frames": 0, "bytes": 0})

    def check(self) -> None:
        """Let a stream go on.

        Raises:
            AccessDenied: the session has ended, or the holder has withdrawn the study.
        """
        if self.is_over:
            raise AccessDenied("this study is open no longer")

    def count(self, *, instances: int = 0, frames: int = 0, size_bytes: int = 0) -> None:
        """Add to what has been given: whole files, single frames, and bytes of all that came."""
        self.counts["instances"] += instances
        self.counts["frames"] += frames
        self.counts["bytes"] += size_bytes


@dataclass(slots=True)
class OpenStudies:
    """The open studies of this process; another process has, and records, its own."""

    record: AccessRecord
    sessions: Sessions
    metadata: MetadataCache
    clock: Clock
    _open: dict[_Key, OpenStudy] = field(default_factory=dict)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)
    _watching: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def open(self, session: Session, place: ImagePlace) -> OpenStudy:
        """Give the open study, on record before this returns.

        Raises:
            PeerError: it could not be put on record; then nothing may be given.
        """
        key = (session.context_id, place)
        async with self._opening:
            study = self._open.get(key)
            if study is None:
                record_id = await self.record.opening_study(session, place.custodian, place.study_uid)
                study = self._open[key] = OpenStudy(place, record_id, self.clock.now())
                self._watch(session)
        study.used_at = self.clock.now()
        return study

    async def refused(self, session: Session, study: OpenStudy) -> None:
        """Close a study that its holder does not give (any longer), and drop what was kept of it."""
        await self._close((session.context_id, study.place), study)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look after what is open, for as long as the process serves; close all at its end."""
        try:
            async with in_background(self._look_after()):
                yield
        finally:
            for task in self._watching.values():
                task.cancel()
            for key, study in list(self._open.items()):
                await self._close(key, study)

    async def look(self) -> None:
        """Close what nobody has used for long; of the others say that they go on."""
        oldest = self.clock.now() - LIFETIME
        for key, study in list(self._open.items()):
            if study.used_at < oldest and not study.readers:
                await self._close(key, study)
            else:
                await self.record.going_on(study.record_id, **study.counts)

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look()
            except PeerError as error:
                emit(HOUSEKEEPING_FAILED, peer=error.peer, reason=error.reason)

    def _watch(self, session: Session) -> None:
        """Close everything of a session as soon as it ends."""
        if session.context_id not in self._watching:
            task = asyncio.create_task(self._until_ended(session))
            self._watching[session.context_id] = task

    async def _until_ended(self, session: Session) -> None:
        left_s = max(0.0, (session.ends_at - self.clock.now()).total_seconds())
        try:
            async with self.sessions.watch(session) as ending:
                await asyncio.wait({ending}, timeout=left_s)
        finally:
            del self._watching[session.context_id]
        for key, study in list(self._open.items()):
            if key[0] == session.context_id:
                await self._close(key, study)

    async def _close(self, key: _Key, study: OpenStudy) -> None:
        if study.is_over:
            return
        study.is_over = True
        if self._open.get(key) is study:
            del self._open[key]
        self.metadata.forget(study)
        outcome = "read" if study.permitted_at else "not-read"
        try:
            await asyncio.shield(self.record.ended(study.record_id, outcome, **study.counts))
        except PeerError as error:
            # The sweeper closes it with the counts of its last sign of life.
            emit(HOUSEKEEPING_FAILED, peer=error.peer, reason=error.reason)
