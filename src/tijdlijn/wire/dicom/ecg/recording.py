"""The waveforms of an electrocardiogram as numbers in millivolts, lead by lead.

Nothing is taken by what the file announces: there are as many samples as it has bytes for. A lead whose
sensitivity or unit is not stated has numbers without a unit, and is never drawn as millivolts.

Standard: DICOM PS3.3 C.10.9.1 (Waveform Sequence), C.10.9.1.4 (channel definition), C.10.9.1.5 (samples).
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.ecg.leads import lead_name, millivolts_each
from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.sop_classes import STORAGE
from tijdlijn.wire.dicom.structured.coded import read_coded
from tijdlijn.wire.dicom.transfer_syntax import is_big_endian

ECG_CLASSES: Final = frozenset(f"{STORAGE}.9.1.{number}" for number in (1, 2, 3, 4))
"""12-lead, general, ambulatory and general 32-bit ECG."""

MAX_CHANNELS: Final = 64
MAX_GROUPS: Final = 8
MAX_STATEMENTS: Final = 60
MAX_SECONDS: Final = 30
MAX_SAMPLES: Final = 1_500_000
"""In a recording, of all leads of all its groups together."""

_MAX_HZ: Final = 50_000.0
_LETTERS: Final = {
    (8, "SB"): "b",
    (8, "UB"): "B",
    (16, "SS"): "h",
    (16, "US"): "H",
    (32, "SL"): "i",
    (32, "UL"): "I",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What was filtered away, in hertz; `None` where the file does not say."""

    low_hz: float | None
    high_hz: float | None
    notch_hz: float | None


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead. `samples` are millivolts if `is_calibrated`, else numbers as they are stored; `None` is a
    gap.
    """

    name: str
    samples: Sequence[float | None]
    is_calibrated: bool
    filters: Filters


@dataclass(frozen=True, slots=True)
class LeadGroup:
    """Leads that were recorded together: at which frequency, and what the file calls them. Of a recording of
    `duration_s` no more is read than `MAX_SECONDS`. `is_whole` is false where the file has fewer samples
    than it announces, or more leads than are read.
    """

    label: str | None
    hz: float
    leads: tuple[Lead, ...]
    duration_s: float
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """What the file says: groups of leads, whose they are and when, and what the device made of them."""

    groups: tuple[LeadGroup, ...]
    statements: tuple[str, ...]
    patient_name: str | None
    birth_date: str | None
    institution: str | None
    recorded_at: str | None
    is_whole: bool


def read_recording(head: Part10Head) -> Recording:
    """Read the waveforms in the head of a file.

    Raises:
        InputInvalid: it has none, or none of a form that is known.
    """
    source = HeaderAttributes(head.header)
    groups = tuple(_groups(source, is_turned=is_big_endian(head.transfer_syntax_uid)))
    if not groups:
        raise InputInvalid("an ECG without waveforms that can be read")
    return Recording(
        groups=groups,
        statements=tuple(_statements(source)),
        patient_name=text(source, at.PATIENT_NAME),
        birth_date=text(source, at.BIRTH_DATE),
        institution=text(source, at.INSTITUTION_NAME),
        recorded_at=text(source, 0x0008002A),
        is_whole=not head.is_cut_off
        and len(groups) == len(source.items(0x54000100))
        and all(group.is_whole for group in groups),
    )


def _groups(source: HeaderAttributes, *, is_turned: bool) -> Iterator[LeadGroup]:
    left = MAX_SAMPLES
    for item in source.items(0x54000100)[:MAX_GROUPS]:
        bits = item.number(0x54001004) or 0
        letter = _LETTERS.get((bits, text(item, 0x54001006) or ""))
        hz = next(iter(item.numbers(0x003A001A)), 0.0)
        # Samples of all leads stand mixed: with a wrong number of them each would be drawn as another.
        if item.number(0x003A0005) != len(item.items(0x003A0200)):
            continue
        # Turned were words of two bytes, which is what these samples are in nearly every file.
        if letter is None or not 0 < hz <= _MAX_HZ or (is_turned and bits != 16):
            continue
        group = _group(item, letter, hz, left)
        left -= sum(len(lead.samples) for lead in group.leads)
        if group.leads:
            yield group


def _group(item: HeaderAttributes, letter: str, hz: float, most_samples: int) -> LeadGroup:
    defined = item.items(0x003A0200)
    channel_count = len(defined)
    samples = array(letter)
    data = item.data(0x54001010)
    padding = _padding(item, letter)
    announced = item.number(0x003A0010) or 0
    present = min(len(data) // samples.itemsize // max(channel_count, 1), announced)
    count = min(present, int(hz * MAX_SECONDS), most_samples // max(channel_count, 1))
    samples.frombytes(memoryview(data)[: count * channel_count * samples.itemsize])
    leads = tuple(
        _lead(channel, samples[place : count * channel_count : channel_count], padding)
        for place, channel in enumerate(defined[: min(MAX_CHANNELS, channel_count)])
    )
    return LeadGroup(
        text(item, 0x003A0020),
        hz,
        leads if count else (),
        duration_s=present / hz,
        is_whole=present == announced and len(leads) == channel_count,
    )


def _padding(item: HeaderAttributes, letter: str) -> int | None:
    """The number that stands where nothing was measured."""
    stored = array(letter)
    data = item.data(0x5400100A)
    if len(data) < stored.itemsize:
        return None
    stored.frombytes(data[: stored.itemsize])
    return stored[0]


def _lead(channel: HeaderAttributes, stored: "array[int]", padding: int | None) -> Lead:
    def first(tag: int, without: float | None) -> float | None:
        return next(iter(channel.numbers(tag)), without)

    sensitivity, correction = first(0x003A0210, None), first(0x003A0212, 1.0)
    factor = millivolts_each(read_coded(channel.first_item(0x003A0211)))
    is_calibrated = bool(sensitivity and correction and factor)
    scale = (sensitivity or 1.0) * (correction or 1.0) * (factor or 1.0) if is_calibrated else 1.0
    baseline = (first(0x003A0213, 0.0) or 0.0) * (factor or 1.0) if is_calibrated else 0.0
    return Lead(
        name=lead_name(text(channel, 0x003A0203), read_coded(channel.first_item(0x003A0208))),
        samples=[None if one == padding else one * scale + baseline for one in stored],
        is_calibrated=is_calibrated,
        filters=Filters(first(0x003A0220, None), first(0x003A0221, None), first(0x003A0222, None)),
    )


def _statements(source: HeaderAttributes) -> Iterator[str]:
    """What the device measured and concluded. Standard: PS3.3 C.10.10 (Waveform Annotation)."""
    for item in source.items(0x0040B020)[:MAX_STATEMENTS]:
        plain = item.block(0x00700006)
        if plain:
            yield plain
            continue
        concept, code = read_coded(item.first_item(0x0040A043)), read_coded(item.first_item(0x0040A168))
        unit = read_coded(item.first_item(0x004008EA))
        numbers = " / ".join(item.texts(0x0040A30A))
        value = code.says if code else " ".join(filter(None, (numbers, unit.value if unit else "")))
        named = concept.says if concept else ""
        if named or value:
            yield ": ".join(filter(None, (named, value)))
