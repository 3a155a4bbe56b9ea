"""Images being read: on record before the first byte, counted, and ended with what permits it.

Standard: NEN 7513:2018, content of a logged event; architecture.md §8i.
"""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass

from starlette.responses import Response

from tijdlijn.domain.access import Decision
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import Piece
from tijdlijn.services.gateway.access_record import AccessRecord
from tijdlijn.services.gateway.bearer import Bearer, Shown
from tijdlijn.services.gateway.checked_stream import CheckedStream
from tijdlijn.services.gateway.studies_under_way import StudiesUnderWay, StudyUnderWay
from tijdlijn.wire.fhir.document_reference import entry_id


@dataclass(slots=True)
class Reading:
    """What of one answer went out since it was last counted, and whether it came to its end."""

    study: StudyUnderWay
    instances: int = 0
    size_bytes: int = 0
    is_whole: bool = False

    def count(self) -> None:
        """Count what went out, and begin anew."""
        self.study.add(instances=self.instances, size_bytes=self.size_bytes)
        self.instances = self.size_bytes = 0

    def end(self) -> None:
        """Count what went out, and that this answer is over."""
        self.count()
        self.study.end(is_whole=self.is_whole)


@dataclass(frozen=True, slots=True)
class Readings:
    """Begins them; `checked_every_s` is how often an answer under way meets the decision anew."""

    bearer: Bearer
    record: AccessRecord
    studies: StudiesUnderWay
    checked_every_s: float

    async def begin(
        self, holding: AsyncExitStack, shown: Shown, decision: Decision, path: InstancePath
    ) -> Reading | None:
        """Put it on record that the study is read, and that this answer ended when `holding` is left; `None`
        when it was withdrawn while the archive was asked, and is not given any more (B21).

        Raises:
            PeerUnreachable: it is not on record, and nothing may be given.
        """
        study = entry_id(shown.token.custodian, path.study_uid.value)
        opening = self.record.opening(shown.token, decision, study)
        reading = Reading(await self.studies.begin(shown.token.token_hash, opening))
        holding.callback(reading.end)
        return reading if await self.bearer.decision(shown) == decision else None

    def stream(
        self,
        body: AsyncGenerator[Piece, None],
        media_type: str,
        shown: Shown,
        reading: Reading,
        holding: AsyncExitStack,
    ) -> Response:
        """Make the answer; it closes `body` and leaves `holding` however it ends."""

        async def may_go_on() -> bool:
            reading.count()
            return await self.bearer.may_go_on(shown)

        return CheckedStream(
            body,
            media_type=media_type,
            holding=holding,
            may_go_on=may_go_on,
            every_s=self.checked_every_s,
        )
