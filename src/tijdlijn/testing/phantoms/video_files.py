"""A drawn endoscopy of the oesophagus as one instance of Video Endoscopic Image Storage.

Standard: DICOM PS3.3 A.32.5 Video Endoscopic Image IOD; PS3.5 §8.2.7 and A.4.6, H.264 High Profile.
"""

import numpy as np
import numpy.typing as npt
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.tag import Tag
from pydicom.uid import MPEG4HP41, VideoEndoscopicImageStorage

from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.h264_stream import picture, picture_parameters, sequence_parameters
from tijdlijn.testing.phantoms.mp4_file import Video, mp4
from tijdlijn.testing.phantoms.noise import smooth_field

_COLUMNS, _ROWS = 320, 240
_FRAME_MS = 100
_FRAME_TIME = Tag(0x0018, 0x1063)


def endoscopy_video(header: StudyHeader, frames: int, seed: int, manufacturer: str) -> Dataset:
    """One video of `frames` tenths of a second, as MP4."""
    common = study_elements(header, 1, "Videogastroscopie")
    common.Manufacturer = manufacturer
    common.ManufacturerModelName = "Fantoom endoscoop"
    common.ImageType = ["ORIGINAL", "PRIMARY"]
    common.FrameTime = str(_FRAME_MS)
    common.FrameIncrementPointer = _FRAME_TIME
    common.CineRate = common.RecommendedDisplayFrameRate = 1000 // _FRAME_MS
    common.SamplesPerPixel = 3
    common.PlanarConfiguration = 0
    common.PhotometricInterpretation = "YBR_PARTIAL_420"
    common.NumberOfFrames = frames
    common.Rows, common.Columns = _ROWS, _COLUMNS
    common.BitsAllocated = common.BitsStored = 8
    common.HighBit = 7
    common.PixelRepresentation = 0
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "01"
    common.LossyImageCompressionRatio = "2"
    common.LossyImageCompressionMethod = "ISO_14496_10"
    stream = endoscopy_mp4(frames, seed)
    element = DataElement("PixelData", "OB", encapsulate([stream + b"\0" * (len(stream) % 2)], has_bot=False))
    element.is_undefined_length = True
    made = instance(common, VideoEndoscopicImageStorage, header.uid_path, 1, [element])
    made.file_meta.TransferSyntaxUID = MPEG4HP41
    return made


def endoscopy_mp4(frames: int, seed: int) -> bytes:
    """The video alone: a ride down a tube with folds."""
    random = np.random.Generator(np.random.PCG64(seed))
    mucosa = smooth_field(random, _COLUMNS, 18)[:_ROWS]
    units = [picture(frame, *_drawn(frame / frames, mucosa)) for frame in range(frames)]
    return mp4(
        Video(sequence_parameters(_COLUMNS, _ROWS), picture_parameters(), units, _COLUMNS, _ROWS, _FRAME_MS)
    )


def _drawn(
    phase: float, mucosa: npt.NDArray[np.floating]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Luma and both chromas (half the size) of one frame, in the studio range of BT.601."""
    x = (np.arange(_COLUMNS) - _COLUMNS / 2 - 14 * np.sin(2 * np.pi * phase))[np.newaxis, :]
    y = (np.arange(_ROWS) - _ROWS / 2 + 8 * np.cos(2 * np.pi * phase))[:, np.newaxis]
    radius, angle = np.hypot(x, y) + 1, np.arctan2(y, x)
    depth = 900 / radius
    folds = 0.5 + 0.5 * np.cos(depth * 0.9 - 2 * np.pi * phase * 3 + 0.8 * np.cos(3 * angle))
    light = np.clip(1.25 - 14 / radius, 0, 1) * (0.55 + 0.25 * folds + 0.10 * mucosa)
    frame = np.hypot(x + 14 * np.sin(2 * np.pi * phase), y - 8 * np.cos(2 * np.pi * phase)) < 116
    luma = np.where(frame, 24 + 190 * light, 16)
    blue = np.where(frame, 128 - 26 * light, 128)
    red = np.where(frame, 128 + 52 * light, 128)
    return luma.astype(np.uint8), blue[::2, ::2].astype(np.uint8), red[::2, ::2].astype(np.uint8)
