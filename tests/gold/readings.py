"""What the readers found relevant, how far they agree, and the labels that follow:
`python -m tests.gold.readings` writes them into the cases.

`readings/open.json` and `readings/sealed.json` hold, for each case, the candidates that the first and the
second reader named with a reason, and of those that only one of them named what the third reader settled: a
reason, or null where it is not relevant.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.gold.make_cases import HERE, Case, as_text

Reasons = dict[str, str]


@dataclass(frozen=True)
class Reading:
    """One case as three readers saw it, the third only what the others differ about."""

    first: Reasons
    second: Reasons
    third: dict[str, str | None]

    @property
    def differing(self) -> set[str]:
        """The candidates that only one of the first two named."""
        return set(self.first) ^ set(self.second)

    @property
    def relevant(self) -> Reasons:
        """What both named, and what the third reader kept; in the order of the ids."""
        agreed = {name: reason for name, reason in self.first.items() if name in self.second}
        kept = {name: reason for name, reason in self.third.items() if reason is not None}
        return dict(sorted({**agreed, **kept}.items()))


@dataclass(frozen=True)
class Agreement:
    """How far the first two readers agree, over all candidates and all cases."""

    cases: int
    equal_cases: int
    kappa: float

    def __str__(self) -> str:
        return (
            f"two readers: {self.equal_cases} of {self.cases} cases the same, "
            f"Cohen's kappa over candidates {self.kappa:.2f}"
        )


def readings(part: str) -> dict[str, Reading]:
    """The readings of the cases of a part, `open` or `sealed`, by the case's id."""
    found = json.loads((HERE / "readings" / f"{part}.json").read_text(encoding="utf-8"))
    return {name: Reading(**each) for name, each in found.items()}


def agreement(read: dict[str, Reading], cases: dict[str, Case]) -> Agreement:
    """Compare the first two readers. Standard: Cohen 1960, two raters, relevant or not."""
    candidates = sum(len(cases[name]["candidates"]) for name in read)
    first, second = (sum(len(getattr(one, who)) for one in read.values()) for who in ("first", "second"))
    differing = sum(len(one.differing) for one in read.values())
    observed = 1 - differing / candidates
    by_chance = (first * second + (candidates - first) * (candidates - second)) / candidates**2
    equal = sum(not one.differing for one in read.values())
    return Agreement(len(read), equal, (observed - by_chance) / (1 - by_chance))


def paths_of(part: str) -> list[Path]:
    """The files with the cases of a part."""
    return sorted((HERE / "cases").glob("*.json")) if part == "open" else [HERE / "sealed.json"]


def cases_of(part: str) -> dict[str, Case]:
    """The cases of a part by id."""
    return {case["id"]: case for path in paths_of(part) for case in _cases(path)}


def labelled(path: Path, read: dict[str, Reading]) -> str:
    """The text of a file of cases with the labels that follow from the readings."""
    cases = [{**case, "relevant": read[case["id"]].relevant} for case in _cases(path)]
    return as_text(cases)


def _cases(path: Path) -> Iterator[dict[str, Any]]:
    yield from json.loads(path.read_text(encoding="utf-8"))["cases"]


def write() -> None:
    """Write the labels of both parts, and tell how far the readers agree."""
    for part in ("open", "sealed"):
        read = readings(part)
        for path in paths_of(part):
            path.write_text(labelled(path, read), encoding="utf-8")
        sys.stdout.write(f"{part}: {agreement(read, cases_of(part))}\n")


if __name__ == "__main__":
    write()
