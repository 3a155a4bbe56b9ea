"""The record as a gate: whatever keeps it from being written, nothing may be answered."""

import psycopg

from tijdlijn.domain.errors import PeerError, PeerUnreachable
from tijdlijn.store.pool import Connection
from tijdlijn.store.record.record_store import RecordEntry, RecordStore

PEER = "record"


class GuardedRecord(RecordStore):
    """A `RecordStore` whose opening fails in one way only, so that every cause ends in the same 503."""

    async def open(self, entry: RecordEntry, *, connection: Connection | None = None) -> int:
        """Put an act on record. See `RecordStore.open`.

        Raises:
            PeerUnreachable: the act is not on record, whatever the cause; a retry may help.
        """
        try:
            return await super().open(entry, connection=connection)
        except (psycopg.Error, PeerError) as error:
            raise PeerUnreachable(PEER, "could not be written") from error
