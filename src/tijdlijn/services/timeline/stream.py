"""The stream that stays open: what the journey yields, a sign of life in between, and the end when the
session ends.

It is on record from before its first line until it is closed (architecture.md §8f, §8i).
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.merged import merged
from tijdlijn.services.timeline.access_record import AccessRecord
from tijdlijn.services.timeline.events import (
    ClosedEvent,
    CompleteEvent,
    EntryEvent,
    PingEvent,
    StreamEvent,
    encode_line,
)
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.sessions import Sessions

PING_S = 15.0
Reason = Literal["patient-switched", "session-ended", "withdrawn"]


@dataclass(frozen=True, slots=True)
class TimelineStream:
    """Turns a journey's events into the lines that a page reads."""

    sessions: Sessions
    record: AccessRecord
    clock: Clock
    ping_s: float = PING_S

    async def lines(
        self, session: Session, record_id: int, journey: AsyncGenerator[StreamEvent, None], *, stay_open: bool
    ) -> AsyncIterator[bytes]:
        """Yield lines until the session ends or the reader goes away; without `stay_open`, until `complete`.

        The record is closed with the number of rows sent, however the stream ends.
        """
        rows, outcome = 0, "cut-off"
        try:
            async with aclosing(merged(journey, self._pings(), self._closing(session))) as events:
                async for event in events:
                    rows += isinstance(event, EntryEvent)
                    if isinstance(event, CompleteEvent):
                        outcome = "complete" if event.complete else "incomplete"
                    yield encode_line(event)
                    if isinstance(event, ClosedEvent) or (isinstance(event, CompleteEvent) and not stay_open):
                        return
        finally:
            await asyncio.shield(self.record.ended(record_id, outcome, rows=rows))

    async def _pings(self) -> AsyncGenerator[StreamEvent, None]:
        while True:
            await asyncio.sleep(self.ping_s)
            yield PingEvent()

    async def _closing(self, session: Session) -> AsyncGenerator[StreamEvent, None]:
        async with self.sessions.watch(session) as ending:
            left_s = max(0.0, (session.ends_at - self.clock.now()).total_seconds())
            await asyncio.wait([ending], timeout=left_s)
            reason: Reason = "session-ended"
            if ending.done() and ending.result() == "patient-switched":
                reason = "patient-switched"
            yield ClosedEvent(reason=reason)
