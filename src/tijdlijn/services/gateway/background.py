"""What runs beside the requests, for as long as the process lives."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

from tijdlijn.domain.errors import PeerError
from tijdlijn.services.gateway.registration import Registration
from tijdlijn.store.gateway.consent_store import CHANNEL
from tijdlijn.store.pool import Database

_RELISTEN_S = 1.0


@asynccontextmanager
async def in_background(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run something until left. Should it fail, the failure goes to the loop's exception handler at once."""
    task = asyncio.create_task(work)
    task.add_done_callback(_tell_failure)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def hear_changes(database: Database, registration: Registration) -> None:
    """Wake the registration at every change of a choice, whichever process made it; a line that broke is
    laid again, and what was missed meanwhile is made up for.
    """
    while True:
        try:
            async with database.listen(CHANNEL) as notices:
                registration.wake()
                async for _ in notices:
                    registration.wake()
        except PeerError:
            await asyncio.sleep(_RELISTEN_S)


def _tell_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        task.get_loop().call_exception_handler(
            {"message": "background work failed", "exception": error, "task": task}
        )
