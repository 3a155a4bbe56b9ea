"""How alike a candidate is to the study that is read: in region, side and modality.

One `Likeness` belongs to one current study. A patient's candidates repeat a few regions and modalities, so
what these give is worked out once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tijdlijn.domain.relevance.anatomy import WHOLE, Anatomy
from tijdlijn.domain.relevance.facts import Facts
from tijdlijn.domain.relevance.reasons import Reason, ReasonKey
from tijdlijn.domain.relevance.rules import RuleTable
from tijdlijn.domain.study import Laterality


@dataclass(frozen=True, slots=True)
class Alike:
    """A share from 0 to 1, also 0 where it is unknown, and the reason that it gives, if any. `best` is the
    share of the one that has most.
    """

    share: float
    reasons: tuple[Reason, ...] = ()
    best: float = 0.0


_UNKNOWN_REGION: Final = Alike(0.0, (Reason(ReasonKey.REGION_UNKNOWN, 0),))
_NOT_ALIKE: Final = Alike(0.0)


class Likeness:
    """Weighs candidates against one current study. `pairs` are shares of modalities, both ways round."""

    def __init__(
        self, table: RuleTable, anatomy: Anatomy, pairs: Mapping[tuple[str, str], float], current: Facts
    ) -> None:
        self._table = table
        self._anatomy = anatomy
        self._pairs = pairs
        self._current = current
        self._regions: dict[frozenset[str], Alike] = {}
        self._modalities: dict[frozenset[str], Alike] = {}

    def region(self, prior: Facts) -> Alike:
        """Always gives a reason: the same, partly, near, another, or unknown."""
        if (known := self._regions.get(prior.regions)) is None:
            known = self._regions[prior.regions] = self._compared_regions(prior.regions)
        return known

    def modality(self, prior: Facts) -> Alike:
        """No reason where one is unknown, or where the two have nothing to do with each other."""
        if (known := self._modalities.get(prior.modalities)) is None:
            known = self._modalities[prior.modalities] = self._compared_modalities(prior.modalities)
        return known

    def side(self, prior: Facts) -> Reason | None:
        """Only where both sides are known, and what both show has a left and a right.

        An unknown region that has a side is taken to be paired.
        """
        rules, current = self._table.side, self._current
        if current.side is None or prior.side is None:
            return None
        if not all(self._may_be_paired(facts.regions) for facts in (current, prior)):
            return None
        if current.side is prior.side:
            return Reason(ReasonKey.SIDE_SAME, rules.same, (prior.side,))
        if Laterality.BOTH in {current.side, prior.side}:
            return Reason(ReasonKey.SIDE_PARTLY, rules.partly)
        return Reason(ReasonKey.SIDE_OTHER, rules.other, (prior.side,))

    def _may_be_paired(self, regions: frozenset[str]) -> bool:
        return not regions or any(map(self._anatomy.is_paired, regions))

    def _compared_regions(self, regions: frozenset[str]) -> Alike:
        rules = self._table.region
        found = self._anatomy.shares(self._current.regions, regions)
        if not found:
            return _UNKNOWN_REGION
        best, mean = max(found)[0], sum(share for share, _ in found) / len(found)
        if not best:
            return Alike(0.0, (Reason(ReasonKey.REGION_OTHER, rules.other),))
        share = mean + rules.best_weight * (best - mean)
        key = ReasonKey.REGION_PARTLY
        if regions == self._current.regions:
            key = ReasonKey.REGION_SAME
        elif best <= rules.near_below:
            key = ReasonKey.REGION_NEAR
        about = tuple(sorted({region for part, region in found if part}))
        points = round(rules.other + (rules.points - rules.other) * share)
        return Alike(share, (Reason(key, points, about),), best)

    def _compared_modalities(self, modalities: frozenset[str]) -> Alike:
        rules = self._table.modality
        share = max(
            (
                WHOLE if one == other else self._pairs.get((one, other), rules.unlisted)
                for one in self._current.modalities
                for other in modalities
            ),
            default=0.0,
        )
        if not share:
            return _NOT_ALIKE
        both = self._current.modalities & modalities
        key = ReasonKey.MODALITY_SAME if both else ReasonKey.MODALITY_RELATED
        return Alike(share, (Reason(key, round(rules.points * share), tuple(sorted(both or modalities))),))
