"""What the shipped rules find of the open cases. Synthetic, not clinical validation."""

import sys
from pathlib import Path

import pytest

from tests.gold.recall import halves, open_cases, scored
from tijdlijn.cli.priors.trial import LAST_FIVE, RULES, SAME_BODY_PART, SAME_MODALITY, Trial
from tools import priors_misses


@pytest.fixture(scope="module")
def trial() -> Trial:
    return scored(open_cases())


@pytest.mark.hazard("H32")
@pytest.mark.requirement("A6", "T4.3.recall")
def test_of_what_readers_want_nineteen_in_twenty_stand_among_the_first_five(trial: Trial) -> None:
    of = trial.measured
    assert of[RULES].recall_at_5 >= 0.95
    assert of[RULES].recall_at_5 >= of[LAST_FIVE].recall_at_5 + 0.20
    for simple in (LAST_FIVE, SAME_BODY_PART, SAME_MODALITY):
        assert of[RULES].recall_at_3 > of[simple].recall_at_3
        assert of[RULES].precision_at_3 > of[simple].precision_at_3


@pytest.mark.requirement("T4.3.recall")
def test_it_holds_for_either_half_of_the_persons() -> None:
    for half in halves(open_cases()):
        assert scored(half).measured[RULES].recall_at_5 >= 0.94


@pytest.mark.hazard("H32")
@pytest.mark.requirement("T4.3.misses")
def test_the_page_of_misses_is_what_the_rules_miss_and_says_what_it_is_worth(trial: Trial) -> None:
    page = Path("docs/reference/priors-misses.md").read_text(encoding="utf-8")
    assert page == priors_misses.page_text(), "run make docs"
    assert "Synthetic, not clinical validation" in page
    assert page.count("\n| ") >= len(trial.misses)


def test_sealed_cases_are_read_only_by_the_command_for_a_release() -> None:
    text = Path("tests/gold/recall.py").read_text(encoding="utf-8")
    assert text.count("sealed.json") == 1
    assert text.index("sealed.json") > text.index("def main")
    assert "sealed.json" not in Path(str(sys.modules[priors_misses.__name__].__file__)).read_text(
        encoding="utf-8"
    )
