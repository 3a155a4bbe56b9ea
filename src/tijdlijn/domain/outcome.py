"""How one question to one holder ended. A failing holder is a value, so that it can stand on the timeline
beside the rows.

Standard: architecture.md §8g. Only `Answered` is complete; `Refused` means that the asking *client* was
turned away, never the patient's choice.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tijdlijn.domain.identifiers import Ura


class OutcomeKind(StrEnum):
    """The seven ways in which a question can end."""

    ANSWERED = "Answered"
    PARTIAL = "Partial"
    REFUSED = "Refused"
    UNREACHABLE = "Unreachable"
    TIMED_OUT = "TimedOut"
    MALFORMED = "Malformed"
    NOT_ASKED = "NotAsked"


RETRYABLE = frozenset(
    {OutcomeKind.UNREACHABLE, OutcomeKind.TIMED_OUT, OutcomeKind.MALFORMED, OutcomeKind.PARTIAL}
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One custodian's outcome over one route.

    `custodian` is the real institution here; whether its name may reach the page is decided where the
    stream is written (`present`). `reason` is a short English text for the helpdesk, without patient data;
    the page has its own words per kind. `since` is set for a holder that was not asked because it gave no
    answer since then: whoever asks it by name asks it.
    """

    custodian: Ura
    route_id: str
    kind: OutcomeKind
    asked_at: datetime
    took_ms: int
    reason: str | None = None
    since: datetime | None = None

    @property
    def retryable(self) -> bool:
        """Whether asking again may give more."""
        return self.kind in RETRYABLE or self.since is not None

    @property
    def is_complete(self) -> bool:
        """Whether everything this custodian may show was received."""
        return self.kind is OutcomeKind.ANSWERED
