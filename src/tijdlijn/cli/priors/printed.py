"""What `priors` prints: figures beside those of orders without rules, each miss with reasons, each gap."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tijdlijn.cli.priors.trial import Miss, Trial
from tijdlijn.cli.priors.words import LANGUAGES, in_words
from tijdlijn.domain.relevance.facts import Described

CAUTION: Final = (
    "The project's own cases are synthetic: their figures are not clinical validation. Figures of your own "
    "cases say how these rules order these cases, and nothing of cases that are not in the file."
)
_MOST_WORDS: Final = 30


def as_text(trial: Trial, language: str) -> str:
    """A page for reading; reasons in that language."""
    return "\n".join(_lines(trial, language)) + "\n"


def _lines(trial: Trial, language: str) -> Iterator[str]:
    yield f"rules {trial.rules_version}, vocabulary {trial.vocabulary.version}"
    cases = "1 case" if trial.cases == 1 else f"{trial.cases} cases"
    yield f"{cases}, {trial.scored_cases} of them with a relevant candidate"
    yield CAUTION
    if not trial.measured:
        yield ""
        yield "nothing to score: no case names a candidate as relevant"
    else:
        yield ""
        yield f"{'':24}{'recall@3':>10}{'recall@5':>10}{'precision@3':>13}"
    for name, of in trial.measured.items():
        yield f"{name:24}{of.recall_at_3:>10.3f}{of.recall_at_5:>10.3f}{of.precision_at_3:>13.3f}"
    yield ""
    yield f"{len(trial.misses)} relevant candidates not among the first five"
    for miss in trial.misses:
        yield ""
        yield f"case {miss.case.case_id}: {study_text(miss.case.current)}"
        yield f"  candidate {miss.scored.key}: {study_text(miss.case.candidates[miss.scored.key])}"
        yield f"  place {miss.place} of {len(miss.case.candidates)}, {miss.scored.points} points"
        yield f"  relevant: {miss.why_relevant}"
        for reason in miss.scored.reasons:
            yield f"  {reason.points:+4}  {in_words(reason, language, trial.vocabulary)}"
    yield ""
    yield f"{trial.without_region} of {trial.studies} studies without a region that could be read"
    if trial.unread:
        words = ", ".join(f"{word} ({count})" for word, count in islice(trial.unread.items(), _MOST_WORDS))
        more = len(trial.unread) - _MOST_WORDS
        yield f"words in no list: {words}{f', and {more} more' if more > 0 else ''}"


def study_text(study: Described) -> str:
    """One study as a reader of a list knows it: day, modalities, description, tag."""
    day = study.moment.day.isoformat() if study.moment.day else "undated"
    return f"{day} {'+'.join(study.modalities)} “{study.description or ''}” [{study.body_part or '–'}]"


def as_json(trial: Trial) -> str:
    """One object for programs; shares from 0 to 1, reasons of misses as keys and in both languages."""
    told = {
        "rules": trial.rules_version,
        "vocabulary": trial.vocabulary.version,
        "caution": CAUTION,
        "cases": trial.cases,
        "scored_cases": trial.scored_cases,
        "figures": {
            name: {
                "recall_at_3": of.recall_at_3,
                "recall_at_5": of.recall_at_5,
                "precision_at_3": of.precision_at_3,
            }
            for name, of in trial.measured.items()
        },
        "misses": [_miss(miss, trial) for miss in trial.misses],
        "studies": trial.studies,
        "studies_without_region": trial.without_region,
        "unread_words": trial.unread,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _miss(miss: Miss, trial: Trial) -> dict[str, object]:
    return {
        "case": miss.case.case_id,
        "candidate": miss.scored.key,
        "place": miss.place,
        "candidates": len(miss.case.candidates),
        "points": miss.scored.points,
        "relevant": miss.why_relevant,
        "reasons": [
            {"key": reason.key, "points": reason.points, "about": reason.about}
            | {language: in_words(reason, language, trial.vocabulary) for language in LANGUAGES}
            for reason in miss.scored.reasons
        ],
    }
