"""Where an axial slice lies: the attributes by which viewers sort, link and measure.

Standard: DICOM PS3.3 C.7.6.2 Image Plane, C.7.4.1 Frame of Reference.
"""

from pydicom.dataset import Dataset

from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid

AXIAL = ["1", "0", "0", "0", "1", "0"]


def put_frame_of_reference(dataset: Dataset, header: StudyHeader) -> None:
    """All series of a study share one frame of reference: the patient stayed on the table."""
    dataset.FrameOfReferenceUID = derived_uid(header.uid_path, "frame of reference")
    dataset.PositionReferenceIndicator = ""


def put_plane(
    dataset: Dataset, position_mm: tuple[float, float, float], spacing_mm: float, thickness_mm: float
) -> None:
    """Add an axial plane with square pixels."""
    dataset.ImageOrientationPatient = AXIAL
    dataset.ImagePositionPatient = [decimal(value) for value in position_mm]
    dataset.SliceLocation = decimal(position_mm[2])
    dataset.PixelSpacing = [decimal(spacing_mm)] * 2
    dataset.SliceThickness = decimal(thickness_mm)
    dataset.SpacingBetweenSlices = decimal(thickness_mm)


def decimal(value: float) -> str:
    """A decimal string without noise behind the digits that count. Standard: DICOM PS3.5 §6.2, DS."""
    return f"{value:.6g}"
