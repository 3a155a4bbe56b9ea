"""Turns a drawn CT into instances of CT Image Storage, with the geometry that measuring and linking need."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage

from tijdlijn.testing.phantoms.abdomen_ct import AbdomenCt
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_grey

INTERCEPT_HU = -1024
Window = tuple[str, str, str]
"""Centre, width and what it is for."""

SOFT_TISSUE: Window = ("40", "400", "WEKE DELEN")
LUNG: Window = ("-500", "1500", "LONG")
BONE: Window = ("450", "1800", "BOT")
_CTA: Window = ("300", "800", "CTA")


@dataclass(frozen=True, slots=True)
class CtSeries:
    """What one reconstruction says of itself; the pixels are square."""

    number: int
    description: str
    kernel: str
    windows: tuple[Window, ...]
    size_px: int
    spacing_mm: float
    thickness_mm: float
    contrast: bool = True


def ct_instances(header: StudyHeader, scan: AbdomenCt, manufacturer: str) -> Iterator[Dataset]:
    """One axial series, most cranial slice first; patient z falls from slice to slice.

    Standard: DICOM PS3.3 A.3 CT Image IOD, C.7.6.2 Image Plane, C.8.2.1 CT Image.
    """
    series = CtSeries(
        2,
        f"CTA abdomen {scan.thickness_mm:g} mm",
        "Br40",
        (("60", "420", "WEKE DELEN"), _CTA),
        scan.size_px,
        scan.spacing_mm,
        scan.thickness_mm,
    )
    common = series_elements(header, series, manufacturer)
    corner = -(scan.size_px - 1) / 2 * scan.spacing_mm
    for number, (level, hu) in enumerate(zip(scan.levels_mm, scan.slices(), strict=True), start=1):
        yield axial_instance(common, header, number, (corner, corner, -level), hu)


def axial_instance(
    common: Dataset,
    header: StudyHeader,
    number: int,
    corner_mm: tuple[float, float, float],
    hu: npt.NDArray[np.int16],
) -> Dataset:
    """One slice of a series whose first pixel lies at `corner_mm`."""
    own = Dataset()
    own.ImagePositionPatient = [f"{value:g}" for value in corner_mm]
    own.SliceLocation = f"{corner_mm[2]:g}"
    put_grey(own, (hu - INTERCEPT_HU).astype(np.uint16), 12)
    return instance(common, CTImageStorage, header.uid_path, number, own)


def series_elements(header: StudyHeader, series: CtSeries, manufacturer: str) -> Dataset:
    """What all slices of an axial series share."""
    common = study_elements(header, series.number, series.description)
    common.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    common.Manufacturer = manufacturer
    common.ManufacturerModelName = "Fantoom CT"
    common.PatientPosition = "HFS"
    common.FrameOfReferenceUID = derived_uid(header.uid_path, "frame of reference")
    common.PositionReferenceIndicator = ""
    common.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    common.PixelSpacing = [f"{series.spacing_mm:g}", f"{series.spacing_mm:g}"]
    common.SliceThickness = f"{series.thickness_mm:g}"
    common.SpacingBetweenSlices = f"{series.thickness_mm:g}"
    common.AcquisitionNumber = 1
    common.KVP = "100"
    common.XRayTubeCurrent = 240
    common.ExposureTime = 500
    common.ConvolutionKernel = series.kernel
    common.GantryDetectorTilt = "0"
    common.DataCollectionDiameter = "500"
    common.ReconstructionDiameter = f"{series.size_px * series.spacing_mm:g}"
    if series.contrast:
        common.ContrastBolusAgent = "Jodiumhoudend contrast"
        common.ContrastBolusRoute = "IV"
    common.RescaleIntercept = str(INTERCEPT_HU)
    common.RescaleSlope = "1"
    common.RescaleType = "HU"
    common.WindowCenter = [centre for centre, _, _ in series.windows]
    common.WindowWidth = [width for _, width, _ in series.windows]
    common.WindowCenterWidthExplanation = [name for _, _, name in series.windows]
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "00"
    return common
