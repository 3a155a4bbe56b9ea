"""Enhanced CT, MR and PET: a whole series in one multi-frame instance.

Standard: DICOM PS3.3 A.38 Enhanced CT, A.36 Enhanced MR, A.56 Enhanced PET.
"""

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import UID, EnhancedCTImageStorage, EnhancedMRImageStorage, EnhancedPETImageStorage

from tijdlijn.testing.phantoms.coded import item
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_grey
from tijdlijn.testing.phantoms.multi_frame import put_functional_groups
from tijdlijn.testing.phantoms.plane import put_frame_of_reference
from tijdlijn.testing.phantoms.volume import Volume

_MANUFACTURER = "Tijdlijn testbeelden"


def enhanced_ct(header: StudyHeader, volume: Volume, series_number: int) -> Dataset:
    """The volume as one Enhanced CT instance in Hounsfield units."""
    common = _common(header, series_number, f"CT multiframe {volume.thickness_mm:g} mm")
    common.AcquisitionContextSequence = []
    put_functional_groups(common, header, volume, ("CTImageFrameTypeSequence", _frame_type("VOLUME")))
    put_grey(common, (volume.hu + 1024).astype(np.uint16), 12)
    return _instance(common, EnhancedCTImageStorage, header, ("40", "400"))


def enhanced_mr(header: StudyHeader, volume: Volume, series_number: int, weighting: str = "T2") -> Dataset:
    """The volume as one Enhanced MR instance."""
    common = _common(header, series_number, f"{weighting} TSE transversaal multiframe")
    common.MagneticFieldStrength = 3.0
    common.ResonantNucleus = "1H"
    frame = _frame_type("M")
    frame.ComplexImageComponent = "MAGNITUDE"
    frame.AcquisitionContrast = "UNKNOWN"
    put_functional_groups(common, header, volume, ("MRImageFrameTypeSequence", frame))
    put_grey(common, volume.mr(weighting, series_number), 12)
    return _instance(common, EnhancedMRImageStorage, header, ("450", "900"))


def enhanced_pet(header: StudyHeader, volume: Volume, series_number: int) -> Dataset:
    """The volume as one Enhanced PET instance; stored values times the slope are kBq/ml."""
    common = _common(header, series_number, "PET gecorrigeerd multiframe")
    frame = ("PETFrameTypeSequence", _frame_type("VOLUME"))
    put_functional_groups(common, header, volume, frame, slope="0.002")
    put_grey(common, volume.uptake(series_number), 16)
    return _instance(common, EnhancedPETImageStorage, header, ("6", "12"))


def _frame_type(kind: str) -> Dataset:
    """What every frame type macro says. Standard: DICOM PS3.3 C.8.16.1, C.8.16.2."""
    return item(
        FrameType=["ORIGINAL", "PRIMARY", kind, "NONE"],
        PixelPresentation="MONOCHROME",
        VolumetricProperties="VOLUME",
        VolumeBasedCalculationTechnique="NONE",
    )


def _instance(common: Dataset, sop_class: UID, header: StudyHeader, window: tuple[str, str]) -> Dataset:
    """The one instance, with a window (centre, width) for all its frames."""
    [shared] = common.SharedFunctionalGroupsSequence
    shared.FrameVOILUTSequence = [item(WindowCenter=window[0], WindowWidth=window[1])]
    return instance(common, sop_class, header.uid_path, 1, ())


def _common(header: StudyHeader, series_number: int, description: str) -> Dataset:
    common = study_elements(header, series_number, description)
    common.Manufacturer = _MANUFACTURER
    common.ManufacturerModelName = f"Fantoom {header.modality} multiframe"
    common.DeviceSerialNumber = "1"
    common.SoftwareVersions = "1"
    common.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    common.AcquisitionDateTime = f"{common.AcquisitionDate}{common.AcquisitionTime}"
    common.PatientPosition = "HFS"
    common.ContentQualification = "PRODUCT"
    common.PixelPresentation = "MONOCHROME"
    common.VolumetricProperties = "VOLUME"
    common.VolumeBasedCalculationTechnique = "NONE"
    common.PresentationLUTShape = "IDENTITY"
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "00"
    put_frame_of_reference(common, header)
    return common
