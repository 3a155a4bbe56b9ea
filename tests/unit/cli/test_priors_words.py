"""Reasons for relevant priors in Dutch and English words."""

import pytest

from tijdlijn.cli.priors.words import LANGUAGES, in_words
from tijdlijn.domain.relevance.reasons import Reason, ReasonKey
from tijdlijn.runtime.relevance.tables import load_relevance


@pytest.mark.requirement("T4.3.reasons")
@pytest.mark.parametrize("key", ReasonKey)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(key: ReasonKey, language: str) -> None:
    about = {
        ReasonKey.STALE: ("US", "30"),
        ReasonKey.AGE: ("30",),
        ReasonKey.BEFORE_GAP: ("30",),
        ReasonKey.SIDE_SAME: ("left",),
        ReasonKey.SIDE_OTHER: ("right",),
        ReasonKey.CONTRAST_SAME: ("without",),
    }.get(key, ("knee", "CT"))
    words = in_words(Reason(key, 1, about), language, load_relevance().vocabulary)
    assert words.strip()
    assert "{" not in words


@pytest.mark.requirement("T4.3.reasons")
def test_reasons_name_regions_and_durations_in_both_languages() -> None:
    vocabulary = load_relevance().vocabulary
    told = [
        [
            in_words(reason, language, vocabulary)
            for reason in (
                Reason(ReasonKey.REGION_SAME, 50, ("chest", "abdomen")),
                Reason(ReasonKey.AGE, 9, ("18",)),
                Reason(ReasonKey.AGE, 1, ("98",)),
                Reason(ReasonKey.AGE, 16, ("0",)),
                Reason(ReasonKey.STALE, -8, ("US", "30")),
            )
        ]
        for language in LANGUAGES
    ]
    assert told == [
        [
            "zelfde regio: thorax, buik",
            "18 maanden eerder",
            "8 jaar eerder",
            "minder dan een maand eerder",
            "echo van 2 jaar geleden zegt nu weinig",
        ],
        [
            "same region: chest, abdomen",
            "18 months earlier",
            "8 years earlier",
            "less than a month earlier",
            "ultrasound of 2 years ago says little now",
        ],
    ]
