"""How long a question is waited for: by each route, as a whole, and after that on an open page.

Which patience counts is a policy per care situation: in acute care an answer now is worth more than a whole
one later, and no holder is passed over because it failed before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tijdlijn.domain.access import Purpose
from tijdlijn.runtime.config.patience import PatienceTable, SituationTable
from tijdlijn.services.timeline.session import Session


@dataclass(frozen=True, slots=True)
class Patience:
    """One policy, in seconds from the beginning of the question: `route_s` ≤ `whole_s` ≤ `late_s`."""

    route_s: float = 10.0
    whole_s: float = 15.0
    late_s: float = 60.0
    is_acute: bool = False

    @classmethod
    def of_table(cls, table: PatienceTable) -> Self:
        """Give the policy as it is configured."""
        is_acute = isinstance(table, SituationTable) and table.is_acute
        return cls(table.route_s, table.whole_s, table.late_s, is_acute)


@dataclass(frozen=True, slots=True)
class Patiences:
    """The policies: of each kind of care situation, known by beginnings of words, and of all else."""

    situations: tuple[tuple[re.Pattern[str], Patience], ...]
    otherwise: Patience

    @classmethod
    def of_tables(cls, situations: Sequence[SituationTable], otherwise: PatienceTable) -> Self:
        """Give the policies as they are configured."""
        known = tuple((_words(table.words), Patience.of_table(table)) for table in situations)
        return cls(known, Patience.of_table(otherwise))

    def of(self, session: Session) -> Patience:
        """Give the first policy whose words stand in the situation of this session. Who asks for the purpose
        of an emergency is in acute care whatever the words.
        """
        if session.asker.purpose is Purpose.EMERGENCY:
            return next((one for _, one in self.situations if one.is_acute), self.otherwise)
        situation = session.situation or ""
        return next((one for words, one in self.situations if words.search(situation)), self.otherwise)


def _words(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)
