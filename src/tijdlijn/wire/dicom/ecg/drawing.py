"""An electrocardiogram on millimetre paper, as SVG in which one unit is one millimetre.

25 mm is a second and 10 mm a millivolt, as cardiologists read it; a pulse of one millivolt stands before
each lead that is calibrated. A lead is moved up or down as a whole so that it lies on its own line: the
difference between two points of it is exact. Whatever is missing or doubtful stands above the paper.

Standard: IEC 60601-2-25 §201.12.4 (paper and pulse); W3C SVG 1.1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Final

from tijdlijn.wire.dicom.ecg.heading import heading_lines
from tijdlijn.wire.dicom.ecg.recording import Lead, LeadGroup, Recording
from tijdlijn.wire.dicom.ecg.words import WORDS, Words
from tijdlijn.wire.dicom.markup import Full, Markup
from tijdlijn.wire.dicom.structured.words import Language

MM_PER_S: Final = 25.0
MM_PER_MV: Final = 10.0
STRIP_S: Final = 10.0
MAX_CHARS: Final = 12_000_000

_LEFT_MM: Final = 20.0
_RIGHT_MM: Final = 4.0
_WIDTH_MM: Final = _LEFT_MM + STRIP_S * MM_PER_S + _RIGHT_MM
_LINE_MM: Final = 5.0
_MIN_MM: Final = 5.0
_MAX_MM: Final = 60.0
_UNCALIBRATED_MM: Final = 10.0
_POINTS_PER_MM: Final = 50
"""More samples than that in a millimetre are drawn as their lowest and highest: no peak is lost."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A part of a lead on one line of paper; `above_mm` and `below_mm` its line is how far it reaches."""

    lead: Lead
    start_s: float
    points: Sequence[tuple[float, float] | None]
    above_mm: float
    below_mm: float
    is_clipped: bool


def ecg_drawing(recording: Recording, language: Language) -> bytes:
    """Draw the recording, in UTF-8."""
    words = WORDS[language]
    lines = heading_lines(recording, language)
    rows = [list(_rows(group)) for group in recording.groups]
    height = _LINE_MM * (len(lines) + 1)
    height += sum(_LINE_MM * 2 + sum(row.above_mm + row.below_mm for row in group) for group in rows)
    svg = Markup(MAX_CHARS)
    size = {"width": f"{_WIDTH_MM}mm", "height": f"{height}mm", "viewBox": f"0 0 {_WIDTH_MM} {height}"}
    try:
        with svg.within("svg", xmlns="http://www.w3.org/2000/svg", font_family="sans-serif", **size):
            svg.element("title", words.title)
            _paper(svg, height)
            y = _text_lines(svg, lines)
            for group, its_rows in zip(recording.groups, rows, strict=True):
                y += _LINE_MM * 2
                _group_title(svg, group, y - _LINE_MM / 2)
                for row in its_rows:
                    y += row.above_mm
                    _row(svg, row, y, words)
                    y += row.below_mm
    except Full:
        # 30 seconds of 64 leads fit; what does not is no ECG that anybody reads.
        return _too_large(words)
    return str(svg).encode()


def _paper(svg: Markup, height: float) -> None:
    with svg.within("defs"):
        for name, step, colour, width in (("mm", 1, "#f5d4d1", "0.1"), ("cm", 5, "#e7a59f", "0.2")):
            with svg.within("pattern", id=name, width=step, height=step, patternUnits="userSpaceOnUse"):
                line = f"M{step} 0H0V{step}"
                svg.empty("path", d=line, fill="none", stroke=colour, stroke_width=width)
    svg.empty("rect", width=_WIDTH_MM, height=height, fill="#fffdfb")
    for name in ("mm", "cm"):
        svg.empty("rect", width=_WIDTH_MM, height=height, fill=f"url(#{name})")


def _text_lines(svg: Markup, lines: Sequence[tuple[str, str]]) -> float:
    """Write the heading on white; give where it ends."""
    bottom = _LINE_MM * (len(lines) + 1)
    svg.empty("rect", width=_WIDTH_MM, height=bottom, fill="#ffffff")
    for number, (weight, line) in enumerate(lines, start=1):
        svg.element("text", line, x=4, y=_LINE_MM * number + 1, font_size="3.6", font_weight=weight)
    return bottom


def _group_title(svg: Markup, group: LeadGroup, y: float) -> None:
    if group.label:
        svg.element("text", group.label, x=4, y=y, font_size="3.6", fill="#444444")


def _row(svg: Markup, row: _Row, y: float, words: Words) -> None:
    svg.element("text", row.lead.name, x=4, y=y - 1, font_size="4.4", font_weight="bold")
    remarks = [
        *([] if row.lead.is_calibrated else [words.uncalibrated_mark]),
        *([words.clipped] if row.is_clipped else []),
        *([f"{row.start_s:g} s"] if row.start_s else []),
    ]
    if remarks:
        svg.element("text", ", ".join(remarks), x=4, y=y + 3, font_size="2.6", fill="#444444")
    if row.lead.is_calibrated:
        pulse = f"M{_LEFT_MM - 6.5} {y}h1v{-MM_PER_MV}h5v{MM_PER_MV}h.5"
        svg.empty("path", d=pulse, fill="none", stroke="#1a1a1a", stroke_width="0.25", class_="pulse")
    svg.empty(
        "path",
        d=_path(row.points, y),
        fill="none",
        stroke="#1a1a1a",
        stroke_width="0.25",
        stroke_linejoin="round",
        class_="lead",
        data_lead=row.lead.name,
        data_start_s=f"{row.start_s:g}",
    )


def _rows(group: LeadGroup) -> Iterator[_Row]:
    """The rows of a group: strip after strip, in each all leads in the file's order."""
    per_strip = int(group.hz * STRIP_S)
    longest = max(len(lead.samples) for lead in group.leads)
    for start in range(0, longest, max(per_strip, 1)):
        for lead in group.leads:
            part = lead.samples[start : start + max(per_strip, 1)]
            if part:
                yield _placed(lead, part, start / group.hz, group.hz)


def _placed(lead: Lead, part: Sequence[float | None], start_s: float, hz: float) -> _Row:
    known = [one for one in part if one is not None]
    middle = median(known) if known else 0.0
    reach = max((abs(one - middle) for one in known), default=0.0)
    scale = MM_PER_MV if lead.is_calibrated else _UNCALIBRATED_MM / (reach or 1.0)
    above, below = 0.0, 0.0
    points: list[tuple[float, float] | None] = []
    for x, value in _thinned(part, MM_PER_S / hz):
        if value is None:
            points.append(None)
            continue
        rise = (value - middle) * scale
        points.append((x, max(-_MAX_MM, min(_MAX_MM, rise))))
        above, below = max(above, rise), max(below, -rise)
    is_clipped = max(above, below) > _MAX_MM
    if lead.is_calibrated:
        above = max(above, MM_PER_MV)  # Room for the pulse.
    return _Row(lead, start_s, points, _grid(above), _grid(below), is_clipped)


def _thinned(part: Sequence[float | None], mm_each: float) -> Iterator[tuple[float, float | None]]:
    """Where each sample stands from left to right; of very many the lowest and highest in every step."""
    together = max(1, int(1 / (mm_each * _POINTS_PER_MM)))
    for start in range(0, len(part), together):
        if together == 1:
            yield start * mm_each, part[start]
            continue
        known = [one for one in part[start : start + together] if one is not None]
        x = start * mm_each
        if not known:
            yield x, None
            continue
        yield x, min(known)
        yield x, max(known)


def _path(points: Sequence[tuple[float, float] | None], y: float) -> str:
    pieces: list[str] = []
    begins = True
    for point in points:
        if point is None:
            begins = True
            continue
        pieces.append(f"{'M' if begins else 'L'}{_LEFT_MM + point[0]:.2f} {y - point[1]:.3f}")
        begins = False
    return "".join(pieces)


def _grid(reach_mm: float) -> float:
    """Room for a reach, so that lines of leads lie on lines of the paper."""
    return max(_MIN_MM, ceil(min(reach_mm, _MAX_MM) / _LINE_MM) * _LINE_MM)


def _too_large(words: Words) -> bytes:
    svg = Markup(10_000)
    with svg.within("svg", xmlns="http://www.w3.org/2000/svg", viewBox="0 0 200 20"):
        svg.element("text", words.not_whole, x=4, y=10, font_size=5)
    return str(svg).encode()
