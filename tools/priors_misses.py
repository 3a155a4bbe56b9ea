"""Writes docs/reference/priors-misses.md: what the rules find of the gold set's open cases.

`--check` changes nothing and fails when the page is out of date. The sealed cases are not read here.
"""

import sys
from pathlib import Path

from tests.gold.recall import CAUTION, figures, halves, open_cases, scored
from tijdlijn.cli.priors.printed import study_text
from tijdlijn.cli.priors.trial import RULES, Trial
from tijdlijn.cli.priors.words import in_words
from tools.generated_page import write_or_check

PAGE = Path("docs/reference/priors-misses.md")

_INTRODUCTION = f"""\
# Relevant priors: figures and misses

Written by `make docs` from the open cases of `tests/gold`; do not edit. **{CAUTION}** Persons,
studies and labels are invented; the figures say how these rules order these cases. How they are counted
stands in [choose-relevant-priors.md](../how-to/choose-relevant-priors.md), how the cases were made and
labelled in `tests/gold/README.md`.
"""


def main() -> int:
    """Write or check the page; give the exit status."""
    return write_or_check(PAGE, page_text())


def page_text() -> str:
    """Give the whole page: figures, those of both halves, then each relevant study outside the first five."""
    cases = open_cases()
    trial = scored(cases)
    one, other = (scored(half).measured[RULES] for half in halves(cases))
    lines = [
        _INTRODUCTION,
        f"Rules {trial.rules_version}, vocabulary {trial.vocabulary.version}; {trial.cases} open cases, "
        f"{trial.scored_cases} of them with a relevant candidate.\n",
        figures(trial.measured),
        f"\nBy halves of persons recall@5 is {one.recall_at_5:.3f} and {other.recall_at_5:.3f}.\n",
        f"## {len(trial.misses)} relevant studies not among the first five\n",
        *_misses(trial),
    ]
    return "\n".join(lines) + "\n"


def _misses(trial: Trial) -> list[str]:
    lines = [
        "| case | current study | missed | place | why a reader wants it | what the rules say |",
        "|---|---|---|---|---|---|",
    ]
    for miss in trial.misses:
        why = "; ".join(
            f"{in_words(reason, 'en', trial.vocabulary)} {reason.points:+}" for reason in miss.scored.reasons
        )
        cells = [
            miss.case.case_id,
            study_text(miss.case.current),
            f"{miss.scored.key}: {study_text(miss.case.candidates[miss.scored.key])}",
            f"{miss.place} of {len(miss.case.candidates)}",
            miss.why_relevant,
            why,
        ]
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
