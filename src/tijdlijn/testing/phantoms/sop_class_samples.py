"""One small, true instance of each SOP class that a Dutch archive holds, to try readers and viewers on.

`DUTCH_MINIMUM` are the seventeen classes that the Dutch guide asks for; `SAMPLE_CLASSES` has those and what
else is met beside images. Instances are uncompressed unless their class is never so; `stored_as` gives other
syntaxes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache

from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.uid import UID

from tijdlijn.testing.phantoms.abdomen_ct import AbdomenCt
from tijdlijn.testing.phantoms.abdominal_aorta import AorticAneurysm
from tijdlijn.testing.phantoms.aorta_ultrasound import AortaUltrasound
from tijdlijn.testing.phantoms.chest_radiograph import ChestRadiograph
from tijdlijn.testing.phantoms.clip_files import ultrasound_clip
from tijdlijn.testing.phantoms.ct_files import ct_instances
from tijdlijn.testing.phantoms.dicom_header import StudyHeader
from tijdlijn.testing.phantoms.document_files import UNKNOWN_CLASS, encapsulated_pdf, unknown_instance
from tijdlijn.testing.phantoms.electrocardiogram import electrocardiogram
from tijdlijn.testing.phantoms.enhanced_files import enhanced_ct, enhanced_mr, enhanced_pet
from tijdlijn.testing.phantoms.fluoroscopy import Angiogram, BariumSwallow
from tijdlijn.testing.phantoms.fluoroscopy_files import run_instance
from tijdlijn.testing.phantoms.mammogram import Mammogram
from tijdlijn.testing.phantoms.mammography_files import mammography_instances
from tijdlijn.testing.phantoms.radiograph_files import radiograph_instance
from tijdlijn.testing.phantoms.radiotherapy_files import dose_volume, structure_set
from tijdlijn.testing.phantoms.references import reference_to
from tijdlijn.testing.phantoms.scintigraphy_files import bone_scan_instance
from tijdlijn.testing.phantoms.screen_files import dose_screen
from tijdlijn.testing.phantoms.segmentation_files import segmentation
from tijdlijn.testing.phantoms.selection_files import key_objects, presentation_state
from tijdlijn.testing.phantoms.slice_files import mr_instances, pet_instances
from tijdlijn.testing.phantoms.structured_reports import basic_text_sr, dose_sr, measurement_sr
from tijdlijn.testing.phantoms.ultrasound_files import ultrasound_instances
from tijdlijn.testing.phantoms.video_files import endoscopy_video
from tijdlijn.testing.phantoms.volume import Volume, abdomen_volume

_MAKER = "Tijdlijn testbeelden"
_SCAN = AbdomenCt(AorticAneurysm(46), thickness_mm=12, seed=1, size_px=256, spacing_mm=1.5, noise_hu=3)
_SLICES = 5
_STILL = AortaUltrasound(46, is_transverse=True, seed=1)


def sample(sop_class: UID | str, header: StudyHeader) -> Dataset:
    """One instance of this class in the header's study, with the modality that the class has.

    Of a class that refers to images (SEG, RTSTRUCT, PR, KO, measurements) these are the CT sample's: same
    header, same UIDs.

    Raises:
        KeyError: there is no sample of this class.
    """
    modality, make = _MAKERS[UID(sop_class)]
    return make(replace(header, modality=modality))


def _ct(header: StudyHeader) -> Dataset:
    return _first(ct_instances(replace(header, modality="CT"), _SCAN, _MAKER))


@cache
def _volume() -> Volume:
    return abdomen_volume(_SCAN, _SLICES)


def _first(instances: Iterable[Dataset]) -> Dataset:
    return next(iter(instances))


def _cr_or_dx(header: StudyHeader) -> Dataset:
    return radiograph_instance(
        header, ChestRadiograph(130, is_supine=False, seed=1, size_px=512, spacing_mm=0.77), _MAKER
    )


def _mammogram(header: StudyHeader) -> Dataset:
    view = Mammogram("L", "CC", mass_mm=9, seed=1, rows=1024, columns=832, spacing_mm=0.28)
    return _first(mammography_instances(header, [view], _MAKER))


def _presentation_state(header: StudyHeader) -> Dataset:
    image = _ct(header)
    return presentation_state(header, image, reference_to(image), 80)


_IMAGES: Mapping[UID, tuple[str, Callable[[StudyHeader], Dataset]]] = {
    uid.ComputedRadiographyImageStorage: ("CR", _cr_or_dx),
    uid.DigitalXRayImageStorageForPresentation: ("DX", _cr_or_dx),
    uid.DigitalMammographyXRayImageStorageForPresentation: ("MG", _mammogram),
    uid.CTImageStorage: ("CT", _ct),
    uid.EnhancedCTImageStorage: ("CT", lambda header: enhanced_ct(header, _volume(), 11)),
    uid.MRImageStorage: ("MR", lambda header: _first(mr_instances(header, _volume(), 12, "T2"))),
    uid.EnhancedMRImageStorage: ("MR", lambda header: enhanced_mr(header, _volume(), 13)),
    uid.UltrasoundImageStorage: (
        "US",
        lambda header: _first(ultrasound_instances(header, [_STILL], _MAKER)),
    ),
    uid.UltrasoundMultiFrameImageStorage: (
        "US",
        lambda header: ultrasound_clip(header, _STILL, 8, 14, _MAKER),
    ),
    uid.SecondaryCaptureImageStorage: ("SC", lambda header: dose_screen(header, 15, 512)),
    uid.XRayAngiographicImageStorage: (
        "XA",
        lambda header: run_instance(header, Angiogram(6, seed=1, size_px=256, spacing_mm=0.8), 16, _MAKER),
    ),
    uid.XRayRadiofluoroscopicImageStorage: (
        "RF",
        lambda header: run_instance(
            header, BariumSwallow(6, narrow_mm=6, seed=1, size_px=256, spacing_mm=1.2), 17, _MAKER
        ),
    ),
    uid.NuclearMedicineImageStorage: (
        "NM",
        lambda header: bone_scan_instance(header, ((-13.0, -150.0),), 1, _MAKER),
    ),
    uid.PositronEmissionTomographyImageStorage: (
        "PT",
        lambda header: _first(pet_instances(header, _volume(), 18)),
    ),
    uid.EnhancedPETImageStorage: ("PT", lambda header: enhanced_pet(header, _volume(), 19)),
    uid.VideoEndoscopicImageStorage: ("ES", lambda header: endoscopy_video(header, 10, 1, _MAKER)),
    uid.EncapsulatedPDFStorage: (
        "OT",
        lambda header: encapsulated_pdf(
            header, 20, "Gescande brief", "Brief van een testarts over een testpatiënt."
        ),
    ),
}

_BESIDE_IMAGES: Mapping[UID, tuple[str, Callable[[StudyHeader], Dataset]]] = {
    uid.BasicTextSRStorage: (
        "SR",
        lambda header: basic_text_sr(
            header,
            21,
            ["Aneurysma van de aorta abdominalis van 46 mm.", "Geen vrij vocht."],
            "Controle over een jaar.",
        ),
    ),
    uid.ComprehensiveSRStorage: (
        "SR",
        lambda header: measurement_sr(header, 22, "Laesie 1", 23.4, reference_to(_ct(header))),
    ),
    uid.XRayRadiationDoseSRStorage: ("SR", lambda header: dose_sr(header, 23, 512, 9.8)),
    uid.TwelveLeadECGWaveformStorage: ("ECG", lambda header: electrocardiogram(header, 68, 1)),
    uid.RTStructureSetStorage: (
        "RTSTRUCT",
        lambda header: structure_set(header, _volume(), [reference_to(_ct(header))], 24),
    ),
    uid.RTDoseStorage: ("RTDOSE", lambda header: dose_volume(header, _volume(), 25)),
    uid.SegmentationStorage: (
        "SEG",
        lambda header: segmentation(header, _volume(), [reference_to(_ct(header))], (-60.0, -20.0, 24.0), 26),
    ),
    uid.GrayscaleSoftcopyPresentationStateStorage: ("PR", _presentation_state),
    uid.KeyObjectSelectionDocumentStorage: (
        "KO",
        lambda header: key_objects(header, [reference_to(_ct(header))], 27),
    ),
    UNKNOWN_CLASS: ("OT", lambda header: unknown_instance(header, 28)),
}

_MAKERS = {**_IMAGES, **_BESIDE_IMAGES}

DUTCH_MINIMUM: tuple[UID, ...] = tuple(_IMAGES)
"""The seventeen classes. Standard: MedMij image availability, functional design, minimum set."""

SAMPLE_CLASSES: tuple[UID, ...] = tuple(_MAKERS)
"""Every class that there is a sample of."""
