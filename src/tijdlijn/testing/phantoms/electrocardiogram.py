"""A drawn electrocardiogram of twelve leads, ten seconds of sinus rhythm, as a waveform.

Standard: DICOM PS3.3 A.34.3 12-Lead ECG IOD, C.10.9 Waveform; PS3.16 CID 3001.
"""

import numpy as np
import numpy.typing as npt
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import TwelveLeadECGWaveformStorage

from tijdlijn.testing.phantoms.coded import Code, code_sequence, item, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements

SAMPLES_PER_S = 500
_SECONDS = 10
_MICROVOLT: Code = ("uV", "UCUM", "microvolt")
_MICROVOLT_PER_STEP = 2.5
_LEADS: tuple[tuple[str, str, tuple[float, float, float]], ...] = (
    ("2:1", "Lead I", (0.10, 0.70, 0.22)),
    ("2:2", "Lead II", (0.15, 1.10, 0.30)),
    ("2:61", "Lead III", (0.06, 0.42, 0.10)),
    ("2:62", "aVR, augmented voltage, right", (-0.12, -0.90, -0.26)),
    ("2:63", "aVL, augmented voltage, left", (0.03, 0.18, 0.08)),
    ("2:64", "aVF, augmented voltage, foot", (0.10, 0.76, 0.20)),
    ("2:3", "Lead V1", (0.06, -0.80, -0.10)),
    ("2:4", "Lead V2", (0.08, -0.50, 0.40)),
    ("2:5", "Lead V3", (0.09, 0.30, 0.48)),
    ("2:6", "Lead V4", (0.10, 1.15, 0.44)),
    ("2:7", "Lead V5", (0.10, 1.20, 0.36)),
    ("2:8", "Lead V6", (0.10, 0.90, 0.28)),
)
"""Code, meaning, and the height of P, R and T in millivolts."""


def electrocardiogram(header: StudyHeader, beats_per_minute: float, seed: int) -> Dataset:
    """One recording at this rate."""
    common = study_elements(header, 1, "ECG 12 afleidingen")
    common.Modality = "ECG"
    common.Manufacturer = "Tijdlijn testbeelden"
    common.ManufacturerModelName = "Fantoom ECG"
    common.AcquisitionDateTime = f"{common.AcquisitionDate}{common.AcquisitionTime}"
    common.AcquisitionContextSequence = []
    samples = _samples(beats_per_minute, seed)
    channels = [
        item(
            ChannelSourceSequence=code_sequence((code, "MDC", meaning)),
            ChannelLabel=meaning.split(",")[0].removeprefix("Lead "),
            ChannelSensitivity=f"{_MICROVOLT_PER_STEP:g}",
            ChannelSensitivityUnitsSequence=code_sequence(_MICROVOLT),
            ChannelSensitivityCorrectionFactor="1",
            ChannelBaseline="0",
            ChannelSampleSkew="0",
            WaveformBitsStored=16,
            FilterLowFrequency="0.05",
            FilterHighFrequency="150",
        )
        for code, meaning, _ in _LEADS
    ]
    group = item(
        MultiplexGroupLabel="RHYTHM",
        WaveformOriginality="ORIGINAL",
        NumberOfWaveformChannels=len(_LEADS),
        NumberOfWaveformSamples=len(samples),
        SamplingFrequency=str(SAMPLES_PER_S),
        ChannelDefinitionSequence=items(*channels),
        WaveformBitsAllocated=16,
        WaveformSampleInterpretation="SS",
    )
    group.add(DataElement("WaveformData", "OW", samples.astype("<i2").tobytes()))
    own = Dataset()
    own.WaveformSequence = items(group)
    return instance(common, TwelveLeadECGWaveformStorage, header.uid_path, 1, own)


def _samples(beats_per_minute: float, seed: int) -> npt.NDArray[np.int16]:
    """(samples, leads) in steps of the channel's sensitivity."""
    random = np.random.Generator(np.random.PCG64(seed))
    at = np.arange(SAMPLES_PER_S * _SECONDS) / SAMPLES_PER_S
    phase = (at * beats_per_minute / 60) % 1.0
    waves = []
    for _, _, (p, r, t) in _LEADS:
        millivolt = p * _wave(phase, 0.20, 0.022) + t * _wave(phase, 0.62, 0.045)
        millivolt += r * (_wave(phase, 0.36, 0.009) - 0.14 * _wave(phase, 0.335, 0.007))
        millivolt -= 0.22 * abs(r) * _wave(phase, 0.385, 0.009)
        millivolt += 0.03 * np.sin(2 * np.pi * 0.25 * at) + 0.008 * random.standard_normal(at.shape)
        waves.append(np.rint(1000 * millivolt / _MICROVOLT_PER_STEP))
    return np.stack(waves, axis=1).astype(np.int16)


def _wave(phase: npt.NDArray[np.float64], middle: float, width: float) -> npt.NDArray[np.float64]:
    bump: npt.NDArray[np.float64] = np.exp(-(((phase - middle) / width) ** 2))
    return bump
