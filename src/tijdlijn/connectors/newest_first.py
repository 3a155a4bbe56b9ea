"""The order in which every archive lists a patient's studies."""

from collections.abc import Iterable
from datetime import date, time

from tijdlijn.domain.study import Study


def newest_first(studies: Iterable[Study]) -> tuple[Study, ...]:
    """Put the latest study first; equal moments by UID, undated ones last, since no date is made up (B33)."""
    by_uid = sorted(studies, key=lambda study: study.study_uid)
    return tuple(sorted(by_uid, key=_moment, reverse=True))


def _moment(study: Study) -> tuple[date, time]:
    return study.moment.day or date.min, study.moment.at or time.min
