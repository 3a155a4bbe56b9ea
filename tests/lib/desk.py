"""The desk of one hospital of the demo, where a patient changes their mind; all is put back afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.lib.demo_world import DemoWorld
from tests.lib.eventually import eventually
from tijdlijn.domain.consent import ConsentChoice, LocalConsent
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.gateway.references import References
from tijdlijn.store.gateway.consent_store import ConsentStore
from tijdlijn.store.pool import Database


@dataclass(frozen=True)
class Desk:
    """Choices as they are told at the desk of one hospital."""

    world: DemoWorld
    ura: Ura
    database: Database
    references: References

    async def refuse(self, story: str, *, asker: str | None = None) -> None:
        """The patient refuses: to one institution, or to all."""
        choice = LocalConsent(ConsentChoice.REFUSED, datetime.now(UTC), asker=Ura(asker) if asker else None)
        await ConsentStore(self.database).record(self.ura, self._reference(story), choice)

    async def withdraw(self, story: str) -> None:
        """The patient withdraws every consent."""
        await ConsentStore(self.database).withdraw(self.ura, self._reference(story), datetime.now(UTC))

    async def is_findable(self, story: str) -> bool:
        """Whether this hospital stands at the index for this patient, as far as it knows."""
        found = await self.database.fetch_all(
            _Registered,
            "SELECT registration_id FROM registration WHERE patient_ref = %(patient_ref)s",
            {"patient_ref": self._reference(story)},
        )
        return any(one.registration_id for one in found)

    def _reference(self, story: str) -> bytes:
        return self.references.patient(self.world.world.story(story).patient.bsn)


@dataclass(frozen=True)
class _Registered:
    registration_id: str | None


@asynccontextmanager
async def desk_of(world: DemoWorld, slug: str, story: str) -> AsyncIterator[Desk]:
    """Be at the desk, for one patient; on leaving the choices are what they were, and so is the index."""
    references = References(Sealer.from_file(world.config(slug).keys.path("patient_hmac")))
    async with world.database(slug) as database:
        desk = Desk(world, world.world.institution(slug).ura, database, references)
        was_findable = await desk.is_findable(story)
        try:
            yield desk
        finally:
            await database.execute("DELETE FROM local_consent WHERE source = 'desk'")
            await database.execute(
                "UPDATE local_consent SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL"
            )
            # A change of nobody: the gateway looks at its registrations again.
            await ConsentStore(database).withdraw(desk.ura, bytes(32), datetime.now(UTC))
            await database.execute("DELETE FROM access_token")
            await eventually(lambda: desk.is_findable(story), until=was_findable.__eq__)
