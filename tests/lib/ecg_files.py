"""Electrocardiograms for tests: leads with samples that the test chooses."""

from collections.abc import Sequence
from struct import pack

from pydicom import Dataset

from tests.lib.dicom_files import dicom_file
from tests.lib.structured_files import code

TWELVE_LEAD = "1.2.840.10008.5.1.4.1.1.9.1.1"


def channel(label: str, **values: object) -> Dataset:
    """One lead in microvolts, 2.5 each; attributes by keyword, `None` leaves one out."""
    made = Dataset()
    made.ChannelLabel = label
    made.ChannelSourceSequence = [code(label, f"x{label}", "99TEST")]
    stated: dict[str, object] = {
        "ChannelSensitivity": "2.5",
        "ChannelSensitivityUnitsSequence": [code("microvolt", "uV", "UCUM")],
        "ChannelSensitivityCorrectionFactor": "1",
        "ChannelBaseline": "0",
        "FilterLowFrequency": "0.05",
        "FilterHighFrequency": "150",
        "WaveformBitsStored": 16,
        **values,
    }
    for keyword, value in stated.items():
        if value is not None:
            setattr(made, keyword, value)
    return made


def waveform_group(
    channels: Sequence[Dataset], samples: Sequence[Sequence[int]], hz: str = "500", **values: object
) -> Dataset:
    """Leads recorded together; `samples` has a row for each lead, 16 bits each."""
    made = Dataset()
    made.WaveformOriginality, made.MultiplexGroupLabel = "ORIGINAL", "RHYTHM"
    made.NumberOfWaveformChannels, made.NumberOfWaveformSamples = len(channels), len(samples[0])
    made.SamplingFrequency = hz
    made.ChannelDefinitionSequence = list(channels)
    made.WaveformBitsAllocated, made.WaveformSampleInterpretation = 16, "SS"
    interleaved = [one for moment in zip(*samples, strict=True) for one in moment]
    made.add_new(0x54001010, "OW", pack(f"<{len(interleaved)}h", *interleaved))
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def ecg_file(*groups: Dataset, **attributes: object) -> bytes:
    """A file with these groups of leads."""
    values: dict[str, object] = {
        "SOPClassUID": TWELVE_LEAD,
        "Modality": "ECG",
        "AcquisitionDateTime": "20260314103200",
        "BodyPartExamined": None,
        "WaveformSequence": list(groups),
        **attributes,
    }
    return dicom_file(pixels=False, **values)  # type: ignore[arg-type]
