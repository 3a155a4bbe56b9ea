"""Rows that may be one study though nothing certain says so: told beside each other, never folded by us
(B26).

Compared are kind, moment, description, number of images and institution of the studies that two rows open.
Only rows of holders that have nothing in common: who holds both studies knows that they are two.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from tijdlijn.domain.merge import Change
from tijdlijn.domain.study import Study
from tijdlijn.domain.timeline import LikelySame, Row

NEAR = timedelta(minutes=10)
"""Clocks of two archives differ by less than this; two scans seldom do."""

_WORD = re.compile(r"[^\W_]+")


class Compared(StrEnum):
    """What was compared, and how that came out."""

    SAME_MOMENT = "same-moment"
    NEAR_MOMENT = "near-moment"
    SAME_DAY = "same-day"
    SAME_MODALITY = "same-modality"
    SAME_DESCRIPTION = "same-description"
    LIKE_DESCRIPTION = "like-description"
    SAME_INSTITUTION = "same-institution"
    SAME_IMAGE_COUNT = "same-image-count"
    OTHER_IMAGE_COUNT = "other-image-count"
    OTHER_UID = "other-uid"


@dataclass(slots=True)
class LikelyCopies:
    """The rows of one list with what each is like, while it grows."""

    _on_day: dict[date, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    _rows: dict[str, Row] = field(default_factory=dict)
    _like: dict[str, dict[str, tuple[Compared, ...]]] = field(default_factory=lambda: defaultdict(dict))

    def noted(self, change: Change) -> Change:
        """Give the change with what each of its rows is like, and with those rows that are now like others
        than before.
        """
        touched: list[str] = []
        for key in change.gone:
            touched += self._forget(key)
        for row in change.rows:
            touched += self._forget(row.key)
        for row in change.rows:
            touched += self._enter(row)
        rows = [self._told(row) for row in change.rows]
        changed = {row.key for row in change.rows}
        for key in dict.fromkeys(touched):
            known = self._rows.get(key)
            if known and key not in changed and (told := self._told(known)) != known:
                rows.append(told)
        for row in rows:
            self._rows[row.key] = row
        return Change(tuple(rows), change.gone, change.into)

    def _forget(self, key: str) -> list[str]:
        """Take a row out, and give the rows that it was like."""
        known = self._rows.pop(key, None)
        if known is None or (day := _day(known)) is None:
            return []
        self._on_day[day].pop(key, None)
        like = self._like.pop(key, None)
        if not like:
            return []
        for other in like:
            self._like[other].pop(key, None)
        return [*like]

    def _enter(self, row: Row) -> list[str]:
        """Take a row in, and give the rows that it is like."""
        self._rows[row.key] = row
        day = _day(row)
        if day is None:
            return []
        found = []
        for other in self._on_day[day].values():
            if compared := _compared(row, other):
                self._like[row.key][other.key] = self._like[other.key][row.key] = compared
                found.append(other.key)
        self._on_day[day][row.key] = row
        return found

    def _told(self, row: Row) -> Row:
        like = self._like.get(row.key)
        if not like:
            return replace(row, likely_same=()) if row.likely_same else row
        told = (LikelySame(key, tuple(code.value for code in like[key])) for key in sorted(like))
        return replace(row, likely_same=tuple(told))


def _day(row: Row) -> date | None:
    """The day of a row that may be like another: open, and of a study."""
    return row.copies[0].study.moment.day if row.copies and row.lock is None else None


def _compared(one: Row, other: Row) -> tuple[Compared, ...]:
    """What was compared if these rows of one day are alike, nothing if they are not."""
    if not one.custodians.isdisjoint(other.custodians):
        return ()
    a, b = one.copies[0].study, other.copies[0].study
    moment, words = _moments(a, b), _descriptions(a, b)
    if moment is None or words is None or not {*a.modalities} & {*b.modalities}:
        return ()
    if moment is Compared.SAME_DAY and words is not Compared.SAME_DESCRIPTION:
        return ()
    found = [moment, Compared.SAME_MODALITY, words]
    if a.institution_name and a.institution_name == b.institution_name:
        found.append(Compared.SAME_INSTITUTION)
    if a.image_count is not None and b.image_count is not None:
        is_same = a.image_count == b.image_count
        found.append(Compared.SAME_IMAGE_COUNT if is_same else Compared.OTHER_IMAGE_COUNT)
    return (*found, Compared.OTHER_UID)


def _moments(a: Study, b: Study) -> Compared | None:
    """How near two moments of one day are; an unknown time is not held against them (B33)."""
    one, other = a.moment.at, b.moment.at
    if one is None or other is None:
        return Compared.SAME_DAY
    if one == other:
        return Compared.SAME_MOMENT
    apart = timedelta(hours=one.hour, minutes=one.minute, seconds=one.second) - timedelta(
        hours=other.hour, minutes=other.minute, seconds=other.second
    )
    return Compared.NEAR_MOMENT if abs(apart) <= NEAR else None


def _descriptions(a: Study, b: Study) -> Compared | None:
    """Whether two descriptions are the same, or the shorter has two words of three in the other's."""
    one, other = _words(a.description), _words(b.description)
    if not one or not other:
        return None
    if one == other:
        return Compared.SAME_DESCRIPTION
    return Compared.LIKE_DESCRIPTION if 3 * len(one & other) >= 2 * min(len(one), len(other)) else None


def _words(description: str | None) -> frozenset[str]:
    return frozenset(_WORD.findall((description or "").casefold()))
