"""Electrocardiograms that announce what they do not have, or what nobody can draw."""

import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lib.ecg_files import channel, ecg_file, waveform_group
from tests.unit.wire.dicom.ecg.test_drawing import WAVE, drawn, points_of, traces, words_of
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.ecg import ecg_drawing, read_recording
from tijdlijn.wire.dicom.part10 import Part10Head, read_head


@pytest.mark.requirement("T3.1.hostile", "T3.5.ecg")
@pytest.mark.hazard("H51")
def test_fewer_samples_than_announced_are_drawn_and_said() -> None:
    group = waveform_group([channel("I"), channel("II")], [WAVE, WAVE], NumberOfWaveformSamples=4_000_000_000)
    svg = drawn(ecg_file(group))
    assert "het bestand bevat minder dan het aankondigt" in words_of(svg)
    assert len(points_of(traces(svg, "I")[0])) == len(WAVE)


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.5.ecg")
def test_samples_are_limited_in_a_recording_not_in_each_of_its_groups(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tijdlijn.wire.dicom.ecg.recording.MAX_SAMPLES", 900)
    group = waveform_group([channel("I"), channel("II")], [[0] * 300, [0] * 300])
    file = ecg_file(group, group, group)
    head = read_head(file, total_bytes=len(file))
    assert isinstance(head, Part10Head)
    recording = read_recording(head)
    assert [[len(lead.samples) for lead in one.leads] for one in recording.groups] == [[300, 300], [150, 150]]
    assert not recording.is_whole


@pytest.mark.hazard("H51")
def test_a_group_whose_leads_cannot_be_told_apart_is_left_out_and_said() -> None:
    mixed = waveform_group([channel("I"), channel("II")], [WAVE, WAVE], NumberOfWaveformChannels=3)
    svg = drawn(ecg_file(waveform_group([channel("V1")], [WAVE]), mixed))
    assert "het bestand bevat minder dan het aankondigt" in words_of(svg)
    assert [len(traces(svg, lead)) for lead in ("I", "II", "V1")] == [0, 0, 1]


@pytest.mark.requirement("T3.1.hostile")
@pytest.mark.parametrize(
    "values",
    [
        {"SamplingFrequency": "0"},
        {"SamplingFrequency": "-500"},
        {"SamplingFrequency": "1e9"},
        {"WaveformBitsAllocated": 12},
        {"WaveformSampleInterpretation": "XX"},
        {"NumberOfWaveformSamples": 0},
        {"NumberOfWaveformChannels": 65535},
        {"NumberOfWaveformChannels": 2},
        {"ChannelDefinitionSequence": []},
        {"WaveformData": b""},
    ],
)
def test_waveforms_that_cannot_be_drawn_are_refused(values: dict[str, object]) -> None:
    group = waveform_group([channel("I")], [WAVE])
    for keyword, value in values.items():
        setattr(group, keyword, value)
    file = ecg_file(group)
    head = read_head(file, total_bytes=len(file))
    assert isinstance(head, Part10Head)
    with pytest.raises(InputInvalid):
        read_recording(head)


def test_markup_in_a_label_stays_text() -> None:
    svg = drawn(ecg_file(waveform_group([channel("<script>x</a>")], [WAVE])))
    assert "<script>x</a>" in words_of(svg)
    assert {one.tag.partition("}")[2] for one in svg.iter()} == {
        "svg",
        "title",
        "defs",
        "pattern",
        "path",
        "rect",
        "text",
    }


def test_an_enormous_height_is_cut_off_and_said() -> None:
    svg = drawn(ecg_file(waveform_group([channel("I", ChannelSensitivity="100000")], [WAVE])))
    assert "afgekapt" in words_of(svg)
    heights = [y for _, y in points_of(traces(svg, "I")[0])]
    assert max(heights) - min(heights) <= 120


RICH = ecg_file(waveform_group([channel("I"), channel("V1")], [WAVE[:300], WAVE[:300]]))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_gives_a_drawing_or_a_refusal(data: st.DataObject) -> None:
    damaged = bytearray(RICH)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(132, len(RICH) - 1250))] = data.draw(st.integers(0, 255))
    try:
        head = read_head(bytes(damaged), total_bytes=len(damaged))
        assert isinstance(head, Part10Head)
        svg = ecg_drawing(read_recording(head), "nl")
    except InputInvalid:
        return
    ElementTree.fromstring(svg)
