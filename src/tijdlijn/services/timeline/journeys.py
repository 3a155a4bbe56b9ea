"""Journeys that are under way in this process, so that a holder asked again joins the list that is already
on screen.

Only a convenience of this process: a page whose journey is elsewhere, or is no more, gets a whole new one,
and the same list comes out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tijdlijn.domain.errors import PeerError
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.merge import Merge
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.runtime.clock import Clock
from tijdlijn.runtime.relevance.tables import Relevance
from tijdlijn.services.timeline.assemble import Assembly
from tijdlijn.services.timeline.back_off import Sparing
from tijdlijn.services.timeline.fan_out import FanOut
from tijdlijn.services.timeline.flow import Journey
from tijdlijn.services.timeline.images.keys import ImageKeys
from tijdlijn.services.timeline.localise import Localise
from tijdlijn.services.timeline.open import ReportKeys
from tijdlijn.services.timeline.patience import Patiences
from tijdlijn.services.timeline.present import Present
from tijdlijn.services.timeline.session import Session
from tijdlijn.services.timeline.suggest import Suggest


@dataclass(slots=True)
class Journeys:
    """Makes journeys, and finds the one of an open page."""

    own_route: Route
    localise: Localise
    fan_out: FanOut
    report_keys: ReportKeys
    image_keys: ImageKeys
    clock: Clock
    patiences: Patiences
    back_off: Sparing
    relevance: Relevance
    _under_way: dict[str, Journey] = field(default_factory=dict)

    async def begin(self, session: Session) -> Journey:
        """Give a new journey for this session."""
        present = Present(session, await self._institutions(), self.report_keys, self.image_keys)
        suggest = Suggest(self.relevance, present, session.asker.institution, session.started_on)
        return Journey(
            session.question(),
            self.own_route,
            self.localise,
            self.fan_out,
            Assembly(Merge(session.demographics)),
            present,
            self.clock,
            self.patiences.of(session),
            self.back_off,
            suggest,
        )

    def of(self, session: Session) -> Journey | None:
        """Give the journey that an open page of this session is reading, if it runs in this process."""
        return self._under_way.get(session.context_id)

    @contextmanager
    def under_way(self, session: Session, journey: Journey) -> Iterator[None]:
        """Let `of` find this journey for as long as its stream is open."""
        self._under_way[session.context_id] = journey
        try:
            yield
        finally:
            if self._under_way.get(session.context_id) is journey:
                del self._under_way[session.context_id]

    async def _institutions(self) -> dict[Ura, Institution]:
        """The directory's names; nothing while it has never answered, and then institutions go by their
        numbers.
        """
        try:
            return {known.ura: known for known in await self.localise.addresses.institutions()}
        except PeerError:
            return {}
