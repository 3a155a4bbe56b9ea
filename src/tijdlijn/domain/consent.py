"""A patient's choice as it was given to one holder, and what follows from it for one asker.

Begun small: a choice per purpose with an optional end. Categories of holders, data and askers come with the
national source (reference/domain-nl.md §5). The rule for ties already stands: the more specific choice
wins, an objection wins at equal level (B14).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tijdlijn.domain.access import Purpose
from tijdlijn.domain.identifiers import Ura


class ConsentChoice(StrEnum):
    """What the patient chose. Nothing recorded is not a choice and is never taken as one."""

    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LocalConsent:
    """One recorded choice. `asker` `None` means every institution; `purpose` `None` every purpose; `until`
    `None` no end.
    """

    choice: ConsentChoice
    recorded_at: datetime
    purpose: Purpose | None = None
    asker: Ura | None = None
    until: datetime | None = None

    def applies_to(self, asker: Ura, purpose: Purpose, now: datetime) -> bool:
        """Whether this choice speaks about that question at that moment; an ended one no longer speaks."""
        return (
            self.asker in (None, asker)
            and self.purpose in (None, purpose)
            and (self.until is None or now < self.until)
        )

    @property
    def specificity(self) -> int:
        """How closely the choice names the question: the asker weighs more than the purpose."""
        return 2 * (self.asker is not None) + (self.purpose is not None)


def standing_choice(
    choices: list[LocalConsent], asker: Ura, purpose: Purpose, now: datetime
) -> LocalConsent | None:
    """The choice that stands for this question, or `None` when the patient made none that applies.

    The most specific wins; at equal level a refusal wins over a consent, and among equals the later one is
    returned (B14).
    """
    speaking = [choice for choice in choices if choice.applies_to(asker, purpose, now)]
    if not speaking:
        return None
    return max(speaking, key=lambda c: (c.specificity, c.choice is ConsentChoice.REFUSED, c.recorded_at))
