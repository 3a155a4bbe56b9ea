"""What goes on beside the pages: word of ended sessions, and acts on record that nobody closed."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from tijdlijn.domain.errors import PeerError
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.events import HOUSEKEEPING_FAILED, emit
from tijdlijn.services.timeline.sessions import Sessions
from tijdlijn.store.record.record_store import RecordStore

SWEEP_EVERY_S = 60.0
RELISTEN_AFTER_S = 1.0
CUT_OFF_AFTER = timedelta(minutes=2)
"""Longer than three pings, with each of which an open stream gives a sign of life."""


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """The background work of a timeline."""

    sessions: Sessions
    record: RecordStore
    clock: Clock

    async def tell_endings(self) -> None:
        """Listen for ended sessions for as long as the process lives; a broken connection is made again."""
        while True:
            try:
                await self.sessions.tell_endings()
            except PeerError as error:
                emit(HOUSEKEEPING_FAILED, peer=error.peer, reason=error.reason)
                await asyncio.sleep(RELISTEN_AFTER_S)

    async def sweep(self) -> None:
        """Close, every minute, what a crash left open on record: "cut off, at least n" (architecture.md
        §8i).
        """
        while True:
            try:
                await self.record.sweep(self.clock.now() - CUT_OFF_AFTER)
            except PeerError as error:
                emit(HOUSEKEEPING_FAILED, peer=error.peer, reason=error.reason)
            await asyncio.sleep(SWEEP_EVERY_S)
