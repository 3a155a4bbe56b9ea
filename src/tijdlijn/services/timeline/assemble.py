"""Step 6, assemble: what each holder gave, folded into rows, and what is still owed.

The rules of folding are `domain.merge`, those of what may be the same `domain.likely_copies`; this keeps
count beside them: who was asked, who gave how much, whose outcome is complete. Of a holder with several
routes only the least complete outcome counts, so that a failed route is never covered by one that answered.

Of a holder that is asked again everything stays until it has answered completely; then what it gave before
and gives no longer leaves the list, since it may be shown no longer (B21).
"""

from collections import Counter
from dataclasses import dataclass, field

from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.likely_copies import LikelyCopies
from tijdlijn.domain.merge import Change, EntryKey, Merge, entry_key
from tijdlijn.domain.outcome import Outcome
from tijdlijn.domain.study import SourceEntry
from tijdlijn.runtime.events import OTHER_PERSON, emit


@dataclass(slots=True)
class Assembly:
    """One patient's list while it grows."""

    merge: Merge
    asked: set[Ura] = field(default_factory=set)
    _outcomes: dict[tuple[Ura, str], Outcome] = field(default_factory=dict)
    _custodians_of: dict[str, frozenset[Ura]] = field(default_factory=dict)
    _rows_of: Counter[Ura] = field(default_factory=Counter)
    _likely_copies: LikelyCopies = field(default_factory=LikelyCopies)
    _alarmed: set[str] = field(default_factory=set)
    _given_again: dict[Ura, set[tuple[str, EntryKey]]] = field(default_factory=dict)

    def ask(self, custodians: frozenset[Ura]) -> None:
        """These are being asked (again): what they said of themselves before no longer counts; their rows
        stay.
        """
        self._given_again |= {ura: set() for ura in custodians & self.asked}
        self.asked |= custodians
        self._outcomes = {key: value for key, value in self._outcomes.items() if key[0] not in custodians}

    def take_entry(self, entry: SourceEntry) -> Change:
        """Fold one entry in."""
        if (again := self._given_again.get(entry.custodian)) is not None:
            again.add((entry.route_id, entry_key(entry)))
        return self._noted(self.merge.add(entry))

    def take_outcome(self, outcome: Outcome) -> Change:
        """Note how one question ended, and say what left the list with it."""
        custodian, route_id = outcome.custodian, outcome.route_id
        self._outcomes[custodian, route_id] = outcome
        if custodian not in self._given_again or not outcome.is_complete:
            return Change()
        given = {key for route, key in self._given_again[custodian] if route == route_id}
        return self._noted(self.merge.keep_only(custodian, route_id, given))

    def rows_from(self, custodian: Ura) -> int:
        """On how many rows of the list something of this custodian stands."""
        return self._rows_of[custodian]

    def _noted(self, merged: Change) -> Change:
        self._alarm(merged)
        change = self._likely_copies.noted(merged)
        for key in change.gone:
            self._count(key, frozenset())
        for row in change.rows:
            self._count(row.key, row.custodians)
        return change

    def _alarm(self, change: Change) -> None:
        """Tell the operator of each row that closes, once: two patients may be mixed up somewhere."""
        for row in change.rows:
            if row.lock is not None and row.key not in self._alarmed:
                self._alarmed.add(row.key)
                emit(OTHER_PERSON, peer=", ".join(sorted(map(str, row.custodians))), where="an entry")

    def _count(self, key: str, custodians: frozenset[Ura]) -> None:
        """Note whose row this is now."""
        before = self._custodians_of.get(key, frozenset())
        if custodians == before:
            return
        self._custodians_of[key] = custodians
        for ura in before:
            self._rows_of[ura] -= 1
        for ura in custodians:
            self._rows_of[ura] += 1

    @property
    def answered(self) -> int:
        """How many of those asked have answered completely, over every route that was tried."""
        ended: dict[Ura, bool] = {}
        for (ura, _), outcome in self._outcomes.items():
            ended[ura] = ended.get(ura, True) and outcome.is_complete
        return sum(ended.get(ura, False) for ura in self.asked)
