"""What one request under `/dw` asks for, and what the answers to such requests have alike."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID
from tijdlijn.services.timeline.images.decoding.decoder import Decoder
from tijdlijn.services.timeline.images.viewing import Viewing
from tijdlijn.serving.outcome import operation_outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a study or a part of it. `root` is the address under which everything here stands, and
    `decoder` makes of frames what is not stored so.
    """

    request: Request
    viewing: Viewing
    decoder: Decoder
    root: str
    series_uid: SeriesInstanceUID | None
    instance_uid: SopInstanceUID | None

    @property
    def accept(self) -> str | None:
        """What the asker takes; a browser's address may say it too. Standard: PS3.18 §8.3.3.1."""
        return self.request.query_params.get("accept") or self.request.headers.get("accept")

    @property
    def instance(self) -> tuple[SeriesInstanceUID, SopInstanceUID]:
        """The one instance that is asked for; its route always names it."""
        if self.series_uid is None or self.instance_uid is None:
            raise AccessDenied("no instance")
        return self.series_uid, self.instance_uid


Answer = Callable[[Asked], Awaitable[Response]]


def not_acceptable(what: str) -> Response:
    """Say that what is there is not to be had in any form that the asker takes."""
    return operation_outcome(406, "not-supported", what)
