"""What stands above an electrocardiogram: whose it is, how it is drawn, its doubts, what the device said."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from tijdlijn.wire.dicom.ecg.recording import Filters, LeadGroup, Recording
from tijdlijn.wire.dicom.ecg.words import WORDS, Words
from tijdlijn.wire.dicom.structured.says import Speaker
from tijdlijn.wire.dicom.structured.values import Moment
from tijdlijn.wire.dicom.structured.words import Language

_MAX_LINES: Final = 60
_LETTERS_IN_LINE: Final = 130


def heading_lines(recording: Recording, language: Language) -> list[tuple[str, str]]:
    """Give the lines with their weight, `normal` or `bold`; none is longer than the paper is wide."""
    lines = [
        (weight, part)
        for weight, line in _lines(recording, Speaker(language, {}), WORDS[language])
        for part in wrap(line, _LETTERS_IN_LINE)
    ]
    return lines[:_MAX_LINES]


def _lines(recording: Recording, speaker: Speaker, words: Words) -> Iterator[tuple[str, str]]:
    name = speaker.name(recording.patient_name) if recording.patient_name else words.no_name
    born = f", {words.born} {speaker.date(recording.birth_date)}" if recording.birth_date else ""
    yield "bold", f"{words.patient}: {name}{born}"
    moment = recording.recorded_at and speaker.moment(Moment("DATETIME", recording.recorded_at))
    where = [recording.institution, f"{words.recorded} {moment}" if moment else None]
    if any(where):
        yield "normal", " · ".join(filter(None, where))
    yield from (
        ("normal", line)
        for line in dict.fromkeys(_scale(group, speaker, words) for group in recording.groups)
    )
    if not recording.is_whole:
        yield "bold", words.not_whole
    for group in recording.groups:
        unknown = [lead.name for lead in group.leads if not lead.is_calibrated]
        if unknown:
            yield "bold", words.uncalibrated.format(", ".join(unknown))
        shown_s = max(len(lead.samples) for lead in group.leads) / group.hz
        if shown_s < group.duration_s - 0.5 / group.hz:
            yield "bold", words.part.format(_says(shown_s, speaker), _says(group.duration_s, speaker))
    if recording.statements:
        yield "bold", words.device
        yield from (("normal", line) for one in recording.statements for line in one.split("\n"))


def _scale(group: LeadGroup, speaker: Speaker, words: Words) -> str:
    """`25 mm/s · 10 mm/mV · 500 Hz · filter 0,05–150 Hz, netfilter 50 Hz`; filters that differ by lead."""
    by_filter: dict[Filters, list[str]] = {}
    for lead in group.leads:
        by_filter.setdefault(lead.filters, []).append(lead.name)
    said = [
        _filters(filters, speaker, words) + (f" ({', '.join(names)})" if len(by_filter) > 1 else "")
        for filters, names in by_filter.items()
    ]
    return " · ".join(["25 mm/s", "10 mm/mV", f"{_says(group.hz, speaker)} Hz", *said])


def _filters(filters: Filters, speaker: Speaker, words: Words) -> str:
    low, high, notch = filters.low_hz, filters.high_hz, filters.notch_hz
    if low is None and high is None and notch is None:
        return words.no_filters
    band = "–".join("?" if edge is None else _says(edge, speaker) for edge in (low, high))
    said = [] if low is None and high is None else [words.filters.format(band)]
    return ", ".join([*said, *([] if notch is None else [words.notch.format(_says(notch, speaker))])])


def _says(number: float, speaker: Speaker) -> str:
    return speaker.number(f"{number:.6g}")
