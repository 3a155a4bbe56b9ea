"""The score of candidates against the study that is read: points that add up, each with its reason.

Points are whole numbers, so that equal scores are equal and recency decides between them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from tijdlijn.domain.relevance.anatomy import Anatomy, Holding, Region
from tijdlijn.domain.relevance.chain import Comparable, chain_reasons
from tijdlijn.domain.relevance.facts import Facts
from tijdlijn.domain.relevance.intervals import months_between, whole_months
from tijdlijn.domain.relevance.likeness import Alike, Likeness
from tijdlijn.domain.relevance.reasons import Reason, ReasonKey
from tijdlijn.domain.relevance.rules import RuleTable
from tijdlijn.domain.study import StudyMoment


@dataclass(frozen=True, slots=True)
class Scored:
    """One candidate with its reasons, in a fixed order, and their sum. `key` is the caller's."""

    key: str
    facts: Facts
    reasons: tuple[Reason, ...]
    points: int


class Scorer:
    """Scores by one rule table. It keeps nothing of a study; one can serve a whole process."""

    def __init__(self, table: RuleTable, regions: Mapping[str, Region]) -> None:
        self._table = table
        self._anatomy = Anatomy(regions, Holding(table.region.part, table.region.deeper_part))
        pairs = {pair.of: pair.share for pair in table.modality.pairs}
        self._pairs = pairs | {(other, one): share for (one, other), share in pairs.items()}
        self._reported = Reason(ReasonKey.REPORTED, table.reported)
        self._same_procedure = Reason(ReasonKey.PROCEDURE_SAME, table.procedure.same)
        self._same_contrast = {
            is_given: Reason(
                ReasonKey.CONTRAST_SAME, table.contrast_same, ("with" if is_given else "without",)
            )
            for is_given in (True, False)
        }

    def ranked(self, current: Facts, candidates: Mapping[str, Facts]) -> list[Scored]:
        """All candidates, the most relevant first, ties by recency, then by key.

        The answer does not depend on the order in which they are given.
        """
        likeness = Likeness(self._table, self._anatomy, self._pairs, current)
        chain = self._table.chain
        reasons: dict[str, list[Reason]] = {}
        comparable: list[Comparable] = []
        for key in sorted(candidates):
            prior = candidates[key]
            region, modality, side = likeness.region(prior), likeness.modality(prior), likeness.side(prior)
            is_other_side = side is not None and side.key is ReasonKey.SIDE_OTHER
            reasons[key] = own = [*region.reasons, *([side] if side else ()), *modality.reasons]
            if not is_other_side:
                own += self._procedure(current, prior)
                own += self._treatment(prior, region)
            own += self._time(current, prior)
            own += self._rest(current, prior)
            is_same_method = modality.share >= chain.modality_share
            is_there = (
                region.share >= chain.region_share
                if is_same_method
                else region.best >= chain.method_region_share
            )
            if is_there and not is_other_side and not prior.is_apart:
                comparable.append(Comparable(key, prior.moment, prior.modalities, is_same_method))
        for key, reason in chain_reasons(current.moment, comparable, chain):
            reasons[key].append(reason)
        scored = [
            Scored(key, candidates[key], tuple(own), sum([reason.points for reason in own]))
            for key, own in reasons.items()
        ]
        scored.sort(key=lambda one: (one.points, recency(one.facts.moment)), reverse=True)
        return scored

    def suggested(self, ranked: Sequence[Scored]) -> list[Scored]:
        """Those to set on top, of what `ranked` gave; none that is later than the current study."""
        rules = self._table.suggestions
        chosen = [
            one
            for index, one in enumerate(ranked[: rules.most])
            if one.points >= (rules.least_points if index < rules.fewest else rules.strong_points)
        ]
        return [one for one in chosen if all(reason.key is not ReasonKey.LATER for reason in one.reasons)]

    def _procedure(self, current: Facts, prior: Facts) -> Iterator[Reason]:
        has_same_words = bool(current.wording) and current.wording == prior.wording
        if has_same_words or _has_same_code(current, prior):
            yield self._same_procedure
        elif both := current.kinds & prior.kinds:
            yield Reason(ReasonKey.KIND_SAME, self._table.procedure.same_kind, tuple(sorted(both)))

    def _treatment(self, prior: Facts, region: Alike) -> Iterator[Reason]:
        rules = self._table.procedure
        if region.share >= rules.treated_share and not prior.kinds.isdisjoint(rules.treatments):
            yield Reason(ReasonKey.TREATMENT, rules.treatment, tuple(sorted(prior.regions)))

    def _time(self, current: Facts, prior: Facts) -> Iterator[Reason]:
        rules = self._table.time
        months = months_between(prior.moment, current.moment)
        if months is None or prior.moment.day is None or current.moment.day is None:
            return
        if months < 0:
            yield Reason(ReasonKey.LATER, rules.later)
            return
        whole = str(whole_months(prior.moment.day, current.moment.day))
        yield Reason(ReasonKey.AGE, round(rules.points * 0.5 ** (months / rules.halving_months)), (whole,))
        for rule in rules.stale:
            if (
                months > rule.after_months
                and prior.modalities == {rule.modality}
                and not current.modalities.intersection(rule.unless)
            ):
                yield Reason(ReasonKey.STALE, rule.points, (rule.modality, whole))

    def _rest(self, current: Facts, prior: Facts) -> Iterator[Reason]:
        if prior.is_apart and not current.is_apart:
            yield Reason(ReasonKey.APART, self._table.modality.apart, tuple(sorted(prior.modalities)))
        if prior.is_reported:
            yield self._reported
        if current.is_contrast_given is not None and current.is_contrast_given == prior.is_contrast_given:
            yield self._same_contrast[current.is_contrast_given]


def _has_same_code(one: Facts, other: Facts) -> bool:
    if one.procedure is None or other.procedure is None:
        return False
    return (one.procedure.system, one.procedure.code) == (other.procedure.system, other.procedure.code)


def recency(moment: StudyMoment) -> tuple[date, time]:
    """What to sort by, the latest being the largest; what is unknown counts as the oldest."""
    return moment.day or date.min, moment.at or time.min
