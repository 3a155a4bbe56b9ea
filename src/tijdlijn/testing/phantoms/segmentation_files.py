"""The outline of a lesion on a stack of slices as a binary segmentation.

Standard: DICOM PS3.3 A.51 Segmentation IOD, C.8.20.
"""

from collections.abc import Sequence

import numpy as np
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import SegmentationStorage

from tijdlijn.testing.phantoms.coded import code_sequence, item, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.multi_frame import put_dimensions
from tijdlijn.testing.phantoms.plane import AXIAL, decimal, put_frame_of_reference
from tijdlijn.testing.phantoms.references import Reference, by_series, referenced
from tijdlijn.testing.phantoms.volume import Volume


def segmentation(
    header: StudyHeader,
    volume: Volume,
    images: Sequence[Reference],
    lesion_mm: tuple[float, float, float],
    series_number: int,
) -> Dataset:
    """A ball of diameter `lesion_mm[2]` around (x, y) on every slice that `images` name."""
    common = study_elements(header, series_number, "Segmentatie laesie")
    common.Modality = "SEG"
    common.Manufacturer = "Tijdlijn testbeelden"
    common.ManufacturerModelName, common.DeviceSerialNumber, common.SoftwareVersions = "Fantoom", "1", "1"
    common.ImageType = ["DERIVED", "PRIMARY"]
    common.ContentLabel, common.ContentDescription = "LAESIE", "Laesie in de lever"
    common.ContentCreatorName = "Test-Radioloog"
    common.SegmentationType = "BINARY"
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "00"
    common.SegmentSequence = items(
        item(
            SegmentNumber=1,
            SegmentLabel="Laesie",
            SegmentAlgorithmType="MANUAL",
            SegmentedPropertyCategoryCodeSequence=code_sequence(
                ("49755003", "SCT", "Morphologically Altered Structure")
            ),
            SegmentedPropertyTypeCodeSequence=code_sequence(("52988006", "SCT", "Lesion")),
        )
    )
    common.ReferencedSeriesSequence = by_series(images)
    for series in common.ReferencedSeriesSequence:
        series.ReferencedInstanceSequence = series.ReferencedSOPSequence
        del series.ReferencedSOPSequence
    put_frame_of_reference(common, header)
    own = Dataset()
    _put_groups(own, header, volume, images)
    _put_mask(own, volume, len(images), lesion_mm)
    return instance(common, SegmentationStorage, header.uid_path, 1, own)


def _put_groups(own: Dataset, header: StudyHeader, volume: Volume, images: Sequence[Reference]) -> None:
    own.SharedFunctionalGroupsSequence = items(
        item(
            PixelMeasuresSequence=items(
                item(
                    PixelSpacing=[decimal(volume.spacing_mm)] * 2,
                    SliceThickness=decimal(volume.thickness_mm),
                    SpacingBetweenSlices=decimal(volume.thickness_mm),
                )
            ),
            PlaneOrientationSequence=items(item(ImageOrientationPatient=AXIAL)),
            SegmentIdentificationSequence=items(item(ReferencedSegmentNumber=1)),
        )
    )
    own.PerFrameFunctionalGroupsSequence = items(
        *(
            item(
                FrameContentSequence=items(
                    item(StackID="1", InStackPositionNumber=number, DimensionIndexValues=[1, number])
                ),
                PlanePositionSequence=items(
                    item(ImagePositionPatient=[decimal(value) for value in position])
                ),
                DerivationImageSequence=items(
                    item(
                        DerivationCodeSequence=code_sequence(("113076", "DCM", "Segmentation")),
                        SourceImageSequence=items(referenced(reference)),
                    )
                ),
            )
            for number, (reference, position) in enumerate(
                zip(images, volume.positions(), strict=False), start=1
            )
        )
    )
    put_dimensions(own, header)


def _put_mask(own: Dataset, volume: Volume, count: int, lesion_mm: tuple[float, float, float]) -> None:
    """One bit a pixel, frames without a gap between. Standard: DICOM PS3.5 §8.1.1."""
    centre_x, centre_y, diameter = lesion_mm
    _, rows, columns = volume.hu.shape
    x = (volume.corner_mm[0] + np.arange(columns) * volume.spacing_mm - centre_x)[np.newaxis, np.newaxis, :]
    y = (volume.corner_mm[1] + np.arange(rows) * volume.spacing_mm - centre_y)[np.newaxis, :, np.newaxis]
    z = ((np.arange(count) - (count - 1) / 2) * volume.thickness_mm)[:, np.newaxis, np.newaxis]
    mask = x**2 + y**2 + z**2 < (diameter / 2) ** 2
    own.NumberOfFrames = count
    own.Rows, own.Columns = rows, columns
    own.SamplesPerPixel, own.PhotometricInterpretation = 1, "MONOCHROME2"
    own.BitsAllocated = own.BitsStored = 1
    own.HighBit = own.PixelRepresentation = 0
    packed = np.packbits(mask.ravel(), bitorder="little").tobytes()
    own.add(DataElement("PixelData", "OB", packed + b"\0" * (len(packed) % 2)))
