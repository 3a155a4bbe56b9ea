"""Turns a drawn CT into instances of CT Image Storage, with the geometry that measuring and linking need."""

from collections.abc import Iterator

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage

from tijdlijn.testing.phantoms.abdomen_ct import AbdomenCt
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid, instance, study_elements

_INTERCEPT_HU = -1024


def ct_instances(header: StudyHeader, scan: AbdomenCt, manufacturer: str) -> Iterator[Dataset]:
    """One axial series, most cranial slice first; patient z falls from slice to slice.

    Standard: DICOM PS3.3 A.3 CT Image IOD, C.7.6.2 Image Plane, C.8.2.1 CT Image.
    """
    series = _series_elements(header, scan, manufacturer)
    corner = -(scan.size_px - 1) / 2 * scan.spacing_mm
    for number, (level, hu) in enumerate(zip(scan.levels_mm, scan.slices(), strict=True), start=1):
        own = (
            DataElement("ImagePositionPatient", "DS", [f"{corner:g}", f"{corner:g}", f"{-level:g}"]),
            DataElement("SliceLocation", "DS", f"{-level:g}"),
            DataElement("PixelData", "OW", (hu - _INTERCEPT_HU).astype("<u2").tobytes()),
        )
        yield instance(series, CTImageStorage, header.uid_path, number, own)


def _series_elements(header: StudyHeader, scan: AbdomenCt, manufacturer: str) -> Dataset:
    series = study_elements(
        header, series_number=2, series_description=f"CTA abdomen {scan.thickness_mm:g} mm"
    )
    series.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    series.Manufacturer = manufacturer
    series.ManufacturerModelName = "Fantoom CT"
    series.PatientPosition = "HFS"
    series.FrameOfReferenceUID = derived_uid(header.uid_path, "frame of reference")
    series.PositionReferenceIndicator = ""
    series.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    series.PixelSpacing = [f"{scan.spacing_mm:g}", f"{scan.spacing_mm:g}"]
    series.SliceThickness = f"{scan.thickness_mm:g}"
    series.SpacingBetweenSlices = f"{scan.thickness_mm:g}"
    series.AcquisitionNumber = 1
    series.KVP = "100"
    series.XRayTubeCurrent = 240
    series.ExposureTime = 500
    series.ConvolutionKernel = "Br40"
    series.GantryDetectorTilt = "0"
    series.DataCollectionDiameter = "500"
    series.ReconstructionDiameter = f"{scan.size_px * scan.spacing_mm:g}"
    series.ContrastBolusAgent = "Jodiumhoudend contrast"
    series.ContrastBolusRoute = "IV"
    series.SamplesPerPixel = 1
    series.PhotometricInterpretation = "MONOCHROME2"
    series.Rows = series.Columns = scan.size_px
    series.BitsAllocated = 16
    series.BitsStored = 12
    series.HighBit = 11
    series.PixelRepresentation = 0
    series.RescaleIntercept = str(_INTERCEPT_HU)
    series.RescaleSlope = "1"
    series.RescaleType = "HU"
    series.WindowCenter = ["60", "300"]
    series.WindowWidth = ["420", "800"]
    series.WindowCenterWidthExplanation = ["WEKE DELEN", "CTA"]
    series.BurnedInAnnotation = "NO"
    series.LossyImageCompression = "00"
    return series
