"""What runs beside the requests, for as long as the process lives."""

import asyncio

from tijdlijn.domain.errors import PeerError
from tijdlijn.services.gateway.registration import Registration
from tijdlijn.store.gateway.consent_store import CHANNEL
from tijdlijn.store.pool import Database

_RELISTEN_S = 1.0


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
