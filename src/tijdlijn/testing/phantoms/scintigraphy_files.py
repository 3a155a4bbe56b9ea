"""A drawn whole-body bone scan, front and back, as one instance of Nuclear Medicine Image Storage.

Standard: DICOM PS3.3 A.5 Nuclear Medicine Image IOD, C.8.4.
"""

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.tag import Tag
from pydicom.uid import NuclearMedicineImageStorage

from tijdlijn.testing.phantoms.canvas import Ellipse
from tijdlijn.testing.phantoms.coded import code_sequence, item, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_grey
from tijdlijn.testing.phantoms.projection import Projection

_ROWS, _COLUMNS, _SPACING_MM = 1024, 256, 2.0
_DETECTOR = Tag(0x0054, 0x0020)
_BONES: tuple[tuple[float, float, float, float, float], ...] = (
    (0, -440, 38, 52, 1.6),
    (0, -330, 10, 34, 1.6),
    (0, -200, 13, 140, 2.0),
    (0, -20, 15, 60, 2.2),
    (0, 40, 30, 26, 1.8),
)


def bone_scan_pixels(seed: int, spots: tuple[tuple[float, float], ...]) -> npt.NDArray[np.uint16]:
    """Counts of (2, rows, columns), front then back; `spots` in mm take up more than the rest."""
    random = np.random.Generator(np.random.PCG64(seed))
    body = Projection(_ROWS, _SPACING_MM)
    body.path_mm += 0.35 * body.block(Ellipse(0, -120, 165, 260), 4, 0.6)
    for x, y, a, b, depth in _BONES:
        body.path_mm += body.block(Ellipse(x, y, a, b), depth * 6, 0.5)
    for side in (-1, 1):
        for rib in range(10):
            start, end = (side * 12, -300 + 22 * rib), (side * (92 + 3 * rib), -286 + 24 * rib)
            body.tube([start, (side * 70, -300 + 22 * rib), end], 4.0, 0.8)
        body.path_mm += body.block(Ellipse(side * 62, 30, 40, 46, 0), 9, 0.5)
        body.tube([(side * 78, 70), (side * 62, 250), (side * 60, 300)], 12, 0.35)
        body.tube([(side * 58, 310), (side * 52, 480)], 9, 0.4)
        body.tube([(side * 158, -290), (side * 186, -120), (side * 180, 40)], 8, 0.4)
        body.path_mm += body.block(Ellipse(side * 55, -60, 24, 38), 3, 0.6)
    body.path_mm += body.block(Ellipse(0, 82, 26, 22), 14, 0.5)
    for x, y in spots:
        body.path_mm += body.block(Ellipse(x, y, 10, 10), 26, 0.7)
    left = (_ROWS - _COLUMNS) // 2
    front = np.clip(body.path_mm[:, left : left + _COLUMNS], 0, None) * 2.4
    back = front[:, ::-1] * 0.92
    return np.stack([random.poisson(front), random.poisson(back)]).astype(np.uint16)


def bone_scan_instance(
    header: StudyHeader, spots: tuple[tuple[float, float], ...], seed: int, manufacturer: str
) -> Dataset:
    """Both views as two frames of one instance."""
    common = study_elements(header, 1, "Geheel lichaam voor en achter")
    common.Manufacturer = manufacturer
    common.ManufacturerModelName = "Fantoom gammacamera"
    common.ImageType = ["ORIGINAL", "PRIMARY", "WHOLE BODY", "EMISSION"]
    common.FrameIncrementPointer = _DETECTOR
    common.DetectorVector = [1, 2]
    common.NumberOfDetectors = 2
    common.EnergyWindowVector = [1, 1]
    common.NumberOfEnergyWindows = 1
    common.PixelSpacing = [f"{_SPACING_MM:g}"] * 2
    common.CountsAccumulated = 1
    common.ScanVelocity, common.WholeBodyTechnique = "2.3", "1PS"
    common.PatientPosition = "HFS"
    common.EnergyWindowInformationSequence = items(
        item(
            EnergyWindowName="Tc-99m",
            EnergyWindowRangeSequence=items(item(EnergyWindowLowerLimit="126", EnergyWindowUpperLimit="154")),
        )
    )
    common.RadiopharmaceuticalInformationSequence = items(
        item(
            RadionuclideCodeSequence=code_sequence(("72454000", "SCT", "^99m^Technetium")),
            Radiopharmaceutical="Tc-99m HDP",
            RadionuclideTotalDose="600",
        )
    )
    common.DetectorInformationSequence = items(
        *(item(CollimatorType="PARA", ViewCodeSequence=code_sequence(view)) for view in _VIEWS)
    )
    common.PatientOrientationCodeSequence = code_sequence(("102538003", "SCT", "recumbent"))
    common.PatientGantryRelationshipCodeSequence = code_sequence(("102540008", "SCT", "headfirst"))
    common.WindowCenter, common.WindowWidth = "60", "120"
    common.BurnedInAnnotation = "NO"
    own = Dataset()
    pixels = bone_scan_pixels(seed, spots)
    put_grey(own, pixels, 16)
    own.CountsAccumulated = int(pixels.sum())
    return instance(common, NuclearMedicineImageStorage, header.uid_path, 1, own)


_VIEWS = (("399348003", "SCT", "antero-posterior"), ("399098001", "SCT", "postero-anterior"))
