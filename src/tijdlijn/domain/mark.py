"""Which studies matter for the question at hand, as a user says (A5).

A mark hides nothing and opens nothing: it says to its maker, and to the team if they wish, what to look at.
It ends by itself, since a question does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(days=90)
"""So long a mark stands unless it is taken away before."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on one study or report of one patient: by whom, when, in which care situation, until when.
    `is_shared` shows it to everybody of the same institution who has this patient open.
    """

    by_name: str
    by_role: str
    situation: str | None
    marked_at: datetime
    ends_at: datetime
    is_shared: bool
