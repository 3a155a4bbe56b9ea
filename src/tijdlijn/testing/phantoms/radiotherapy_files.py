"""What belongs to planning a radiotherapy: outlines of structures, and the dose as a volume.

Standard: DICOM PS3.3 A.19 RT Structure Set, C.8.8.5–6; A.18 RT Dose, C.8.8.3.
"""

from collections.abc import Sequence

import numpy as np
from pydicom.dataset import Dataset
from pydicom.tag import Tag
from pydicom.uid import RTDoseStorage, RTStructureSetStorage

from tijdlijn.testing.phantoms.coded import item, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_grey
from tijdlijn.testing.phantoms.plane import AXIAL, decimal, put_frame_of_reference
from tijdlijn.testing.phantoms.references import Reference, by_series, referenced
from tijdlijn.testing.phantoms.volume import Volume

_FRAME_OFFSETS = Tag(0x3004, 0x000C)
_STRUCTURES = (("PTV", [220, 40, 40], 44.0), ("Long links", [60, 140, 230], 62.0))
_RETIRED_STUDY_COMPONENT = "1.2.840.10008.3.1.2.3.1"


def structure_set(
    header: StudyHeader, volume: Volume, images: Sequence[Reference], series_number: int
) -> Dataset:
    """Two outlined structures on the slices that `images` name, in the order of the volume."""
    common = study_elements(header, series_number, "Structuren")
    common.Modality = "RTSTRUCT"
    common.Manufacturer = "Tijdlijn testbeelden"
    common.StructureSetLabel = "Planning"
    common.StructureSetDate, common.StructureSetTime = common.ContentDate, common.ContentTime
    frame_of_reference = derived_uid(header.uid_path, "frame of reference")
    study = item(
        ReferencedSOPClassUID=_RETIRED_STUDY_COMPONENT,
        ReferencedSOPInstanceUID=header.study_uid.value,
        RTReferencedSeriesSequence=_contour_images(images),
    )
    common.ReferencedFrameOfReferenceSequence = items(
        item(FrameOfReferenceUID=frame_of_reference, RTReferencedStudySequence=items(study))
    )
    common.StructureSetROISequence = items(
        *(
            item(
                ROINumber=number,
                ReferencedFrameOfReferenceUID=frame_of_reference,
                ROIName=name,
                ROIGenerationAlgorithm="MANUAL",
            )
            for number, (name, _, _) in enumerate(_STRUCTURES, start=1)
        )
    )
    common.ROIContourSequence = items(
        *(
            item(
                ReferencedROINumber=number,
                ROIDisplayColor=colour,
                ContourSequence=items(*_contours(volume, images, radius, 60.0 * number - 20)),
            )
            for number, (_, colour, radius) in enumerate(_STRUCTURES, start=1)
        )
    )
    common.RTROIObservationsSequence = items(
        *(
            item(
                ObservationNumber=number,
                ReferencedROINumber=number,
                RTROIInterpretedType="PTV" if name == "PTV" else "ORGAN",
                ROIInterpreter="Test-Radiotherapeut",
            )
            for number, (name, _, _) in enumerate(_STRUCTURES, start=1)
        )
    )
    common.ApprovalStatus = "UNAPPROVED"
    put_frame_of_reference(common, header)
    return instance(common, RTStructureSetStorage, header.uid_path, 1, ())


def dose_volume(header: StudyHeader, volume: Volume, series_number: int) -> Dataset:
    """A dose of 42 Gy that falls off around the first structure, on the volume's own slices."""
    common = study_elements(header, series_number, "Dosis")
    common.Modality = "RTDOSE"
    common.Manufacturer = "Tijdlijn testbeelden"
    common.DoseUnits, common.DoseType, common.DoseSummationType = "GY", "PHYSICAL", "PLAN"
    common.FrameIncrementPointer = _FRAME_OFFSETS
    common.GridFrameOffsetVector = [decimal(-n * volume.thickness_mm) for n in range(len(volume.hu))]
    common.ImageOrientationPatient = AXIAL
    common.ImagePositionPatient = [decimal(value) for value in volume.corner_mm]
    common.PixelSpacing = [decimal(volume.spacing_mm)] * 2
    common.SliceThickness = decimal(volume.thickness_mm)
    common.DoseGridScaling = "0.001"
    put_frame_of_reference(common, header)
    _, rows, columns = volume.hu.shape
    x = (volume.corner_mm[0] + np.arange(columns) * volume.spacing_mm)[np.newaxis, np.newaxis, :]
    y = (volume.corner_mm[1] + np.arange(rows) * volume.spacing_mm)[np.newaxis, :, np.newaxis]
    z = (np.arange(len(volume.hu)) * volume.thickness_mm)[:, np.newaxis, np.newaxis]
    middle = len(volume.hu) * volume.thickness_mm / 2
    distance = np.sqrt((x - 40) ** 2 + (y + 40) ** 2 + (z - middle) ** 2)
    own = Dataset()
    put_grey(own, np.rint(42000 / (1 + np.exp((distance - 48) / 7))).astype(np.uint16), 16)
    return instance(common, RTDoseStorage, header.uid_path, 1, own)


def _contour_images(images: Sequence[Reference]) -> object:
    series = by_series(images)
    for one in series:
        one.ContourImageSequence = one.ReferencedSOPSequence
        del one.ReferencedSOPSequence
    return series


def _contours(
    volume: Volume, images: Sequence[Reference], radius_mm: float, x_mm: float
) -> Sequence[Dataset]:
    """A circle on every slice, smaller towards the ends."""
    count = len(images)
    contours = []
    for number, (reference, position) in enumerate(zip(images, volume.positions(), strict=False)):
        radius = radius_mm * max(1 - ((number - count / 2) / (count / 2 + 1)) ** 2, 0.05) ** 0.5
        angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        points = np.stack(
            [x_mm + radius * np.cos(angles), -40 + radius * np.sin(angles), np.full(48, position[2])], axis=1
        )
        contours.append(
            item(
                ContourImageSequence=items(referenced(reference)),
                ContourGeometricType="CLOSED_PLANAR",
                NumberOfContourPoints=48,
                ContourData=[f"{value:.1f}" for value in points.ravel()],
            )
        )
    return contours
