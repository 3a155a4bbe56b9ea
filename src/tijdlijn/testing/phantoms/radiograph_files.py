"""Turns a drawn radiograph into one instance: Digital X-Ray for presentation, or Computed Radiography for
older ones.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.uid import ComputedRadiographyImageStorage, DigitalXRayImageStorageForPresentation

from tijdlijn.testing.phantoms.chest_radiograph import MAX_VALUE, ChestRadiograph
from tijdlijn.testing.phantoms.coded import Code, code_sequence
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_grey

_CHEST: Code = ("816094009", "SCT", "thorax")


@dataclass(frozen=True, slots=True)
class View:
    """What the header says of one picture: its words, the view's code, where rows and columns run to, and
    what part of the body it is of.
    """

    description: str
    position: str
    orientation: tuple[str, str]
    region: Code
    side: str = "U"


class Radiograph(Protocol):
    """A drawn radiograph of twelve bits, square."""

    @property
    def size_px(self) -> int:
        """Rows, and columns."""
        ...

    @property
    def spacing_mm(self) -> float:
        """Millimetres per pixel, the same in both directions."""
        ...

    def pixels(self) -> npt.NDArray[np.uint16]:
        """Draw it."""
        ...


def radiograph_instance(header: StudyHeader, picture: ChestRadiograph, manufacturer: str) -> Dataset:
    """A chest radiograph as one instance of the class that the header's modality asks for."""
    position = "AP" if picture.is_supine else "PA"
    view = View(f"Thorax {position}", position, ("L", "F"), _CHEST)
    return view_instance(header, picture, view, 1, manufacturer)


def view_instance(
    header: StudyHeader, picture: Radiograph, view: View, number: int, manufacturer: str
) -> Dataset:
    """One picture as the `number`-th instance of the class that the header's modality asks for.

    Standard: DICOM PS3.3 A.26 Digital X-Ray Image IOD, A.2 Computed Radiography Image IOD.
    """
    common = study_elements(header, series_number=1, series_description=view.description)
    common.Manufacturer = manufacturer
    common.ManufacturerModelName = "Fantoom röntgen"
    common.ImageType = ["ORIGINAL", "PRIMARY"]
    common.ViewPosition = view.position
    common.PatientOrientation = list(view.orientation)
    common.KVP = "117"
    common.ImagerPixelSpacing = [f"{picture.spacing_mm:g}", f"{picture.spacing_mm:g}"]
    put_grey(common, picture.pixels(), 12)
    common.WindowCenter = str((MAX_VALUE + 1) // 2)
    common.WindowWidth = str(MAX_VALUE + 1)
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "00"
    if header.modality == "DX":
        _presentation(common, view.region, view.side)
        sop_class = DigitalXRayImageStorageForPresentation
    else:
        sop_class = ComputedRadiographyImageStorage
    return instance(common, sop_class, header.uid_path, number, ())


def _presentation(common: Dataset, region: Code, side: str) -> None:
    """What the DX classes want on top. Standard: DICOM PS3.3 C.8.11.1, C.8.11.3."""
    common.PresentationIntentType = "FOR PRESENTATION"
    common.ImageLaterality = side
    common.PixelIntensityRelationship = "LOG"
    common.PixelIntensityRelationshipSign = -1
    common.RescaleIntercept = "0"
    common.RescaleSlope = "1"
    common.RescaleType = "US"
    common.PresentationLUTShape = "IDENTITY"
    common.AnatomicRegionSequence = code_sequence(region)
