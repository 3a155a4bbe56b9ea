"""The kinds of CT that a story can ask for: a chest with a nodule, chest and abdomen, the whole body after an
accident.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydicom.dataset import Dataset

from tijdlijn.testing.phantoms.body_scan import BODY_MM, BodyScan, Lesion, ball
from tijdlijn.testing.phantoms.chest import CHEST_MM
from tijdlijn.testing.phantoms.dicom_header import StudyHeader
from tijdlijn.testing.phantoms.ellipsoid import Ellipsoid
from tijdlijn.testing.phantoms.reconstruction_files import (
    Reconstructor,
    bone_kernel,
    lung_kernel,
    soft_kernel,
)
from tijdlijn.testing.phantoms.references import reference_to
from tijdlijn.testing.phantoms.screen_files import dose_screen
from tijdlijn.testing.phantoms.selection_files import key_objects, presentation_state
from tijdlijn.testing.phantoms.structured_reports import dose_sr, measurement_sr

MAKER = "Tijdlijn testbeelden"
NODULE_LEVEL = 92.0
"""Level of the nodule below the apex of the lungs: the right upper lobe."""
LIVER_LEVEL = CHEST_MM + 62
"""Level of the liver metastasis."""


@dataclass(frozen=True, slots=True)
class ChestCt:
    """A chest: scout, thin slices in a lung kernel, thicker ones of soft tissue (`averaged` thin ones each),
    a coronal series, and what the scanner says of the dose. `nodule_mm` is the diameter of the nodule.
    """

    nodule_mm: float
    slice_mm: float
    averaged: int

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        found = ball(-84, -6, NODULE_LEVEL, self.nodule_mm)
        scan = BodyScan(0, CHEST_MM + 14, self.slice_mm, seed, (found,))
        axial = [lung_kernel(scan, 2), soft_kernel(scan, 3, self.averaged, "Thorax")]
        yield from Reconstructor(header, scan, axial, ["coronal"], MAKER).instances()
        yield dose_screen(header, 90, 118)
        yield dose_sr(header, 91, 118, 3.4)


@dataclass(frozen=True, slots=True)
class BodyCt:
    """Chest and abdomen in one soft-tissue series. `liver_mm` is the diameter of a metastasis in the liver,
    `lung_mm` of one in the lung; with `is_measured` somebody measured, pointed at and chose images.
    """

    slice_mm: float
    liver_mm: float
    lung_mm: float
    is_measured: bool

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        lesions = (ball(-72, -12, LIVER_LEVEL, self.liver_mm, 28), ball(88, 20, 150, self.lung_mm))
        scan = BodyScan(0, BODY_MM, self.slice_mm, seed, lesions)
        axial = [soft_kernel(scan, 2, 1, "Thorax abdomen")]
        measured: Dataset | None = None
        for image in Reconstructor(header, scan, axial, [], MAKER).instances():
            if image.SeriesNumber == 2 and -float(image.SliceLocation) <= LIVER_LEVEL:
                measured = image
            yield image
        yield dose_screen(header, 90, 486)
        yield dose_sr(header, 91, 486, 7.9)
        if self.is_measured and measured is not None:
            reference = reference_to(measured)
            yield measurement_sr(header, 92, "Levermetastase segment 8", self.liver_mm, reference)
            yield presentation_state(header, measured, reference, 93)
            yield key_objects(header, [reference], 94)


@dataclass(frozen=True, slots=True)
class TraumaCt:
    """From the shoulders to the pelvis after an accident: soft tissue, bone, and cuts in two other planes,
    with a little air beside the left lung and a tear in the spleen.
    """

    slice_mm: float

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        lesions = (
            Lesion(Ellipsoid(70, -76, 170, 34, 7, 60), -990),
            Lesion(Ellipsoid(104, 26, CHEST_MM + 66, 16, 3.5, 18), 34),
        )
        scan = BodyScan(0, BODY_MM, self.slice_mm, seed, lesions)
        axial = [soft_kernel(scan, 2, 1, "Thorax abdomen"), bone_kernel(scan, 3, "Thorax abdomen")]
        yield from Reconstructor(header, scan, axial, ["coronal", "sagittal"], MAKER).instances()
        yield dose_screen(header, 90, 1024)
        yield dose_sr(header, 91, 1024, 14.2)
