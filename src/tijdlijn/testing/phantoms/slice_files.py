"""Single-frame MR and PET slices of a volume.

Standard: DICOM PS3.3 A.4 MR Image, A.21 Positron Emission Tomography Image.
"""

from collections.abc import Iterator

from pydicom.dataset import Dataset
from pydicom.uid import MRImageStorage, PositronEmissionTomographyImageStorage

from tijdlijn.testing.phantoms.coded import code_sequence, item, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.image_pixels import put_grey
from tijdlijn.testing.phantoms.plane import put_frame_of_reference, put_plane
from tijdlijn.testing.phantoms.volume import Volume

_ECHO = {"T1": ("520", "12"), "T2": ("3800", "98"), "STIR": ("4200", "62")}
_MANUFACTURER = "Tijdlijn testbeelden"


def mr_instances(
    header: StudyHeader, volume: Volume, series_number: int, weighting: str
) -> Iterator[Dataset]:
    """One transverse series, most cranial slice first."""
    common = study_elements(header, series_number, f"{weighting} TSE transversaal")
    common.Manufacturer = _MANUFACTURER
    common.ManufacturerModelName = "Fantoom MR"
    common.ImageType = ["ORIGINAL", "PRIMARY", "M"]
    common.PatientPosition = "HFS"
    common.ScanningSequence = "IR" if weighting == "STIR" else "SE"
    common.SequenceVariant = "SK"
    common.ScanOptions = ""
    common.MRAcquisitionType = "2D"
    common.RepetitionTime, common.EchoTime = _ECHO[weighting]
    common.EchoTrainLength = 12
    common.MagneticFieldStrength = "3"
    common.ImagedNucleus = "1H"
    common.WindowCenter, common.WindowWidth = "450", "900"
    common.BurnedInAnnotation = "NO"
    put_frame_of_reference(common, header)
    signal = volume.mr(weighting, series_number)
    for number, (position, pixels) in enumerate(zip(volume.positions(), signal, strict=True), start=1):
        own = Dataset()
        put_plane(own, position, volume.spacing_mm, volume.thickness_mm)
        put_grey(own, pixels, 12)
        yield instance(common, MRImageStorage, header.uid_path, number, own)


def pet_instances(header: StudyHeader, volume: Volume, series_number: int) -> Iterator[Dataset]:
    """One attenuation-corrected series; stored values times the slope are Bq/ml."""
    common = study_elements(header, series_number, "PET gecorrigeerd")
    common.Manufacturer = _MANUFACTURER
    common.ManufacturerModelName = "Fantoom PET"
    common.ImageType = ["ORIGINAL", "PRIMARY"]
    common.PatientPosition = "HFS"
    common.SeriesType = ["STATIC", "IMAGE"]
    common.Units = "BQML"
    common.CountsSource = "EMISSION"
    common.CorrectedImage = ["DECY", "ATTN", "SCAT", "NORM"]
    common.DecayCorrection = "START"
    common.CollimatorType = "NONE"
    common.NumberOfSlices = len(volume.hu)
    common.FrameReferenceTime = "0"
    common.ActualFrameDuration = "120000"
    common.PatientWeight = "72"
    common.RadiopharmaceuticalInformationSequence = items(
        item(
            RadionuclideCodeSequence=code_sequence(("77004003", "SCT", "^18^Fluorine")),
            RadiopharmaceuticalCodeSequence=code_sequence(("35321007", "SCT", "Fluorodeoxyglucose F^18^")),
            Radiopharmaceutical="FDG",
            RadionuclideTotalDose="210000000",
            RadionuclideHalfLife="6586.2",
            RadiopharmaceuticalStartTime="080000",
        )
    )
    common.PatientOrientationCodeSequence = code_sequence(("102538003", "SCT", "recumbent"))
    common.PatientGantryRelationshipCodeSequence = code_sequence(("102540008", "SCT", "headfirst"))
    common.RescaleIntercept, common.RescaleSlope = "0", "2"
    common.WindowCenter, common.WindowWidth = "6000", "12000"
    common.BurnedInAnnotation = "NO"
    put_frame_of_reference(common, header)
    counts = volume.uptake(series_number)
    for number, (position, pixels) in enumerate(zip(volume.positions(), counts, strict=True), start=1):
        own = Dataset()
        put_plane(own, position, volume.spacing_mm, volume.thickness_mm)
        own.ImageIndex = number
        put_grey(own, pixels, 16)
        yield instance(common, PositronEmissionTomographyImageStorage, header.uid_path, number, own)
