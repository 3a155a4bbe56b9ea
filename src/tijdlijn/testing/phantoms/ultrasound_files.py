"""Turns drawn ultrasound stills into instances of US Image Storage whose header says how large a pixel is."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.uid import UltrasoundImageStorage

from tijdlijn.testing.phantoms.coded import item, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_grey

_CENTIMETRE = 3


class Still(Protocol):
    """A drawn still with square pixels."""

    @property
    def spacing_mm(self) -> float:
        """Millimetres per pixel."""
        ...

    def pixels(self) -> npt.NDArray[np.uint8]:
        """Draw it."""
        ...


def ultrasound_instances(
    header: StudyHeader, stills: Sequence[Still], manufacturer: str, series_description: str = "Aorta"
) -> Iterator[Dataset]:
    """One series with one instance a still. Standard: DICOM PS3.3 A.6 Ultrasound Image IOD, C.8.5.5
    calibration.
    """
    common = study_elements(header, series_number=1, series_description=series_description)
    common.Manufacturer = manufacturer
    common.ManufacturerModelName = "Fantoom echo"
    common.ImageType = ["ORIGINAL", "PRIMARY", "ABDOMINAL"]
    common.PatientOrientation = ""
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "00"
    for number, still in enumerate(stills, start=1):
        own = Dataset()
        pixels = still.pixels()
        own.SequenceOfUltrasoundRegions = items(region(still.spacing_mm, *pixels.shape))
        put_grey(own, pixels, 8)
        yield instance(common, UltrasoundImageStorage, header.uid_path, number, own)


def region(spacing_mm: float, rows: int, columns: int) -> Dataset:
    """The whole picture is one region of tissue, with the size of a pixel in centimetres."""
    return item(
        RegionSpatialFormat=1,
        RegionDataType=1,
        RegionFlags=0,
        RegionLocationMinX0=0,
        RegionLocationMinY0=0,
        RegionLocationMaxX1=columns - 1,
        RegionLocationMaxY1=rows - 1,
        PhysicalUnitsXDirection=_CENTIMETRE,
        PhysicalUnitsYDirection=_CENTIMETRE,
        PhysicalDeltaX=spacing_mm / 10,
        PhysicalDeltaY=spacing_mm / 10,
    )
