"""Whether a patient of ours may be found at the national index: only where their choice opens us to somebody.

Somebody who may see nothing must not learn there that there is something (architecture.md §5; B23).
"""

from collections.abc import Sequence
from datetime import datetime

from tijdlijn.domain.access import Purpose
from tijdlijn.domain.consent import ConsentChoice, LocalConsent, standing_choice
from tijdlijn.domain.identifiers import Ura

_ANYBODY_ELSE = Ura("00000000")
"""No institution has this number: it stands for every asker that no choice names."""


def opens_for_somebody(choices: Sequence[LocalConsent], now: datetime) -> bool:
    """Whether any asker, named in a choice or not, would be let in for treatment at this moment."""
    askers = {choice.asker for choice in choices if choice.asker is not None} | {_ANYBODY_ELSE}
    standing = (standing_choice(list(choices), asker, Purpose.TREATMENT, now) for asker in askers)
    return any(choice is not None and choice.choice is ConsentChoice.GIVEN for choice in standing)
