"""The functional groups of the enhanced classes: what all frames share, and where each of them lies.

Standard: DICOM PS3.3 C.7.6.16 Multi-frame Functional Groups, C.7.6.17 Multi-frame Dimension.
"""

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from tijdlijn.testing.phantoms.coded import item, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid
from tijdlijn.testing.phantoms.plane import AXIAL, decimal
from tijdlijn.testing.phantoms.volume import Volume

_STACK_ID, _IN_STACK, _FRAME_CONTENT = Tag(0x0020, 0x9056), Tag(0x0020, 0x9057), Tag(0x0020, 0x9111)


def put_functional_groups(
    dataset: Dataset, header: StudyHeader, volume: Volume, frame_type: tuple[str, Dataset], slope: str = "1"
) -> None:
    """Add shared and per-frame groups for a stack of axial frames.

    `frame_type` is the keyword and the item of the class's own frame type macro.
    """
    intercept, unit = ("-1024", "HU") if header.modality == "CT" else ("0", "US")
    shared = item(
        PixelMeasuresSequence=items(
            item(
                PixelSpacing=[decimal(volume.spacing_mm)] * 2,
                SliceThickness=decimal(volume.thickness_mm),
                SpacingBetweenSlices=decimal(volume.thickness_mm),
            )
        ),
        PlaneOrientationSequence=items(item(ImageOrientationPatient=AXIAL)),
        PixelValueTransformationSequence=items(
            item(RescaleIntercept=intercept, RescaleSlope=slope, RescaleType=unit)
        ),
        **{frame_type[0]: items(frame_type[1])},
    )
    dataset.SharedFunctionalGroupsSequence = items(shared)
    dataset.PerFrameFunctionalGroupsSequence = Sequence(
        [
            item(
                FrameContentSequence=items(
                    item(StackID="1", InStackPositionNumber=number, DimensionIndexValues=[1, number])
                ),
                PlanePositionSequence=items(
                    item(ImagePositionPatient=[decimal(value) for value in position])
                ),
            )
            for number, position in enumerate(volume.positions(), start=1)
        ]
    )
    put_dimensions(dataset, header)


def put_dimensions(dataset: Dataset, header: StudyHeader) -> None:
    """Say that frames are ordered by stack and by place in it."""
    organization = derived_uid(header.uid_path, "dimensions")
    dataset.DimensionOrganizationSequence = items(item(DimensionOrganizationUID=organization))
    dataset.DimensionIndexSequence = items(
        *(
            item(
                DimensionOrganizationUID=organization,
                DimensionIndexPointer=pointer,
                FunctionalGroupPointer=_FRAME_CONTENT,
            )
            for pointer in (_STACK_ID, _IN_STACK)
        )
    )
