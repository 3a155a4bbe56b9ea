"""Reasons in words, Dutch and English."""

from collections.abc import Mapping
from typing import Final

from tijdlijn.domain.relevance.reasons import Reason, ReasonKey
from tijdlijn.domain.relevance.vocabulary import VocabularyTable

LANGUAGES: Final = ("nl", "en")

_WORDS: Final[Mapping[ReasonKey, tuple[str, str]]] = {
    ReasonKey.REGION_SAME: ("zelfde regio: {}", "same region: {}"),
    ReasonKey.REGION_PARTLY: ("deels dezelfde regio: {}", "partly the same region: {}"),
    ReasonKey.REGION_NEAR: ("aangrenzende regio: {}", "neighbouring region: {}"),
    ReasonKey.REGION_OTHER: ("andere regio", "another region"),
    ReasonKey.REGION_UNKNOWN: ("regio onbekend", "region unknown"),
    ReasonKey.SIDE_SAME: ("zelfde zijde: {}", "same side: {}"),
    ReasonKey.SIDE_PARTLY: (
        "een van beide onderzoeken is van beide zijden",
        "one of the two shows both sides",
    ),
    ReasonKey.SIDE_OTHER: ("andere zijde: {}", "other side: {}"),
    ReasonKey.MODALITY_SAME: ("zelfde soort onderzoek: {}", "same modality: {}"),
    ReasonKey.MODALITY_RELATED: ("verwant soort onderzoek: {}", "related modality: {}"),
    ReasonKey.APART: ("{}, geen beelden om naast te leggen", "{}, no images to lay beside"),
    ReasonKey.PROCEDURE_SAME: ("zelfde verrichting", "same procedure"),
    ReasonKey.KIND_SAME: ("ook {}", "also {}"),
    ReasonKey.AGE: ("{} eerder", "{} earlier"),
    ReasonKey.LATER: ("later dan dit onderzoek", "later than this study"),
    ReasonKey.STALE: ("{} van {} geleden zegt nu weinig", "{} of {} ago says little now"),
    ReasonKey.LATEST: ("meest recente vergelijkbare onderzoek", "latest comparable study"),
    ReasonKey.ONE_BEFORE: ("het vergelijkbare onderzoek daarvoor", "the comparable study before that"),
    ReasonKey.BETWEEN: (
        "ertussenin: nieuwere en oudere zijn er ook",
        "in between: there are newer and older ones",
    ),
    ReasonKey.TREATMENT: ("ingreep in deze regio: {}", "treatment in this region: {}"),
    ReasonKey.OLDEST: ("oudste vergelijkbare onderzoek", "oldest comparable study"),
    ReasonKey.BEFORE_GAP: (
        "laatste vergelijkbare onderzoek voor een periode van {} zonder",
        "last comparable study before {} without one",
    ),
    ReasonKey.AFTER_GAP: (
        "eerste vergelijkbare onderzoek na een periode van {} zonder",
        "first comparable study after {} without one",
    ),
    ReasonKey.OTHER_METHOD: (
        "meest recente andere soort onderzoek van deze regio: {}",
        "latest other method of this region: {}",
    ),
    ReasonKey.REPORTED: ("met verslag", "has a report"),
    ReasonKey.CONTRAST_SAME: ("ook {} contrast", "also {} contrast"),
}
_FIXED: Final[Mapping[str, tuple[str, str]]] = {
    "left": ("links", "left"),
    "right": ("rechts", "right"),
    "both": ("beide", "both"),
    "with": ("met", "with"),
    "without": ("zonder", "without"),
}
_MONTHS_A_YEAR: Final = 12


def in_words(reason: Reason, language: str, vocabulary: VocabularyTable) -> str:
    """One reason as a short clause without a full stop."""
    index = LANGUAGES.index(language)
    about = [_named(value, index, vocabulary) for value in reason.about]
    if reason.key is ReasonKey.STALE:
        return _WORDS[reason.key][index].format(*about)
    return _WORDS[reason.key][index].format(", ".join(about))


def _named(value: str, index: int, vocabulary: VocabularyTable) -> str:
    if value.isdigit():
        return _duration(int(value), index)
    if value in _FIXED:
        return _FIXED[value][index]
    for table in (vocabulary.regions, vocabulary.modalities, vocabulary.kinds):
        if value in table:
            return (table[value].nl, table[value].en)[index]
    return value


def _duration(months: int, index: int) -> str:
    if not months:
        return ("minder dan een maand", "less than a month")[index]
    if months < 2 * _MONTHS_A_YEAR:
        unit = (("maand", "maanden"), ("month", "months"))[index]
        return f"{months} {unit[months > 1]}"
    return f"{months // _MONTHS_A_YEAR} {('jaar', 'years')[index]}"
