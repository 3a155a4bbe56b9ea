"""Images of each codec as studies of a test person: pixels as they are stored, the header of the person.

What they should look like is worked out from what pydicom decodes, with codecs of others than a browser's.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate
from pydicom.pixels.processing import apply_windowing
from pydicom.pixels.utils import pixel_array
from pydicom.uid import (
    UID,
    DigitalMammographyXRayImageStorageForPresentation,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    JPEG2000Lossless,
)

from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid, study_elements

PUBLISHED: Mapping[str, Sequence[str]] = {
    "uncompressed": ("MR_small.dcm", "CT_small.dcm", "MR_small_bigendian.dcm", "SC_rgb.dcm"),
    "jpeg": ("SC_rgb_dcmtk_+eb+cr.dcm", "SC_rgb_small_odd_jpeg.dcm", "JPGExtended.dcm"),
    "jpeg-lossless": ("JPEG-LL.dcm", "JPGLosslessP14SV1_1s_1f_8b.dcm", "SC_rgb_jpeg_gdcm.dcm"),
    "jpeg-ls": ("MR_small_jpeg_ls_lossless.dcm", "emri_small_jpeg_ls_lossless.dcm"),
    "jpeg-2000": ("MR_small_jp2klossless.dcm", "693_J2KI.dcm", "US1_J2KR.dcm"),
    "rle": ("MR_small_RLE.dcm", "SC_rgb_rle.dcm", "emri_small_RLE.dcm"),
    "htj2k": ("MR_small.dcm", "CT_small.dcm", "SC_rgb.dcm"),
}


@dataclass(frozen=True)
class Sample:
    """One instance: its file, and how it should look."""

    name: str
    dataset: Dataset

    @property
    def file(self) -> bytes:
        written = BytesIO()
        dcmwrite(written, self.dataset, enforce_file_format=True)
        return written.getvalue()

    @property
    def frame_count(self) -> int:
        return int(self.dataset.get("NumberOfFrames") or 1)

    def shown(self, frame: int = 1) -> NDArray[Any]:
        """Rows × columns × red, green and blue as they should stand on the screen, each from 0 to 255."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = pixel_array(BytesIO(self.file), index=frame - 1)
            if self.dataset.SamplesPerPixel == 3:
                return values.astype(float)
            rescaled = values * float(self.dataset.RescaleSlope) + float(self.dataset.RescaleIntercept)
            windowed = apply_windowing(rescaled, self.dataset)
        low, high = _output_range(self.dataset)
        grey = (windowed - low) / (high - low) * 255
        if self.dataset.PhotometricInterpretation == "MONOCHROME1":
            grey = 255 - grey
        return np.repeat(grey[..., None], 3, axis=2)


def samples(codec: str, header: StudyHeader) -> list[Sample]:
    """The images of a codec as one study with one series, numbered as they stand here. Grey ones stand in it
    twice: with all their values in sight, and with a window in which each value is one step of grey.
    """
    made: list[Sample] = []
    for name in PUBLISHED[codec]:
        dataset = _published(name)
        if codec == "htj2k":
            _to_htj2k(dataset, HTJ2KLossless if len(made) % 2 else HTJ2KLosslessRPCL)
        for label, one in _looks(name, dataset):
            _to_person(one, header, len(made) + 1)
            made.append(Sample(label, one))
    return made


def mammogram(header: StudyHeader, *, rows: int = 4096, columns: int = 3328) -> list[Sample]:
    """A picture of a mammogram's size and depth, for presentation: a bright half disc with fine structure."""
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    inside = np.clip(1 - np.hypot(x / (0.8 * columns), (y - rows / 2) / (0.45 * rows)), 0, 1)
    pixels = (400 + 3000 * np.sqrt(inside) + 300 * np.sin(x / 90) * np.sin(y / 70) * (inside > 0)).astype(
        np.uint16
    )
    dataset = _published("CT_small.dcm")
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness"):
        del dataset[keyword]
    dataset.SOPClassUID = DigitalMammographyXRayImageStorageForPresentation
    dataset.Rows, dataset.Columns = rows, columns
    dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 12, 11, 0
    dataset.ImagerPixelSpacing, dataset.PatientOrientation = [0.07, 0.07], ["A", "F"]
    dataset.RescaleSlope, dataset.RescaleIntercept = 1, 0
    dataset.WindowCenter, dataset.WindowWidth = 2048, 4096
    stored = imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k", reversible=True, bitspersample=12)
    dataset.PixelData = encapsulate([bytes(stored)])
    dataset.file_meta.TransferSyntaxUID = JPEG2000Lossless
    _to_person(dataset, header, 1)
    return [Sample("mammogram", dataset)]


def _published(name: str) -> Dataset:
    path = get_testdata_file(name, download=False)
    assert isinstance(path, str), name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dcmread(BytesIO(Path(path).read_bytes()))


def _looks(name: str, dataset: Dataset) -> list[tuple[str, Dataset]]:
    if dataset.SamplesPerPixel == 3:
        return [(name, dataset)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        written = BytesIO()
        dcmwrite(written, dataset, enforce_file_format=True)
        values = pixel_array(BytesIO(written.getvalue()), index=0)
    low, high, middle = float(values.min()), float(values.max()), float(np.median(values))
    looks = {"all values": ((low + high + 1) / 2, high - low + 1), "each value": (middle, 256.0)}
    made: list[tuple[str, Dataset]] = []
    for label, (center, width) in looks.items():
        written.seek(0)
        one = dcmread(written)
        one.RescaleSlope, one.RescaleIntercept = 1, 0
        one.WindowCenter, one.WindowWidth = center, width
        made.append((f"{name}, {label}", one))
    return made


def _to_htj2k(dataset: Dataset, transfer_syntax: UID) -> None:
    values = dataset.pixel_array
    dataset.PixelData = encapsulate([bytes(imagecodecs.htj2k_encode(values, reversible=True))])
    dataset.file_meta.TransferSyntaxUID = transfer_syntax


def _to_person(dataset: Dataset, header: StudyHeader, number: int) -> None:
    """Make it the person's, and leave no place in it: images are shown by their numbers."""
    dataset.update(study_elements(header, 1, header.description))
    dataset.InstanceNumber = number
    dataset.SOPInstanceUID = derived_uid(header.uid_path, 1, number)
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "PerFrameFunctionalGroupsSequence"):
        if keyword in dataset:
            del dataset[keyword]


def _output_range(dataset: Dataset) -> tuple[float, float]:
    """Between which values pydicom's windowing ends: those that the stored bits can hold."""
    bits = int(dataset.BitsStored)
    signed = bool(dataset.PixelRepresentation)
    return (-(2.0 ** (bits - 1)), 2.0 ** (bits - 1) - 1) if signed else (0.0, 2.0**bits - 1)
