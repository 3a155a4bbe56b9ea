"""The rule table: all numbers of the score, none of which stands in code. It has a version; a site can
replace it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SuggestionRules:
    """The first `fewest` are suggested if they have `least_points`, up to `most` if they have
    `strong_points`.
    """

    fewest: int
    least_points: int
    most: int
    strong_points: int


@dataclass(frozen=True, slots=True)
class RegionRules:
    """`points` for the same regions, `other` where known regions have nothing to do with each other; between
    them by share. An unknown region gives none.

    Of several regions the best counts for `best_weight`, the mean over all of the current study for the
    rest. Shares up to `near_below` are called near. `part` and `deeper_part` are the shares of a region
    and what it holds.
    """

    points: int
    other: int
    best_weight: float
    near_below: float
    part: float
    deeper_part: float


@dataclass(frozen=True, slots=True)
class SideRules:
    """For paired regions only. `partly`: one of the two is both sides."""

    same: int
    partly: int
    other: int


@dataclass(frozen=True, slots=True)
class ModalityPair:
    """How much two modalities say to each other, from 0 to 1, both ways."""

    of: tuple[str, str]
    share: float


@dataclass(frozen=True, slots=True)
class ModalityRules:
    """`points` for the same modality, less by the share of the pair; a pair that is not listed has
    `unlisted`. `apart` for a document, a curve or a photograph, if the current study is none.
    """

    points: int
    apart: int
    unlisted: float
    pairs: tuple[ModalityPair, ...]


@dataclass(frozen=True, slots=True)
class ProcedureRules:
    """`same` code or wording; else `same_kind` (both an angiography). `treatment` for a prior of one of the
    kinds `treatments`, where the regions share at least `treated_share`.
    """

    same: int
    same_kind: int
    treatment: int
    treatments: tuple[str, ...]
    treated_share: float


@dataclass(frozen=True, slots=True)
class StaleRule:
    """`points` for a prior of this modality, older than `after_months`, unless the current study is one of
    `unless`.
    """

    modality: str
    after_months: float
    unless: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class TimeRules:
    """`points` for one of today, halved every `halving_months`; `later` for what is no prior at all."""

    points: int
    halving_months: float
    later: int
    stale: tuple[StaleRule, ...]


@dataclass(frozen=True, slots=True)
class ChainRules:
    """Studies whose share of regions is at least `region_share`, not of the other side, belong together.

    Those that share modalities by `modality_share` too form the chain of comparable ones: `latest`, the
    `one_before`, the `oldest` (the baseline), the last `before_gap` and the first `after_gap` of
    `gap_months` get points; the others, `between`, lose some. Outside the chain the latest of each other
    method gets `other_method`; for that the best of the shares counts, from `method_region_share` on.
    """

    region_share: float
    modality_share: float
    latest: int
    one_before: int
    oldest: int
    before_gap: int
    after_gap: int
    gap_months: float
    between: int
    other_method: int
    method_region_share: float


@dataclass(frozen=True, slots=True)
class RuleTable:
    """Everything that makes a score. `version` is shown wherever a suggestion is."""

    version: str
    reported: int
    contrast_same: int
    suggestions: SuggestionRules
    region: RegionRules
    side: SideRules
    modality: ModalityRules
    procedure: ProcedureRules
    time: TimeRules
    chain: ChainRules

    def faults(self, modalities: Iterable[str]) -> list[str]:
        """What cannot be: each fault with its place. `modalities` are those that the vocabulary has."""
        return list(_faults(self, frozenset(modalities)))


def _faults(table: RuleTable, modalities: frozenset[str]) -> Iterator[str]:
    if not table.version.strip():
        yield "version: is empty"
    shares = {
        "region.best_weight": table.region.best_weight,
        "region.near_below": table.region.near_below,
        "region.part": table.region.part,
        "region.deeper_part": table.region.deeper_part,
        "modality.unlisted": table.modality.unlisted,
        "procedure.treated_share": table.procedure.treated_share,
        "chain.region_share": table.chain.region_share,
        "chain.method_region_share": table.chain.method_region_share,
        "chain.modality_share": table.chain.modality_share,
    } | {f"modality.pairs[{index}].share": pair.share for index, pair in enumerate(table.modality.pairs)}
    yield from (
        f"{place}: a share lies from 0 to 1" for place, share in shares.items() if not 0 <= share <= 1
    )
    if not 1 <= table.suggestions.fewest <= table.suggestions.most:
        yield "suggestions: fewest is at least 1, and most at least as many"
    if not table.time.halving_months > 0:
        yield "time.halving_months: more than 0"
    if not table.chain.gap_months > 0:
        yield "chain.gap_months: more than 0"
    named: list[tuple[str, tuple[str, ...]]] = [
        (f"modality.pairs[{index}].of", pair.of) for index, pair in enumerate(table.modality.pairs)
    ]
    named += [
        (f"time.stale[{index}].modality", (rule.modality,)) for index, rule in enumerate(table.time.stale)
    ]
    named += [(f"time.stale[{index}].unless", rule.unless) for index, rule in enumerate(table.time.stale)]
    for place, keys in named:
        yield from (
            f"{place}: the vocabulary has no modality {key!r}" for key in keys if key not in modalities
        )
