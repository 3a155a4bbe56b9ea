"""Dates and times across the border between DICOM (Dutch local time, no zone) and FHIR (offset once there
is a time).

A date without a time stays a date; no midnight is invented (B33). A study's wall-clock time gets the offset
that held in the Netherlands then, and comes back as the same wall-clock time, also in the hours in which the
clock is changed (B32). Standard: HL7 FHIR R4, data type dateTime; reference/standards.md trap 13.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.study import StudyMoment

NETHERLANDS: Final = ZoneInfo("Europe/Amsterdam")

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTIAL: Final = re.compile(r"[0-9]{4}(-[0-9]{2})?")
_DATE_TIME: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?)(Z|[+-][0-9]{2}:[0-9]{2})"
)


def instant(moment: datetime) -> str:
    """Write an aware moment in UTC, to the microsecond where it has any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_instant(text: str) -> datetime | None:
    """Read a dateTime with a time as an aware moment in UTC; `None` when it only says a date.

    Raises:
        InputInvalid: not a dateTime.
    """
    if _PARTIAL.fullmatch(text) or _DAY.fullmatch(text):
        return None
    wall, offset = _wall_and_offset(text)
    try:
        return (wall - offset).replace(tzinfo=UTC)
    except OverflowError as error:
        raise InputInvalid("not a FHIR dateTime") from error


def study_start(moment: StudyMoment) -> str | None:
    """Write when a study began: with offset, date only, or `None` when the day is not known."""
    if moment.day is None:
        return None
    if moment.at is None:
        return moment.day.isoformat()
    wall = datetime.combine(moment.day, moment.at)
    minutes = _dutch_offset(wall, fold=0) // timedelta(minutes=1)
    sign = "-" if minutes < 0 else "+"
    return f"{wall.isoformat()}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def parse_study_start(text: str) -> StudyMoment:
    """Read when a study began as Dutch wall-clock time; a year or month alone is no day and stays unknown.

    Raises:
        InputInvalid: not a dateTime.
    """
    if _PARTIAL.fullmatch(text):
        return StudyMoment()
    if _DAY.fullmatch(text):
        try:
            return StudyMoment(day=date.fromisoformat(text))
        except ValueError as error:
            raise InputInvalid("not a FHIR dateTime") from error
    wall, offset = _wall_and_offset(text)
    if offset != _dutch_offset(wall, fold=0) and offset != _dutch_offset(wall, fold=1):
        try:
            wall = (wall - offset).replace(tzinfo=UTC).astimezone(NETHERLANDS).replace(tzinfo=None, fold=0)
        except OverflowError as error:
            raise InputInvalid("not a FHIR dateTime") from error
    return StudyMoment(day=wall.date(), at=wall.time())


def _dutch_offset(wall: datetime, *, fold: int) -> timedelta:
    """The offset in whole minutes, as FHIR writes it; before 1940 Dutch time had seconds in it."""
    offset = wall.replace(tzinfo=NETHERLANDS, fold=fold).utcoffset() or timedelta(0)
    if offset.seconds % 60:
        offset = timedelta(minutes=round(offset / timedelta(minutes=1)))
    return offset


def _wall_and_offset(text: str) -> tuple[datetime, timedelta]:
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise InputInvalid("not a FHIR dateTime")
    day, clock, zone = match.groups()
    try:
        # A leap second has no place in Python's clock; the second before it is nearest.
        wall = datetime.fromisoformat(f"{day}T{clock[:15].replace(':60', ':59')}")
    except ValueError as error:
        raise InputInvalid("not a FHIR dateTime") from error
    if zone == "Z":
        return wall, timedelta(0)
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    return wall, -offset if zone[0] == "-" else offset
