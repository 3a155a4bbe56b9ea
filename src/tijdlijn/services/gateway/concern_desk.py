"""The holder's own side of its queue of concerns: what waits, and the answer that the reader sees."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from tijdlijn.domain.concern import MAX_TEXT_CHARACTERS, ConcernState, Handling, QueuedConcern
from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid
from tijdlijn.runtime.clock import Clock, SystemClock
from tijdlijn.runtime.config import Config
from tijdlijn.runtime.tracing import new_trace_id
from tijdlijn.store.gateway.concern_store import ConcernStore
from tijdlijn.store.gateway.guarded_record import GuardedRecord
from tijdlijn.store.pool import Database
from tijdlijn.store.record.record_store import RecordEntry


async def waiting(config: Config) -> list[QueuedConcern]:
    """Give what is still to be settled, oldest first.

    Raises:
        ConfigurationInvalid: the gateway has no database. PeerError: the database does not answer.
    """
    async with _queue(config) as queue:
        return await queue.waiting()


async def answer(  # noqa: PLR0913 - one keyword for each thing that is answered
    config: Config,
    concern_id: UUID,
    state: ConcernState,
    text: str,
    *,
    answered_by: str,
    clock: Clock | None = None,
) -> None:
    """Say what was done about a concern, with a text for the reader that may be empty; on record.

    Raises:
        InputInvalid: a text that is too long, or no such concern that waits; nothing was changed.
        ConfigurationInvalid, PeerError: as `waiting`.
    """
    if len(text) > MAX_TEXT_CHARACTERS:
        raise InputInvalid(f"an answer is at most {MAX_TEXT_CHARACTERS} characters long")
    handling = Handling(state, (clock or SystemClock()).now(), text or None)
    act = RecordEntry(
        action="answer-concern",
        outcome=state.value,
        trace_id=new_trace_id(),
        actor_user=answered_by,
        actor_institution=config.custodians[0].ura,
        object_ref=f"concern:{concern_id}",
        access_point="command-line",
    )
    async with _queue(config) as queue:
        if not await queue.handle(concern_id, handling, act):
            raise InputInvalid("no concern with this id waits: unknown, or settled already")


@asynccontextmanager
async def _queue(config: Config) -> AsyncIterator[ConcernStore]:
    if config.database is None or not config.custodians:
        raise ConfigurationInvalid(["database: a gateway's queue stands in its database"])
    async with Database.open(config.database.connection_url) as database:
        yield ConcernStore(database, GuardedRecord(database))
