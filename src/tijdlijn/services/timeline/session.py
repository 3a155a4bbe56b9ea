"""What one launch opened: one patient, one user, one care situation, until it ends.

A session is kept sealed in the timeline's own database, so that any instance can serve it, and nowhere
else. The cookie holds a random secret; the database knows only its hash. `context_id` is the public name
that a page carries, so that a page of one patient is never answered from another patient's session (B57).
"""

from dataclasses import dataclass
from datetime import date, datetime

from tijdlijn.domain.access import Asker
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import TraceId
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.question import Question


@dataclass(frozen=True, slots=True)
class Session:
    """One launch. `bsn` is absent for a patient without one: then nothing can be asked nationally (B4)."""

    context_id: str
    trace_id: TraceId
    asker: Asker
    demographics: Demographics
    bsn: Bsn | None
    situation: str | None
    started_on: date
    ends_at: datetime

    def question(self) -> Question | None:
        """The question to put to holders, or `None` without a BSN."""
        if self.bsn is None:
            return None
        return Question(self.bsn, self.asker, self.trace_id, self.demographics)
