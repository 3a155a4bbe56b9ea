"""Single DICOM values to ours: dates, times, names, sides. What cannot be read is absent (B32, B33).

Standard: DICOM PS3.5 §6.2 (DA, TM, PN, CS).
"""

import re
from datetime import date, time
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.patient import Sex, VagueDate
from tijdlijn.domain.study import Availability, StudyMoment

_DATE: Final = re.compile(r"([0-9]{4})[.-]?([0-9]{2})[.-]?([0-9]{2})")
_TIME: Final = re.compile(r"([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:\.([0-9]{1,6}))?)?")
_VAGUE: Final = re.compile(r"([0-9]{4})[.-]?([0-9]{2})?[.-]?([0-9]{2})?")
_COUNT: Final = re.compile(r"[0-9]{1,9}")
_SEXES: Final = {"M": Sex.MALE, "F": Sex.FEMALE, "O": Sex.OTHER}
_AVAILABILITIES: Final = {
    "NEARLINE": Availability.NEARLINE,
    "OFFLINE": Availability.OFFLINE,
    "UNAVAILABLE": Availability.UNREADABLE,
}


def study_moment(day: str | None, at: str | None) -> StudyMoment:
    """When a study began; a time without a day says nothing, an hour alone is no time to show."""
    read = _date(day)
    return StudyMoment(day=read, at=_time(at) if read else None)


def vague_date(text: str | None) -> VagueDate | None:
    """A birth date of which month or day may be unknown, as `1951`, `195103`, `19510300` or `19510000`."""
    match = _VAGUE.fullmatch(text or "")
    if match is None or match[1] == "0000":
        return None
    parts = [match[1]]
    for part in match.groups()[1:]:
        if part in (None, "00"):
            break
        parts.append(part)
    try:
        return VagueDate("-".join(parts))
    except InputInvalid:
        return None


def sex(text: str | None) -> Sex | None:
    """The patient's sex, where it is stated."""
    return _SEXES.get((text or "").upper())


def person_name(text: str | None) -> str | None:
    """A name for the screen, `Test-Aneurysma^T.` as `Test-Aneurysma, T.`; of several groups the alphabetic.

    Standard: PS3.5 §6.2.1: family, given, middle, prefix, suffix, divided by `^`.
    """
    components = [part.strip() for part in (text or "").split("=")[0].split("^")]
    family, given, middle, prefix, suffix, *_ = components + [""] * 5
    rest = " ".join(filter(None, (prefix, given, middle, suffix)))
    return ", ".join(filter(None, (family, rest))) or None


def count(text: str | None) -> int | None:
    """A whole number of things."""
    return int(text) if text and _COUNT.fullmatch(text) else None


def availability(text: str | None) -> Availability:
    """Standard: PS3.3 C.4.23.1.1, Instance Availability; not stated counts as online."""
    return _AVAILABILITIES.get((text or "").upper(), Availability.ONLINE)


def _date(text: str | None) -> date | None:
    match = _DATE.fullmatch(text or "")
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _time(text: str | None) -> time | None:
    match = _TIME.fullmatch(text or "")
    if match is None:
        return None
    hour, minute, second, fraction = match.groups()
    try:
        # DA/TM allow a leap second; Python's clock has none, and the second before it is nearest.
        return time(int(hour), int(minute), min(int(second or 0), 59), int((fraction or "0").ljust(6, "0")))
    except ValueError:
        return None
