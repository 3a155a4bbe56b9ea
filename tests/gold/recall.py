"""How well the shipped rules order the gold set; `python -m tests.gold.recall sealed` scores the sealed ones.

That is done once a release, when the tables are committed: it writes means and no case, so that nobody can
tune on what it says.
"""

import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from tijdlijn.cli.priors.trial import Trial, tried
from tijdlijn.domain.relevance.cases import Measured, PriorCase
from tijdlijn.runtime.relevance.tables import load_relevance
from tijdlijn.wire.relevance.cases import decode_cases

GOLD: Final = Path(__file__).parent
CAUTION: Final = "Synthetic, not clinical validation."


def open_cases() -> list[PriorCase]:
    """The cases on which rules may be tuned, by file and in its order."""
    return [case for path in sorted(GOLD.glob("cases/*.json")) for case in decode_cases(path.read_bytes())]


def halves(cases: Sequence[PriorCase]) -> tuple[list[PriorCase], list[PriorCase]]:
    """The cases in two halves of persons, by a hash: what was tuned on one is looked at on the other."""
    persons = sorted(
        {_person(case) for case in cases}, key=lambda one: sha256(f"half{one}".encode()).digest()
    )
    first = set(persons[: len(persons) // 2])
    return [case for case in cases if _person(case) in first], [
        case for case in cases if _person(case) not in first
    ]


def _person(case: PriorCase) -> str:
    return case.case_id.split("-")[0]


def scored(cases: Sequence[PriorCase]) -> Trial:
    """By the tables that are shipped."""
    return tried(cases, load_relevance())


def figures(measured: Mapping[str, Measured]) -> str:
    """A table for a page of Markdown."""
    rows = ["| order | recall@3 | recall@5 | precision@3 |", "|---|---|---|---|"]
    rows += [
        f"| {name} | {of.recall_at_3:.3f} | {of.recall_at_5:.3f} | {of.precision_at_3:.3f} |"
        for name, of in measured.items()
    ]
    return "\n".join(rows)


def main() -> int:
    """Score the sealed cases and write means."""
    if sys.argv[1:] != ["sealed"]:
        sys.stderr.write("usage: python -m tests.gold.recall sealed\n")
        return 2
    trial = scored(decode_cases((GOLD / "sealed.json").read_bytes()))
    sys.stdout.write(
        f"rules {trial.rules_version}, vocabulary {trial.vocabulary.version}; {CAUTION}\n"
        f"{trial.cases} sealed cases, {trial.scored_cases} of them with a relevant candidate\n"
        f"{figures(trial.measured)}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
