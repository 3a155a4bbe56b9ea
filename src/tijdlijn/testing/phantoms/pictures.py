"""The kinds of picture that a story can ask for; a new kind is one class here and one line in `instances`."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from pydicom.dataset import Dataset

from tijdlijn.testing.phantoms.abdomen_ct import AbdomenCt
from tijdlijn.testing.phantoms.abdominal_aorta import AorticAneurysm
from tijdlijn.testing.phantoms.aorta_ultrasound import AortaUltrasound
from tijdlijn.testing.phantoms.chest_radiograph import ChestRadiograph
from tijdlijn.testing.phantoms.ct_files import ct_instances
from tijdlijn.testing.phantoms.dicom_header import StudyHeader
from tijdlijn.testing.phantoms.published_files import published_instances
from tijdlijn.testing.phantoms.radiograph_files import radiograph_instance
from tijdlijn.testing.phantoms.ultrasound_files import ultrasound_instances

_MANUFACTURER = "Tijdlijn testbeelden"


@dataclass(frozen=True, slots=True)
class CtaAbdomen:
    """A full CT stack of the abdomen with an aneurysm of this outer diameter."""

    diameter_mm: float
    slice_mm: float


@dataclass(frozen=True, slots=True)
class ChestPicture:
    """One frontal chest radiograph without abnormality."""

    heart_mm: float
    is_supine: bool


@dataclass(frozen=True, slots=True)
class AortaEcho:
    """Two stills of the aorta, across and along, with callipers at this outer diameter."""

    diameter_mm: float


@dataclass(frozen=True, slots=True)
class PublishedPicture:
    """Files of `pydicom-data`, in order, as one series."""

    files: tuple[str, ...]
    series_description: str


Picture = CtaAbdomen | ChestPicture | AortaEcho | PublishedPicture


def instances(picture: Picture, header: StudyHeader) -> Iterator[Dataset]:
    """Every instance of the study, ready to be written; the same picture and header always give the same
    bytes.
    """
    seed = int.from_bytes(sha256(header.uid_path.encode()).digest()[:4], "big")
    match picture:
        case CtaAbdomen():
            scan = AbdomenCt(AorticAneurysm(picture.diameter_mm), picture.slice_mm, seed)
            yield from ct_instances(header, scan, _MANUFACTURER)
        case ChestPicture():
            drawn = ChestRadiograph(picture.heart_mm, picture.is_supine, seed)
            yield radiograph_instance(header, drawn, _MANUFACTURER)
        case AortaEcho():
            stills = [AortaUltrasound(picture.diameter_mm, across, seed + across) for across in (True, False)]
            yield from ultrasound_instances(header, stills, _MANUFACTURER)
        case PublishedPicture():
            yield from published_instances(header, picture.files, picture.series_description)
