"""Enhanced CT, MR and PET: a whole series in one multi-frame instance.

Standard: DICOM PS3.3 A.38 Enhanced CT, A.36 Enhanced MR, A.56 Enhanced PET.
"""

import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import EnhancedCTImageStorage, EnhancedMRImageStorage, EnhancedPETImageStorage

from tijdlijn.testing.phantoms.coded import item
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_grey
from tijdlijn.testing.phantoms.multi_frame import put_functional_groups
from tijdlijn.testing.phantoms.plane import put_frame_of_reference
from tijdlijn.testing.phantoms.volume import Volume

_MANUFACTURER = "Tijdlijn testbeelden"


def enhanced_ct(header: StudyHeader, volume: Volume, series_number: int) -> Dataset:
    """The volume as one Enhanced CT instance in Hounsfield units."""
    common = _common(header, series_number, f"CT multiframe {volume.thickness_mm:g} mm", "ORIGINAL")
    common.AcquisitionContextSequence = []
    common.ContentQualification = "PRODUCT"
    frame = item(
        FrameType=["ORIGINAL", "PRIMARY", "VOLUME", "NONE"],
        PixelPresentation="MONOCHROME",
        VolumetricProperties="VOLUME",
        VolumeBasedCalculationTechnique="NONE",
    )
    own = Dataset()
    put_functional_groups(own, header, volume, ("CTImageFrameTypeSequence", frame))
    own.SharedFunctionalGroupsSequence[0].FrameVOILUTSequence = [item(WindowCenter="40", WindowWidth="400")]
    put_grey(own, (volume.hu + 1024).astype(np.uint16), 12)
    return instance(common, EnhancedCTImageStorage, header.uid_path, 1, own)


def enhanced_mr(header: StudyHeader, volume: Volume, series_number: int, weighting: str = "T2") -> Dataset:
    """The volume as one Enhanced MR instance."""
    common = _common(header, series_number, f"{weighting} TSE transversaal multiframe", "ORIGINAL")
    common.MagneticFieldStrength = 3.0
    common.ResonantNucleus = "1H"
    common.ContentQualification = "PRODUCT"
    frame = item(
        FrameType=["ORIGINAL", "PRIMARY", "M", "NONE"],
        PixelPresentation="MONOCHROME",
        VolumetricProperties="VOLUME",
        VolumeBasedCalculationTechnique="NONE",
        ComplexImageComponent="MAGNITUDE",
        AcquisitionContrast="UNKNOWN",
    )
    own = Dataset()
    put_functional_groups(own, header, volume, ("MRImageFrameTypeSequence", frame))
    own.SharedFunctionalGroupsSequence[0].FrameVOILUTSequence = [item(WindowCenter="450", WindowWidth="900")]
    put_grey(own, volume.mr(weighting, series_number), 12)
    return instance(common, EnhancedMRImageStorage, header.uid_path, 1, own)


def enhanced_pet(header: StudyHeader, volume: Volume, series_number: int) -> Dataset:
    """The volume as one Enhanced PET instance; stored values times the slope are kBq/ml."""
    common = _common(header, series_number, "PET gecorrigeerd multiframe", "ORIGINAL")
    common.ContentQualification = "PRODUCT"
    frame = item(
        FrameType=["ORIGINAL", "PRIMARY", "VOLUME", "NONE"],
        PixelPresentation="MONOCHROME",
        VolumetricProperties="VOLUME",
        VolumeBasedCalculationTechnique="NONE",
    )
    own = Dataset()
    put_functional_groups(own, header, volume, ("PETFrameTypeSequence", frame), slope="0.002")
    own.SharedFunctionalGroupsSequence[0].FrameVOILUTSequence = [item(WindowCenter="6", WindowWidth="12")]
    put_grey(own, volume.uptake(series_number), 16)
    return instance(common, EnhancedPETImageStorage, header.uid_path, 1, own)


def _common(header: StudyHeader, series_number: int, description: str, origin: str) -> Dataset:
    common = study_elements(header, series_number, description)
    common.Manufacturer = _MANUFACTURER
    common.ManufacturerModelName = f"Fantoom {header.modality} multiframe"
    common.DeviceSerialNumber = "1"
    common.SoftwareVersions = "1"
    common.ImageType = [origin, "PRIMARY", "VOLUME", "NONE"]
    common.AcquisitionDateTime = f"{common.AcquisitionDate}{common.AcquisitionTime}"
    common.PatientPosition = "HFS"
    common.PixelPresentation = "MONOCHROME"
    common.VolumetricProperties = "VOLUME"
    common.VolumeBasedCalculationTechnique = "NONE"
    common.PresentationLUTShape = "IDENTITY"
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "00"
    put_frame_of_reference(common, header)
    return common
