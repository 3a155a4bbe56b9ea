"""Electrocardiograms: from the waveforms in a file to a drawing on millimetre paper.

Standard: DICOM PS3.3 Annex A.34.3 to A.34.5 (ECG waveforms), C.10.9 (waveform).
"""

from tijdlijn.wire.dicom.ecg.drawing import ecg_drawing
from tijdlijn.wire.dicom.ecg.recording import ECG_CLASSES, Recording, read_recording

__all__ = ["ECG_CLASSES", "Recording", "ecg_drawing", "read_recording"]
