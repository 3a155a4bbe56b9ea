"""Turns drawn mammograms into instances of Digital Mammography X-Ray Image Storage for presentation.

Standard: DICOM PS3.3 A.27 Digital Mammography X-Ray Image IOD, C.8.11.7.
"""

from collections.abc import Iterator, Sequence

from pydicom.dataset import Dataset
from pydicom.uid import DigitalMammographyXRayImageStorageForPresentation

from tijdlijn.testing.phantoms.coded import Code, code_sequence, coded, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_grey
from tijdlijn.testing.phantoms.mammogram import MAX_VALUE, Mammogram

_VIEWS: dict[str, Code] = {
    "CC": ("399162004", "SCT", "cranio-caudal"),
    "MLO": ("399368009", "SCT", "medio-lateral oblique"),
}


def mammography_instances(
    header: StudyHeader, views: Sequence[Mammogram], manufacturer: str
) -> Iterator[Dataset]:
    """One series for each view, as mammography units write them."""
    for number, view in enumerate(views, start=1):
        common = study_elements(header, number, f"{view.side} {view.view}")
        common.Laterality = view.side
        common.Manufacturer = manufacturer
        common.ManufacturerModelName = "Fantoom mammografie"
        common.ImageType = ["ORIGINAL", "PRIMARY"]
        common.PresentationIntentType = "FOR PRESENTATION"
        common.PositionerType = "MAMMOGRAPHIC"
        common.OrganExposed = "BREAST"
        common.BodyPartExamined = "BREAST"
        common.ImageLaterality = view.side
        common.ViewPosition = view.view
        common.PatientOrientation = ["A" if view.side == "L" else "P", _head(view)]
        common.AnatomicRegionSequence = code_sequence(("76752008", "SCT", "breast"))
        code = coded(_VIEWS[view.view])
        code.ViewModifierCodeSequence = []
        common.ViewCodeSequence = items(code)
        common.ImagerPixelSpacing = [f"{view.spacing_mm:g}"] * 2
        common.EstimatedRadiographicMagnificationFactor = "1.05"
        common.KVP = "29"
        common.CompressionForce = "118"
        common.BodyPartThickness = "54"
        common.PixelIntensityRelationship = "LOG"
        common.PixelIntensityRelationshipSign = -1
        common.RescaleIntercept, common.RescaleSlope, common.RescaleType = "0", "1", "US"
        common.PresentationLUTShape = "IDENTITY"
        common.WindowCenter, common.WindowWidth = str((MAX_VALUE + 1) // 2), str(MAX_VALUE + 1)
        common.BurnedInAnnotation = "NO"
        common.BreastImplantPresent = "NO"
        common.PartialView = "NO"
        common.LossyImageCompression = "00"
        own = Dataset()
        put_grey(own, view.pixels(), 12)
        yield instance(
            common, DigitalMammographyXRayImageStorageForPresentation, header.uid_path, number, own
        )


def _head(view: Mammogram) -> str:
    """Where columns run to: the feet in an oblique view, the other side of the body in a craniocaudal one."""
    if view.view == "MLO":
        return "F"
    return "R" if view.side == "L" else "L"
