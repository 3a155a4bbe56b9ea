"""One line of the table: what was measured, what is to hold, whether it does, and what decided that.

An absolute limit holds on the median of the runs. Wall-clock time on a machine that others use too says
little; where it misses its limit while others were at work, a figure of the same runs that does not depend on
them decides instead: CPU per request, or a ratio to a baseline measured in between. The line says so.
"""

from dataclasses import dataclass, replace

from benchmarks.clocks import NOISY, OthersAtWork


@dataclass(frozen=True, slots=True)
class Limit:
    """What is to hold: at most, or with `at_least` at least, `bound`."""

    bound: float
    unit: str
    at_least: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value is within the limit."""
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `holds` is `None` where the promise is for a size that is not measured yet; `decided_by` says
    which figure settled `holds`.
    """

    name: str
    value: float
    unit: str
    to_hold: str
    holds: bool | None
    decided_by: str
    baseline: float | None = None
    ratio: float | None = None

    def against(self, baseline: float, *, ratio: float | None = None) -> "Line":
        """The same line beside a baseline of the same run, in the line's own unit."""
        return replace(self, baseline=baseline, ratio=self.value / baseline if ratio is None else ratio)


def line(name: str, value: float, limit: Limit, decided_by: str = "median of the runs") -> Line:
    """A line that is settled by its own value."""
    return Line(name, value, limit.unit, str(limit), limit.holds(value), decided_by)


def wall_line(
    name: str, value: float, limit: Limit, noise: OthersAtWork, *, instead: tuple[str, float, Limit]
) -> Line:
    """A line of wall-clock time; `instead` is the figure (its words, value and limit) that settles it when
    the time misses its limit while others were at work.
    """
    if limit.holds(value) or noise.share < NOISY:
        words = f"median of the runs; others used {noise.share:.0%}"
        return Line(name, value, limit.unit, str(limit), limit.holds(value), words)
    words, figure, bound = instead
    decided_by = f"{words} {figure:.3g} ({bound}), as others used {noise.share:.0%} of the machine"
    return Line(name, value, limit.unit, str(limit), bound.holds(figure), decided_by)


def not_at_size(name: str, value: float, limit: Limit, size: str) -> Line:
    """A line that is measured on less than the promise is made for, and so settles nothing."""
    return Line(name, value, limit.unit, str(limit), None, f"exists, not yet at size: {size}")
