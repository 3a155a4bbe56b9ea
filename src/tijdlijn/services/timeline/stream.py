"""The stream that stays open: what the journey yields, a sign of life in between, and the end when the
session ends.

It is on record from before its first line until it is closed (architecture.md §8f, §8i).
"""

import asyncio
from collections.abc import AsyncGenerator
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
class Reading:
    """One reader: its opened record, word that the process stops, and until when it reads: the first
    `complete`, the last `late` answer, or as long as the session is `open`.
    """

    record_id: int
    stopping: asyncio.Event
    until: Literal["complete", "late", "open"]


@dataclass(frozen=True, slots=True)
class TimelineStream:
    """Turns a journey's events into the lines that a page reads."""

    sessions: Sessions
    record: AccessRecord
    clock: Clock
    ping_s: float = PING_S

    async def lines(
        self,
        session: Session,
        journey: AsyncGenerator[StreamEvent | None, None],
        reading: Reading,
    ) -> AsyncGenerator[bytes, None]:
        """Yield lines until the session ends, the process stops, the reader goes away or has read all that
        it reads.

        The record is closed with the number of rows sent, however the stream ends.
        """
        record_id, rows, outcome = reading.record_id, 0, "cut-off"
        closing = self.closing(session, reading.stopping)
        try:
            if reading.until == "late":
                journey = _then_end(journey)
            async with aclosing(merged(journey, self._pings(), closing)) as events:
                async for event in events:
                    if event is None:
                        return
                    rows += isinstance(event, EntryEvent)
                    if isinstance(event, CompleteEvent):
                        outcome = "complete" if event.complete else "incomplete"
                    if isinstance(event, PingEvent):
                        await self.record.going_on(record_id, rows=rows)
                    yield encode_line(event)
                    if isinstance(event, ClosedEvent) or (
                        isinstance(event, CompleteEvent) and reading.until == "complete"
                    ):
                        return
        finally:
            await asyncio.shield(self.record.ended(record_id, outcome, rows=rows))

    async def _pings(self) -> AsyncGenerator[StreamEvent, None]:
        while True:
            await asyncio.sleep(self.ping_s)
            yield PingEvent()

    async def closing(
        self, session: Session, stopping: asyncio.Event
    ) -> AsyncGenerator[ClosedEvent | None, None]:
        """Give one `closed`, when the session ends; `None` when the process stops, whose sessions go on
        elsewhere.
        """
        async with self.sessions.watch(session) as ending:
            left_s = max(0.0, (session.ends_at - self.clock.now()).total_seconds())
            stop = asyncio.create_task(stopping.wait())
            try:
                waiting: set[asyncio.Future[str] | asyncio.Task[Literal[True]]] = {ending, stop}
                await asyncio.wait(waiting, timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stop.cancel()
            if stopping.is_set():
                yield None
                return
            reason: Reason = "session-ended"
            if ending.done() and ending.result() == "patient-switched":
                reason = "patient-switched"
            yield ClosedEvent(reason=reason)


async def _then_end(
    journey: AsyncGenerator[StreamEvent | None, None],
) -> AsyncGenerator[StreamEvent | None, None]:
    """The same events, and `None` when there are no more."""
    async with aclosing(journey):
        async for event in journey:
            yield event
    yield None
