"""Small studies of the test person, as scanners make them, for pages and viewers to show."""

from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
import numpy.typing as npt
from pydicom import Dataset, dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    UID,
    ComputedRadiographyImageStorage,
    CTImageStorage,
    ExplicitVRLittleEndian,
    MRImageStorage,
    UltrasoundMultiFrameImageStorage,
)

Change = Callable[[Dataset], None]
"""What a test wants otherwise of an instance."""


def unchanged(_dataset: Dataset) -> None:
    """Leave an instance as the scanner made it."""


def instance(sop_class: str, root: str, series: int, number: int, pixels: npt.NDArray[np.generic]) -> Dataset:
    """An image without geometry; its UIDs are below `root`, the study's."""
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID = sop_class
    dataset.SOPInstanceUID = f"{root}.{series}.{number}"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = root, f"{root}.{series}"
    dataset.PatientName, dataset.PatientID = "Test-Aneurysma^T.", "1234567"
    dataset.StudyDate, dataset.SeriesNumber, dataset.InstanceNumber = "20261124", series, number
    colour = pixels.shape[-1] == 3
    *_, rows, columns = pixels.shape[:-1] if colour else pixels.shape
    dataset.Rows, dataset.Columns = rows, columns
    dataset.SamplesPerPixel = 3 if colour else 1
    dataset.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    if colour:
        dataset.PlanarConfiguration = 0
    bits = pixels.dtype.itemsize * 8
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = bits, bits, bits - 1
    dataset.PixelRepresentation = int(np.issubdtype(pixels.dtype, np.signedinteger))
    dataset.PixelData = pixels.tobytes()
    return dataset


def written(dataset: Dataset, transfer_syntax: str = ExplicitVRLittleEndian) -> bytes:
    """The instance as a Part 10 file; its pixels already lie as the transfer syntax wants them."""
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta.TransferSyntaxUID = UID(transfer_syntax)
    file = BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()


def disc(size: int, level: int) -> npt.NDArray[np.int16]:
    """A round body of 40 HU in air; a bright mark moves across it with the level."""
    y, x = np.mgrid[:size, :size]
    pixels = np.where((x - size / 2) ** 2 + (y - size / 2) ** 2 < (0.4 * size) ** 2, 40, -1000)
    at = size // 4 + level % (size // 2)
    pixels[size // 2 - 3 : size // 2 + 3, at : at + 6] = 600
    return pixels.astype(np.int16)


def ct(
    root: str,
    count: int,
    *,
    first_mm: float,
    step_mm: float,
    size: int = 64,
    series: int = 1,
    change: Change = unchanged,
) -> list[bytes]:
    """A transverse stack in HU, from `first_mm` upwards; pixels of 5 mm."""
    files = []
    for level in range(count):
        dataset = instance(CTImageStorage, root, series, level + 1, disc(size, level))
        dataset.Modality, dataset.SeriesDescription = "CT", "arterieel"
        dataset.PixelSpacing, dataset.SliceThickness = [5, 5], step_mm
        dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        dataset.ImagePositionPatient = [-160, -160, first_mm + level * step_mm]
        dataset.FrameOfReferenceUID = f"{root}.9"
        dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = 0, 1, "HU"
        dataset.WindowCenter, dataset.WindowWidth = 40, 400
        change(dataset)
        files.append(written(dataset))
    return files


def radiograph(root: str, *, size: int = 96, change: Change = unchanged) -> list[bytes]:
    """One CR without any geometry: no orientation, no spacing."""
    y, x = np.mgrid[:size, :size]
    dataset = instance(ComputedRadiographyImageStorage, root, 1, 1, ((x + y) * 20).astype(np.uint16))
    dataset.Modality, dataset.SeriesDescription = "CR", "PA"
    dataset.BitsStored, dataset.HighBit = 12, 11
    change(dataset)
    return [written(dataset)]


def mr(root: str, count: int, *, change: Change = unchanged) -> list[bytes]:
    """A sagittal stack."""
    files = []
    for level in range(count):
        dataset = instance(MRImageStorage, root, 1, level + 1, (disc(64, level) + 1000).astype(np.uint16))
        dataset.Modality, dataset.SeriesDescription = "MR", "T2 sag"
        dataset.PixelSpacing, dataset.SliceThickness = [4, 4], 4
        dataset.ImageOrientationPatient = [0, 1, 0, 0, 0, -1]
        dataset.ImagePositionPatient = [-40 + 4 * level, -128, 128]
        dataset.FrameOfReferenceUID = f"{root}.9"
        dataset.WindowCenter, dataset.WindowWidth = 900, 1600
        change(dataset)
        files.append(written(dataset))
    return files


def _clip(count: int, size: int) -> Iterator[npt.NDArray[np.uint8]]:
    for frame in range(count):
        picture = np.zeros((size, size, 3), np.uint8)
        picture[:, : size // 2] = (200, 30, 30)
        picture[size // 4 : size // 2, frame % size] = (255, 255, 255)
        yield picture


def ultrasound_clip(root: str, count: int = 12, *, change: Change = unchanged) -> list[bytes]:
    """A clip in colour, ten frames a second, without a scale."""
    dataset = instance(UltrasoundMultiFrameImageStorage, root, 1, 1, np.stack(list(_clip(count, 48))))
    dataset.Modality, dataset.SeriesDescription = "US", "lange as"
    dataset.NumberOfFrames, dataset.FrameTime = count, 100
    change(dataset)
    return [written(dataset)]


def encapsulated(file: bytes, transfer_syntax: str) -> bytes:
    """The same instance with its pixel data as one fragment under another transfer syntax, fitting or not."""
    dataset = dcmread(BytesIO(file))
    dataset.PixelData = encapsulate([dataset.PixelData])
    return written(dataset, transfer_syntax)
