"""What stands on the paper, measured back with a ruler: 25 mm a second, 10 mm a millivolt."""

import math
import re
import xml.etree.ElementTree as ElementTree

import pytest
from pydicom import Dataset

from tests.lib.ecg_files import channel, ecg_file, waveform_group
from tests.lib.structured_files import code
from tijdlijn.wire.dicom.ecg import ecg_drawing, read_recording
from tijdlijn.wire.dicom.part10 import Part10Head, read_head
from tijdlijn.wire.dicom.structured.words import Language

SVG = "{http://www.w3.org/2000/svg}"
LEADS = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
WAVE = [round(400 * math.sin(2 * math.pi * number / 250)) for number in range(2500)]


def drawn(file: bytes, language: Language = "nl") -> ElementTree.Element:
    head = read_head(file, total_bytes=len(file))
    assert isinstance(head, Part10Head)
    return ElementTree.fromstring(ecg_drawing(read_recording(head), language))


def words_of(svg: ElementTree.Element) -> str:
    return " | ".join(one.text or "" for one in svg.iter(f"{SVG}text"))


def points_of(path: ElementTree.Element) -> list[tuple[float, float]]:
    """Where the pen goes, in millimetres from the left and upwards."""
    found = re.findall(r"[ML]([-0-9.]+) ([-0-9.]+)", path.attrib["d"])
    return [(float(x), -float(y)) for x, y in found]


def traces(svg: ElementTree.Element, lead: str) -> list[ElementTree.Element]:
    paths = svg.iter(f"{SVG}path")
    return [one for one in paths if one.get("class") == "lead" and one.get("data-lead") == lead]


def pulse_mm(svg: ElementTree.Element) -> set[tuple[float, float]]:
    """Width and height of each pulse."""
    shapes = (one.attrib["d"] for one in svg.iter(f"{SVG}path") if one.get("class") == "pulse")
    matches = (re.search(r"v-([0-9.]+)h([0-9.]+)v", shape) for shape in shapes)
    return {(float(match[2]), float(match[1])) for match in matches if match}


def waveform_annotation(
    text: str | None = None, note: Dataset | None = None, number: str | None = None
) -> Dataset:
    made = Dataset()
    if text is not None:
        made.UnformattedTextValue = text
    if note is not None:
        made.ConceptNameCodeSequence = [note]
        made.NumericValue = number
        made.MeasurementUnitsCodeSequence = [code("ms", "ms", "UCUM")]
    return made


@pytest.mark.requirement("T3.5.ecg")
def test_twelve_leads_measured_from_the_paper_are_those_of_the_file() -> None:
    waves = [[one + 3 * number for one in WAVE] for number in range(12)]
    svg = drawn(ecg_file(waveform_group([channel(lead) for lead in LEADS], waves)))
    assert svg.attrib["width"] == "274.0mm"
    assert svg.attrib["viewBox"].split()[2] == "274.0"
    for lead, wave in zip(LEADS, waves, strict=True):
        (trace,) = traces(svg, lead)
        points = points_of(trace)
        assert len(points) == len(wave)
        x0, y0 = points[0]
        for place, (x, y) in enumerate(points):
            assert x - x0 == pytest.approx(place / 500 * 25, abs=0.006)
            assert y - y0 == pytest.approx((wave[place] - wave[0]) * 2.5e-3 * 10, abs=0.002)
    assert pulse_mm(svg) == {(5.0, 10.0)}
    assert len([one for one in svg.iter(f"{SVG}path") if one.get("class") == "pulse"]) == 12
    assert {one.get("width") for one in svg.iter(f"{SVG}pattern")} == {"1", "5"}
    assert "25 mm/s · 10 mm/mV · 500 Hz · filter 0,05–150 Hz" in words_of(svg)
    assert "Test-Aneurysma, T., geboren 14-03-1951" in words_of(svg)


@pytest.mark.requirement("T3.5.ecg")
@pytest.mark.parametrize(
    ("stated", "millivolts"),
    [
        ({"ChannelSensitivity": "5"}, 5e-3),
        ({"ChannelSensitivity": "0.01", "ChannelSensitivityUnitsSequence": [code("mV", "mV", "UCUM")]}, 0.01),
        ({"ChannelSensitivity": "2", "ChannelSensitivityCorrectionFactor": "1.1"}, 2.2e-3),
        ({"ChannelSensitivity": "1", "ChannelBaseline": "700"}, 1e-3),
    ],
)
def test_millivolts_follow_the_sensitivity_and_unit_of_the_file(
    stated: dict[str, object], millivolts: float
) -> None:
    svg = drawn(ecg_file(waveform_group([channel("II", **stated)], [[0] * 50 + [100] * 50])))
    (trace,) = traces(svg, "II")
    heights = [y for _, y in points_of(trace)]
    assert max(heights) - min(heights) == pytest.approx(100 * millivolts * 10, abs=0.002)


@pytest.mark.requirement("T3.5.ecg")
@pytest.mark.hazard("H51")
@pytest.mark.parametrize(
    "stated",
    [
        {"ChannelSensitivity": None, "ChannelSensitivityUnitsSequence": None},
        {"ChannelSensitivityUnitsSequence": None},
        {"ChannelSensitivityUnitsSequence": [code("mmHg", "mm[Hg]", "UCUM")]},
        {"ChannelSensitivity": "0"},
    ],
)
def test_a_lead_without_calibration_says_so_and_has_no_pulse(stated: dict[str, object]) -> None:
    channels = [channel("I"), channel("V1", **stated)]
    svg = drawn(ecg_file(waveform_group(channels, [WAVE, WAVE])))
    assert (
        "Let op: van V1 is de ijking niet opgegeven. De hoogte van het signaal zegt daar niets."
        in words_of(svg)
    )
    assert "geen ijking" in words_of(svg)
    assert len([one for one in svg.iter(f"{SVG}path") if one.get("class") == "pulse"]) == 1


def test_leads_are_called_by_their_codes_whatever_their_labels() -> None:
    coded = [("2:1", "MDC"), ("5.6.3-9-62", "SCPECG"), ("2:8", "MDC"), ("999", "99TEST")]
    channels = [
        channel(f"ch{number}", ChannelSourceSequence=[code("Lead X", value, scheme)])
        for number, (value, scheme) in enumerate(coded)
    ]
    svg = drawn(ecg_file(waveform_group(channels, [WAVE] * 4)))
    assert [one.get("data-lead") for one in svg.iter(f"{SVG}path") if one.get("class") == "lead"] == [
        "I",
        "aVR",
        "V6",
        "ch3",
    ]


def test_filters_that_differ_are_said_for_each_lead_and_unknown_ones_as_unknown() -> None:
    channels = [
        channel("I", NotchFilterFrequency="50"),
        channel("II", FilterLowFrequency=None, FilterHighFrequency=None),
    ]
    says = words_of(drawn(ecg_file(waveform_group(channels, [WAVE] * 2))))
    assert "filter 0,05–150 Hz, netfilter 50 Hz (I) · filter niet opgegeven (II)" in says


def test_a_gap_in_the_recording_is_a_gap_in_the_line() -> None:
    samples = [10] * 20 + [-32768] * 5 + [10] * 20
    group = waveform_group([channel("I")], [samples])
    group.add_new(0x5400100A, "OW", b"\x00\x80")
    (trace,) = traces(drawn(ecg_file(group)), "I")
    assert trace.attrib["d"].count("M") == 2
    assert len(points_of(trace)) == 40


@pytest.mark.requirement("T3.5.ecg")
def test_a_long_recording_is_drawn_in_strips_and_what_is_not_shown_is_said() -> None:
    svg = drawn(ecg_file(waveform_group([channel("I")], [WAVE * 20], hz="250")))
    starts = [one.get("data-start-s") for one in traces(svg, "I")]
    assert starts == ["0", "10", "20"]
    assert "Getoond: de eerste 30 s van 200 s." in words_of(svg)
    assert "Shown: the first 30 s of 200 s." in words_of(
        drawn(ecg_file(waveform_group([channel("I")], [WAVE * 20], hz="250")), "en")
    )


def test_no_peak_is_lost_of_a_recording_with_very_many_samples() -> None:
    samples = [0] * 20_000
    samples[7_777] = 400
    (trace,) = traces(drawn(ecg_file(waveform_group([channel("I")], [samples], hz="8000"))), "I")
    heights = [y for _, y in points_of(trace)]
    assert max(heights) - min(heights) == pytest.approx(10.0, abs=0.002)
    assert len(heights) < 10_000


def test_what_the_device_concluded_stands_above_the_paper_as_the_device_s() -> None:
    note = code("QT", "x", "99TEST")
    plain, measured = (waveform_annotation(text="SINUSRITME"), waveform_annotation(note=note, number="412"))
    says = words_of(
        drawn(
            ecg_file(
                waveform_group([channel("I")], [WAVE]),
                WaveformAnnotationSequence=[plain, measured],
            )
        )
    )
    assert "Volgens het apparaat, niet beoordeeld: | SINUSRITME | QT: 412 ms" in says
