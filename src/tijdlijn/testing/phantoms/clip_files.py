"""A moving ultrasound in colour: an aorta that beats, with flow drawn in it.

Standard: DICOM PS3.3 A.7 Ultrasound Multi-frame Image IOD, C.7.6.5 Cine, C.8.5.5 calibration.
"""

from math import pi, sin

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.tag import Tag
from pydicom.uid import UltrasoundMultiFrameImageStorage

from tijdlijn.testing.phantoms.aorta_ultrasound import CENTRE_DEPTH_MM, COLUMNS, ROWS, AortaUltrasound
from tijdlijn.testing.phantoms.coded import items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_colour
from tijdlijn.testing.phantoms.ultrasound_files import region

_FRAME_TIME = Tag(0x0018, 0x1063)
_FRAME_TIME_MS = 66.7


def ultrasound_clip(
    header: StudyHeader, still: AortaUltrasound, frames: int, series_number: int, manufacturer: str
) -> Dataset:
    """One heartbeat in `frames` frames of colour."""
    common = study_elements(header, series_number, "Kleurendoppler")
    common.Manufacturer = manufacturer
    common.ManufacturerModelName = "Fantoom echo"
    common.ImageType = ["ORIGINAL", "PRIMARY", "ABDOMINAL", "0001"]
    common.PatientOrientation = ""
    common.FrameTime = f"{_FRAME_TIME_MS:g}"
    common.FrameIncrementPointer = _FRAME_TIME
    common.CineRate = 15
    common.RecommendedDisplayFrameRate = 15
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "00"
    common.SequenceOfUltrasoundRegions = items(region(still.spacing_mm, ROWS, COLUMNS))
    grey = still.pixels()
    own = Dataset()
    put_colour(own, np.stack([_beat(grey, still, frame / frames) for frame in range(frames)]))
    return instance(common, UltrasoundMultiFrameImageStorage, header.uid_path, 1, own)


def _beat(grey: npt.NDArray[np.uint8], still: AortaUltrasound, phase: float) -> npt.NDArray[np.uint8]:
    """One frame: all tissue moves a pixel or two with the beat, and flow is red where it comes nearer."""
    speed = max(sin(2 * pi * phase), 0.0) + 0.15
    moved = np.roll(grey, round(2 * sin(2 * pi * phase)), axis=0)
    frame = np.repeat(moved[:, :, np.newaxis], 3, axis=2)
    x = (np.arange(COLUMNS) - COLUMNS / 2)[np.newaxis, :] * still.spacing_mm
    depth = (np.arange(ROWS) - 20)[:, np.newaxis] * still.spacing_mm
    across = np.sqrt((x + 4) ** 2 * still.is_transverse + (depth - CENTRE_DEPTH_MM - 5) ** 2)
    radius = still.diameter_mm * 0.28
    inside = (across < radius) & (np.abs(x) < 45)
    strength = np.clip(speed * (1 - (across / radius) ** 2), 0, 1)
    towards = (x < 0) == still.is_transverse
    frame[..., 0] = np.where(inside & towards, np.maximum(frame[..., 0], 255 * strength), frame[..., 0])
    frame[..., 2] = np.where(inside & ~towards, np.maximum(frame[..., 2], 255 * strength), frame[..., 2])
    return frame
