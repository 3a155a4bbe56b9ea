"""Turns drawn runs into instances of X-Ray Angiographic and X-Ray Radiofluoroscopic Image Storage.

Standard: DICOM PS3.3 A.14 XA, A.16 XRF, C.8.7.1 X-Ray Image, C.7.6.5 Cine.
"""

from pydicom.dataset import Dataset
from pydicom.tag import Tag
from pydicom.uid import XRayAngiographicImageStorage, XRayRadiofluoroscopicImageStorage

from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.fluoroscopy import MAX_VALUE, Angiogram, BariumSwallow
from tijdlijn.testing.phantoms.image_pixels import put_grey

_FRAME_TIME = Tag(0x0018, 0x1063)


def run_instance(
    header: StudyHeader, run: Angiogram | BariumSwallow, series_number: int, manufacturer: str
) -> Dataset:
    """One multi-frame run of the class that its kind asks for."""
    is_angiogram = isinstance(run, Angiogram)
    description = "Aorta en bekkenvaten" if is_angiogram else "Slikactie AP"
    common = study_elements(header, series_number, description)
    common.Manufacturer = manufacturer
    common.ManufacturerModelName = "Fantoom doorlichting"
    common.ImageType = ["ORIGINAL", "PRIMARY", "SINGLE PLANE"]
    common.PixelIntensityRelationship = "LIN"
    common.RadiationSetting = "GR" if is_angiogram else "SC"
    common.KVP = "75"
    common.XRayTubeCurrent = "320"
    common.ExposureTime = "8"
    common.ImagerPixelSpacing = [f"{run.spacing_mm * 1.3:g}"] * 2
    common.DistanceSourceToDetector, common.DistanceSourceToPatient = "1050", "810"
    common.FrameTime = "133.3"
    common.FrameIncrementPointer = _FRAME_TIME
    common.RecommendedDisplayFrameRate = 8
    common.WindowCenter, common.WindowWidth = str((MAX_VALUE + 1) // 2), str(MAX_VALUE + 1)
    common.BurnedInAnnotation = "NO"
    common.LossyImageCompression = "00"
    if is_angiogram:
        common.PositionerMotion = "STATIC"
        common.PositionerPrimaryAngle, common.PositionerSecondaryAngle = "0", "0"
        common.ContrastBolusAgent = "Jodiumhoudend contrast"
    else:
        common.ContrastBolusAgent = "Bariumsulfaat"
    own = Dataset()
    put_grey(own, run.pixels(), 10)
    sop_class = XRayAngiographicImageStorage if is_angiogram else XRayRadiofluoroscopicImageStorage
    return instance(common, sop_class, header.uid_path, 1, own)
