"""Turns drawn ultrasound stills into instances of US Image Storage whose header says how large a pixel is."""

from collections.abc import Iterator, Sequence

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import UltrasoundImageStorage

from tijdlijn.testing.phantoms.aorta_ultrasound import COLUMNS, ROWS, AortaUltrasound
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements

_CENTIMETRE = 3


def ultrasound_instances(
    header: StudyHeader, stills: Sequence[AortaUltrasound], manufacturer: str
) -> Iterator[Dataset]:
    """One series with one instance a still. Standard: DICOM PS3.3 A.6 Ultrasound Image IOD, C.8.5.5
    calibration.
    """
    common = study_elements(header, series_number=1, series_description="Aorta")
    common.Manufacturer = manufacturer
    common.ManufacturerModelName = "Fantoom echo"
    common.ImageType = ["ORIGINAL", "PRIMARY", "ABDOMINAL"]
    common.PatientOrientation = ""
    common.SamplesPerPixel = 1
    common.PhotometricInterpretation = "MONOCHROME2"
    common.Rows, common.Columns = ROWS, COLUMNS
    common.BitsAllocated = common.BitsStored = 8
    common.HighBit = 7
    common.PixelRepresentation = 0
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "00"
    for number, still in enumerate(stills, start=1):
        own = (
            DataElement("SequenceOfUltrasoundRegions", "SQ", DicomSequence([region(still)])),
            DataElement("PixelData", "OB", still.pixels().tobytes()),
        )
        yield instance(common, UltrasoundImageStorage, header.uid_path, number, own)


def region(still: AortaUltrasound) -> Dataset:
    """The whole picture is one region of tissue, with the size of a pixel in centimetres."""
    region = Dataset()
    region.RegionSpatialFormat = 1
    region.RegionDataType = 1
    region.RegionFlags = 0
    region.RegionLocationMinX0 = 0
    region.RegionLocationMinY0 = 0
    region.RegionLocationMaxX1 = COLUMNS - 1
    region.RegionLocationMaxY1 = ROWS - 1
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = _CENTIMETRE
    region.PhysicalDeltaX = region.PhysicalDeltaY = still.spacing_mm / 10
    return region
