"""How long one study was made before another."""

from datetime import date
from typing import Final

from tijdlijn.domain.study import StudyMoment

_DAYS_A_MONTH: Final = 365.25 / 12


def months_between(earlier: StudyMoment, later: StudyMoment) -> float | None:
    """Months from one to the other, negative if they are the other way round; `None` if a day is unknown.

    On one day a known time decides; without both times they count as at once.
    """
    if earlier.day is None or later.day is None:
        return None
    days = (later.day - earlier.day).days
    if not days and earlier.at and later.at and later.at < earlier.at:
        return -1 / _DAYS_A_MONTH
    return days / _DAYS_A_MONTH


def whole_months(earlier: date, later: date) -> int:
    """Months of the calendar that have gone by in full; days must not be the other way round."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)
