"""The values that items of a structured document have, by their value types.

What a value type demands may be absent in a file; then there is no value, and the page says so. Standard:
DICOM PS3.3 C.17.3.2.1 (value types), C.18.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.structured.coded import Coded, read_coded
from tijdlijn.wire.dicom.structured.grid import Grid, read_grid

MAX_FRAMES_NAMED: Final = 100


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text, with its lines."""

    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a time or both, as DICOM writes them (DA, TM, DT)."""

    kind: str
    written: str


@dataclass(frozen=True, slots=True)
class PersonsName:
    """A person's name as DICOM writes it (PN)."""

    written: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A UID."""

    uid: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Numbers as they were written, with their unit. Without numbers `qualifier` may say why."""

    numbers: tuple[str, ...]
    unit: Coded | None
    qualifier: Coded | None


@dataclass(frozen=True, slots=True)
class Reference:
    """An object that is pointed at: an image with frames or segments of it, a waveform, another document."""

    sop_class_uid: str
    sop_instance_uid: str
    frames: tuple[int, ...] = ()
    segments: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn in an image or in space: what kind (`POLYLINE`), and its coordinates, flat."""

    kind: str
    coordinates: tuple[float, ...]
    dimensions: int


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A part of the time of a film or waveform: what kind, and where in samples, seconds or moments."""

    kind: str
    samples: tuple[float, ...]
    offsets_s: tuple[str, ...]
    moments: tuple[str, ...]


Value = (
    Text | Moment | PersonsName | Identifier | Coded | Measured | Reference | Shape | TimeRange | Grid | None
)


def read_value(source: HeaderAttributes, value_type: str) -> Value:
    """Read the value of an item. A container has none, nor has what cannot be read."""
    read = _READINGS.get(value_type)
    return read(source) if read is not None else None


def _text(source: HeaderAttributes) -> Value:
    written = source.block(0x0040A160)
    return Text(written) if written else None


def _moment(kind: str, tag: int) -> Callable[[HeaderAttributes], Value]:
    def read(source: HeaderAttributes) -> Value:
        written = text(source, tag)
        return Moment(kind, written) if written else None

    return read


def _name(source: HeaderAttributes) -> Value:
    written = text(source, 0x0040A123)
    return PersonsName(written) if written else None


def _uid(source: HeaderAttributes) -> Value:
    uid = text(source, 0x0040A124)
    return Identifier(uid) if uid else None


def _code(source: HeaderAttributes) -> Value:
    return read_coded(source.first_item(0x0040A168))


def _measured(source: HeaderAttributes) -> Value:
    """Standard: C.18.1; a measurement without a value says why in its qualifier (CID 42)."""
    qualifier = read_coded(source.first_item(0x0040A301))
    measured = source.first_item(0x0040A300)
    if measured is None:
        return Measured((), None, qualifier)
    numbers = measured.texts(0x0040A30A) or tuple(f"{number:.15g}" for number in measured.numbers(0x0040A161))
    return Measured(numbers, read_coded(measured.first_item(0x004008EA)), qualifier)


def _reference(source: HeaderAttributes) -> Value:
    item = source.first_item(0x00081199)
    uid = text(item, 0x00081155) if item is not None else None
    if item is None or uid is None:
        return None
    return Reference(
        text(item, 0x00081150) or "",
        uid,
        _whole(item, 0x00081160),
        _whole(item, 0x0062000B),
        _whole(item, 0x0040A0B0),
    )


def _whole(source: HeaderAttributes, tag: int) -> tuple[int, ...]:
    return tuple(int(number) for number in source.numbers(tag)[: MAX_FRAMES_NAMED + 1])


def _shape(dimensions: int) -> Callable[[HeaderAttributes], Value]:
    def read(source: HeaderAttributes) -> Value:
        kind = text(source, 0x00700023)
        return Shape(kind, source.numbers(0x00700022), dimensions) if kind else None

    return read


def _time_range(source: HeaderAttributes) -> Value:
    kind = text(source, 0x0040A130)
    if kind is None:
        return None
    return TimeRange(kind, source.numbers(0x0040A132), source.texts(0x0040A138), source.texts(0x0040A13A))


_READINGS: Final[Mapping[str, Callable[[HeaderAttributes], Value]]] = {
    "TEXT": _text,
    "NUM": _measured,
    "CODE": _code,
    "DATETIME": _moment("DATETIME", 0x0040A120),
    "DATE": _moment("DATE", 0x0040A121),
    "TIME": _moment("TIME", 0x0040A122),
    "UIDREF": _uid,
    "PNAME": _name,
    "COMPOSITE": _reference,
    "IMAGE": _reference,
    "WAVEFORM": _reference,
    "SCOORD": _shape(2),
    "SCOORD3D": _shape(3),
    "TCOORD": _time_range,
    "TABLE": read_grid,
}
