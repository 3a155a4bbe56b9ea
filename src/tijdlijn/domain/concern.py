"""Something is wrong with a study or a report: told by who reads it to who keeps it, and what came of it.

The holder alone can mend what it keeps; the reader wants to know that it was heard. A concern changes nothing
by itself: the row stays as it is until the holder gives another one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import StudyInstanceUID, TraceId, Ura

MAX_TEXT_CHARACTERS = 2000


class ConcernKind(StrEnum):
    """What is wrong, as the reader sees it."""

    WRONG_PATIENT = "wrong-patient"
    WRONG_SIDE = "wrong-side"
    WRONG_REPORT = "wrong-report"
    IMAGES_MISSING = "images-missing"
    OTHER = "other"


class ConcernState(StrEnum):
    """How far the holder is: `CORRECTED` and `NO_FAULT` are final."""

    RECEIVED = "received"
    IN_PROGRESS = "in-progress"
    CORRECTED = "corrected"
    NO_FAULT = "no-fault"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come."""
        return self in (ConcernState.CORRECTED, ConcernState.NO_FAULT)


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern about a study or a report of the patient of a question; exactly one of the two is named.

    `concern_id` is made by the asker, so that the same concern told twice is one. `text` is the reader's own
    explanation and may be empty.

    Raises:
        InputInvalid: about neither or both, or a text that is too long.
    """

    concern_id: UUID
    kind: ConcernKind
    text: str = ""
    study_uid: StudyInstanceUID | None = None
    report_id: str | None = None

    def __post_init__(self) -> None:
        if (self.study_uid is None) == (self.report_id is None):
            raise InputInvalid("a concern is about one study or one report")
        if len(self.text) > MAX_TEXT_CHARACTERS:
            raise InputInvalid(f"a concern's text is at most {MAX_TEXT_CHARACTERS} characters long")


@dataclass(frozen=True, slots=True)
class Handling:
    """What a holder did with a concern: since when it stands so, and the holder's answer, if it gave one."""

    state: ConcernState
    changed_at: datetime
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class QueuedConcern:
    """A concern in a holder's queue: who told it, about whom (by reference), and what was done."""

    concern: Concern
    handling: Handling
    institution: Ura
    user_id: str
    trace_id: TraceId
    patient_ref: bytes
    received_at: datetime
