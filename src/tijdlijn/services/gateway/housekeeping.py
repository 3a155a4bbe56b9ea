"""What has to go: tokens and grants that ended, and acts on record that nobody closed."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from tijdlijn.domain.errors import PeerError
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.events import HOUSEKEEPING_FAILED, emit
from tijdlijn.store.gateway.opened_study_store import OpenedStudyStore
from tijdlijn.store.gateway.token_store import TokenStore
from tijdlijn.store.record.record_store import RecordStore

EVERY_S = 60.0
CUT_OFF_AFTER = timedelta(minutes=5)
QUIET_AFTER = timedelta(minutes=1)
"""A study that nobody has asked images of for so long has been read; answers under way count as asking."""


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """The background task."""

    tokens: TokenStore
    opened: OpenedStudyStore
    record: RecordStore
    clock: Clock

    async def run(self) -> None:
        """Tidy up for as long as the process lives; what fails is tried again next time."""
        while True:
            try:
                await self.tidy()
            except PeerError as error:
                emit(HOUSEKEEPING_FAILED, peer=error.peer, reason=error.reason)
            await asyncio.sleep(EVERY_S)

    async def tidy(self) -> None:
        """Tidy up once. Raises as `Database.transaction`."""
        now = self.clock.now()
        await self.tokens.drop_ended(now)
        await self.opened.close_quiet(now - QUIET_AFTER)
        await self.record.sweep(now - CUT_OFF_AFTER)
