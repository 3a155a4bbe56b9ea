"""Puts drawn pixels into a data set with the attributes that say how to read them.

Standard: DICOM PS3.3 C.7.6.3 Image Pixel, C.7.6.6 Multi-frame; PS3.5 §8.1.1 padding.
"""

import numpy as np
import numpy.typing as npt
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

Pixels = npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | npt.NDArray[np.int16] | npt.NDArray[np.uint32]
"""(rows, columns) or (frames, rows, columns); in colour with three samples as a last axis."""


def put_grey(dataset: Dataset, pixels: Pixels, bits_stored: int, photometric: str = "MONOCHROME2") -> None:
    """Add one grey frame, or several when there is an axis before rows and columns."""
    _put(dataset, pixels, bits_stored, photometric, samples=1)


def put_colour(dataset: Dataset, pixels: npt.NDArray[np.uint8]) -> None:
    """Add RGB of eight bits a sample, colour by pixel; several frames when there is a fourth axis."""
    dataset.PlanarConfiguration = 0
    _put(dataset, pixels, 8, "RGB", samples=3)


def _put(dataset: Dataset, pixels: Pixels, bits_stored: int, photometric: str, samples: int) -> None:
    shape = pixels.shape[:-1] if samples > 1 else pixels.shape
    if len(shape) == 3:
        dataset.NumberOfFrames = shape[0]
    dataset.Rows, dataset.Columns = shape[-2:]
    dataset.SamplesPerPixel = samples
    dataset.PhotometricInterpretation = photometric
    dataset.BitsAllocated = pixels.dtype.itemsize * 8
    dataset.BitsStored = bits_stored
    dataset.HighBit = bits_stored - 1
    dataset.PixelRepresentation = 1 if pixels.dtype.kind == "i" else 0
    content = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()
    padded = content + b"\0" * (len(content) % 2)
    dataset.add(DataElement("PixelData", "OW" if pixels.dtype.itemsize > 1 else "OB", padded))
