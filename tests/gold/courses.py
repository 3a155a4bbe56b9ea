"""Reads the clinical courses and the background of a life, which are written by hand in plain text."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
DAYS = {"h": 0.0, "d": 1.0, "w": 7.0, "m": 30.44, "y": 365.25}
PLACES = ("home", "seh", "ref", "alt", "zbc", "gp", "bvo", "dent", "kid")
SPAN = re.compile(r"(-?\d+)([hdwmy]?)$")


@dataclass(frozen=True, slots=True)
class Step:
    """One examination of a course, in days since its beginning; `is_current`: a case is made of it."""

    day: float
    key: str
    side: str
    place: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """What happens to one kind of patient, steps in order of time. Ages in years, both included."""

    number: str
    field: str
    persons: int
    ages: tuple[int, int]
    sex: str
    title: str
    without: frozenset[str]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """Something unrelated that happens in a life, as often as its weight says."""

    weight: float
    ages: tuple[int, int]
    sex: str
    steps: tuple[Step, ...]


def read_courses() -> list[Course]:
    """All courses of the folder, by number."""
    found: dict[str, Course] = {}
    for path in sorted((HERE / "courses").glob("*.txt")):
        blocks = re.split(r"^= ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        for block in blocks:
            course = _course(block)
            assert course.number not in found, f"course {course.number} stands twice"
            found[course.number] = course
    return [found[number] for number in sorted(found)]


def read_background() -> list[Episode]:
    """All episodes, in the order of the file."""
    lines = (HERE / "background.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            weight, ages, sex, steps = (field.strip() for field in line.split(" | "))
            parsed = tuple(step for text in steps.split(";") for step in _steps(text.strip()))
            found.append(Episode(float(weight), _ages(ages), sex, parsed))
    return found


def _course(block: str) -> Course:
    head, *lines = block.strip().splitlines()
    number, field, persons, ages, sex, title = (part.strip() for part in head.split(" | "))
    without: frozenset[str] = frozenset()
    steps: list[Step] = []
    for line in lines:
        if line.startswith("without "):
            without = frozenset(line.split()[1:])
        elif line:
            steps += _steps(line)
    # Lines of repeated examinations run through each other in time; a stable sort keeps the order of one day.
    steps.sort(key=lambda step: step.day)
    return Course(number, field, int(persons), _ages(ages), sex, title, without, tuple(steps))


def _steps(line: str) -> list[Step]:
    """`time examination [side] [place] [*]`, or `from..to/every examination … *2` for a row of them."""
    when, key, *rest = line.split()
    side, place, marks = "", "home", 0
    for word in rest:
        if word.startswith("*"):
            marks = int(word[1:] or 1)
        elif word in PLACES:
            place = word
        else:
            assert word in ("s", "o", "b"), f"unknown word {word} in: {line}"
            side = word
    if ".." not in when:
        return [Step(_days(when), key, side, place, is_current=marks > 0)]
    start, _, rest_of_span = when.partition("..")
    end, _, every = rest_of_span.partition("/")
    days = []
    day = _days(start)
    while day <= _days(end) + 1:
        days.append(day)
        day += _days(every)
    row = [Step(day, key, side, place) for day in days]
    for mark in range(1, marks + 1):
        at = len(row) * mark // marks - 1
        row[at] = replace(row[at], is_current=True)
    return row


def _days(span: str) -> float:
    match = SPAN.fullmatch(span)
    assert match, f"not a span of time: {span}"
    return int(match[1]) * DAYS[match[2] or "d"]


def _ages(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    return int(low), int(high)
