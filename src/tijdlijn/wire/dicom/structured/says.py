"""Values of a structured document in words, as a reader of the page's language writes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tijdlijn.wire.dicom import values as written
from tijdlijn.wire.dicom.sop_classes import class_name
from tijdlijn.wire.dicom.structured.coded import Coded
from tijdlijn.wire.dicom.structured.values import (
    MAX_FRAMES_NAMED,
    Identifier,
    Measured,
    Moment,
    PersonsName,
    Reference,
    Shape,
    Text,
    TimeRange,
    Value,
)
from tijdlijn.wire.dicom.structured.words import WORDS, Language, Words

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE: Final = re.compile(r"([0-9]{4})\.?([0-9]{2})?\.?([0-9]{2})?")
_TIME: Final = re.compile(r"([0-9]{2}):?([0-9]{2})?:?([0-9]{2})?")
_MOMENT: Final = re.compile(r"([0-9]{4,8})([0-9]{2,6})?(?:\.[0-9]{1,6})?([+-][0-9]{4})?")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?|[+-]?\.[0-9]+([eE][+-]?[0-9]+)?")
_ANNOTATION: Final = re.compile(r"\{([^{}]*)\}")
_POWERS: Final = {
    "mm2": "mm²",
    "cm2": "cm²",
    "m2": "m²",
    "mm3": "mm³",
    "cm3": "cm³",
    "[degF]": "°F",
    "Cel": "°C",
}


@dataclass(frozen=True, slots=True)
class ObjectPlace:
    """Where a referenced object stands in its study, by the numbers that people use."""

    series_number: int | None
    series_description: str | None
    instance_number: int | None


Places = Mapping[str, ObjectPlace]
"""By SOP Instance UID."""


class Speaker:
    """Says values in one language; `places` are the objects of the study that are known."""

    def __init__(self, language: Language, places: Places) -> None:
        self.language: Language = language
        self.words: Words = WORDS[language]
        self._places = places

    def value(self, value: Value) -> str:
        """Say a value in one line, or in the lines that it has; a grid is no line but a table."""
        match value:
            case Text(says) | Identifier(says) | Coded(meaning=says) if says:
                return says
            case Coded():
                return value.says
            case Moment():
                return self.moment(value)
            case PersonsName():
                return self.name(value.written)
            case Measured():
                return self.measured(value)
            case _:
                return self._pointed_at(value)

    def name(self, written_as: str) -> str:
        """A person's name, family name first."""
        return written.person_name(written_as) or self.words.no_value

    def measured(self, value: Measured) -> str:
        """`12,5 mm`; without a number why there is none."""
        if not value.numbers:
            return value.qualifier.says if value.qualifier else self.words.no_value
        says = " / ".join(map(self.number, value.numbers))
        says = " ".join(filter(None, (says, unit(value.unit))))
        return f"{says} ({value.qualifier.says})" if value.qualifier else says

    def number(self, text: str) -> str:
        """A number with the language's own decimal sign; what is none stays as it is."""
        return text.replace(".", self.words.decimal) if _NUMBER.fullmatch(text) else text

    def reference(self, value: Reference) -> str:
        """`serie 3 (Axiaal) · beeld 12`, or the class of the object where its place is not known."""
        place, words = self._places.get(value.sop_instance_uid), self.words
        name = class_name(value.sop_class_uid) or value.sop_class_uid
        if place is None:
            parts = [name, words.elsewhere]
        else:
            described = f" ({place.series_description})" if place.series_description else ""
            series = "?" if place.series_number is None else place.series_number
            instance = "?" if place.instance_number is None else place.instance_number
            parts = [f"{words.series} {series}{described}", f"{words.image} {instance}", name]
        parts += [
            f"{called} {_listed(numbers)}"
            for called, numbers in ((words.frames, value.frames), (words.segments, value.segments))
            if numbers
        ]
        return " · ".join(parts)

    def moment(self, value: Moment) -> str:
        """A date, a time or both; a moment's zone stays as it is written."""
        if value.kind == "DATE":
            return self.date(value.written)
        if value.kind == "TIME":
            return time(value.written)
        match = _MOMENT.fullmatch(value.written)
        if match is None:
            return value.written
        zone = f"{match[3][:3]}:{match[3][3:]}" if match[3] else ""
        return " ".join(filter(None, (self.date(match[1]), time(match[2] or ""), zone)))

    def date(self, written_as: str) -> str:
        """`14-03-2026`, `14 Mar 2026`; a part that is unknown is left out."""
        match = _DATE.fullmatch(written_as)
        if match is None or not 0 < int(match[2] or 1) <= len(_MONTHS):
            return written_as
        year, month, day = match.groups()
        if self.language == "nl":
            return "-".join(filter(None, (day, month, year)))
        return " ".join(filter(None, (day, _MONTHS[int(month) - 1] if month else None, year)))

    def _pointed_at(self, value: Value) -> str:
        match value:
            case Reference():
                return self.reference(value)
            case Shape():
                return self._shape(value)
            case TimeRange():
                return self._time_range(value)
            case _:
                return self.words.no_value

    def _shape(self, value: Shape) -> str:
        called = self.words.shapes.get(value.kind, value.kind)
        count = len(value.coordinates) // value.dimensions
        return called if count < 2 else f"{called}, {count} {self.words.points}"

    def _time_range(self, value: TimeRange) -> str:
        called = self.words.times.get(value.kind, value.kind)
        moments = [self.moment(Moment("DATETIME", one)) for one in value.moments]
        seconds = [f"{self.number(one)} s" for one in value.offsets_s]
        samples = [f"#{one:.0f}" for one in value.samples]
        return f"{called} {', '.join((moments or seconds or samples)[:MAX_FRAMES_NAMED])}".strip()


def time(written_as: str) -> str:
    """`14:05:30`; a part that is unknown is left out."""
    match = _TIME.fullmatch(written_as.partition(".")[0])
    return ":".join(filter(None, match.groups())) if match else written_as


def unit(code: Coded | None) -> str:
    """A unit as it stands behind a number; none for a plain number. Standard: UCUM §6 (annotations)."""
    if code is None or code.value == "1":
        return ""
    if code.scheme != "UCUM":
        return code.says
    plain = _ANNOTATION.sub(r"\1", code.value).replace(".", "·")
    return _POWERS.get(code.value) or plain or code.meaning


def _listed(numbers: tuple[int, ...]) -> str:
    says = ", ".join(map(str, numbers[:MAX_FRAMES_NAMED]))
    return f"{says} …" if len(numbers) > MAX_FRAMES_NAMED else says
