"""Turns a drawn radiograph into one instance: Digital X-Ray for presentation, or Computed Radiography for
older ones.
"""

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ComputedRadiographyImageStorage, DigitalXRayImageStorageForPresentation

from tijdlijn.testing.phantoms.chest_radiograph import MAX_VALUE, ChestRadiograph
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements


def radiograph_instance(header: StudyHeader, picture: ChestRadiograph, manufacturer: str) -> Dataset:
    """The picture as one instance of the class that the header's modality asks for.

    Standard: DICOM PS3.3 A.26 Digital X-Ray Image IOD, A.2 Computed Radiography Image IOD.
    """
    view = "AP" if picture.is_supine else "PA"
    common = study_elements(header, series_number=1, series_description=f"Thorax {view}")
    common.Manufacturer = manufacturer
    common.ManufacturerModelName = "Fantoom röntgen"
    common.ImageType = ["ORIGINAL", "PRIMARY"]
    common.ViewPosition = view
    common.PatientOrientation = ["L", "F"]
    common.KVP = "117"
    common.ImagerPixelSpacing = [f"{picture.spacing_mm:g}", f"{picture.spacing_mm:g}"]
    common.SamplesPerPixel = 1
    common.PhotometricInterpretation = "MONOCHROME2"
    common.Rows = common.Columns = picture.size_px
    common.BitsAllocated = 16
    common.BitsStored = 12
    common.HighBit = 11
    common.PixelRepresentation = 0
    common.WindowCenter = str((MAX_VALUE + 1) // 2)
    common.WindowWidth = str(MAX_VALUE + 1)
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "00"
    if header.modality == "DX":
        _presentation(common)
        sop_class = DigitalXRayImageStorageForPresentation
    else:
        sop_class = ComputedRadiographyImageStorage
    pixels = DataElement("PixelData", "OW", picture.pixels().astype("<u2").tobytes())
    return instance(common, sop_class, header.uid_path, 1, [pixels])


def _presentation(common: Dataset) -> None:
    """What the DX classes want on top. Standard: DICOM PS3.3 C.8.11.1, C.8.11.3."""
    common.PresentationIntentType = "FOR PRESENTATION"
    common.ImageLaterality = "U"
    common.PixelIntensityRelationship = "LOG"
    common.PixelIntensityRelationshipSign = -1
    common.RescaleIntercept = "0"
    common.RescaleSlope = "1"
    common.RescaleType = "US"
    common.PresentationLUTShape = "IDENTITY"
    region = Dataset()
    region.CodeValue = "816094009"
    region.CodingSchemeDesignator = "SCT"
    region.CodeMeaning = "thorax"
    common.AnatomicRegionSequence = Sequence([region])
