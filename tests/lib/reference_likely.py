"""Which rows may be one study, told plainly: every row beside every other, each rule once and nothing kept
between. `domain.likely_copies` must tell the same.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tijdlijn.domain.study import Study
from tijdlijn.domain.timeline import LikelySame, Row


def with_likely_copies(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Give the same rows, each with the others that it may be the same study as."""
    return {
        key: replace(
            row,
            likely_same=tuple(
                LikelySame(other, tuple(compared))
                for other in sorted(rows)
                if other != key and (compared := _compared(row, rows[other]))
            ),
        )
        for key, row in rows.items()
    }


def _compared(one: Row, other: Row) -> list[str]:
    if one.lock or other.lock or not one.copies or not other.copies or one.custodians & other.custodians:
        return []
    a, b = one.copies[0].study, other.copies[0].study
    moment, words = _moments(a, b), _descriptions(a, b)
    if not moment or not words or not set(a.modalities) & set(b.modalities):
        return []
    if moment == "same-day" and words == "like-description":
        return []
    compared = [moment, "same-modality", words]
    if a.institution_name and a.institution_name == b.institution_name:
        compared.append("same-institution")
    if a.image_count is not None and b.image_count is not None:
        compared.append("same-image-count" if a.image_count == b.image_count else "other-image-count")
    return [*compared, "other-uid"]


def _moments(a: Study, b: Study) -> str | None:
    one, other = a.moment, b.moment
    if one.day is None or one.day != other.day:
        return None
    if one.at is None or other.at is None:
        return "same-day"
    apart = abs(datetime.combine(one.day, one.at) - datetime.combine(one.day, other.at))
    if apart > timedelta(minutes=10):
        return None
    return "near-moment" if apart else "same-moment"


def _descriptions(a: Study, b: Study) -> str | None:
    """The generated words are of letters and spaces alone."""
    one, other = (set((study.description or "").lower().split()) for study in (a, b))
    if one == other:
        return "same-description" if one else None
    return "like-description" if len(one & other) / (min(len(one), len(other)) or 1) >= 2 / 3 else None
