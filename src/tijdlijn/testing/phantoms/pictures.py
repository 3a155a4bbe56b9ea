"""The kinds of picture that a story can ask for; a new kind is one class with `instances`, and one line in
the world's table of kinds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from pydicom.dataset import Dataset

from tijdlijn.testing.phantoms.abdomen_ct import AbdomenCt
from tijdlijn.testing.phantoms.abdominal_aorta import AorticAneurysm
from tijdlijn.testing.phantoms.aorta_ultrasound import AortaUltrasound
from tijdlijn.testing.phantoms.chest_and_body_pictures import MAKER
from tijdlijn.testing.phantoms.chest_radiograph import ChestRadiograph
from tijdlijn.testing.phantoms.ct_files import ct_instances
from tijdlijn.testing.phantoms.dicom_header import StudyHeader
from tijdlijn.testing.phantoms.published_files import published_instances
from tijdlijn.testing.phantoms.radiograph_files import radiograph_instance
from tijdlijn.testing.phantoms.ultrasound_files import ultrasound_instances


class Picture(Protocol):
    """What a story asks to be drawn."""

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study, uncompressed unless its class is never so."""
        ...


@dataclass(frozen=True, slots=True)
class CtaAbdomen:
    """A full CT stack of the abdomen with an aneurysm of this outer diameter."""

    diameter_mm: float
    slice_mm: float

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        scan = AbdomenCt(AorticAneurysm(self.diameter_mm), self.slice_mm, seed)
        yield from ct_instances(header, scan, MAKER)


@dataclass(frozen=True, slots=True)
class ChestPicture:
    """One frontal chest radiograph without abnormality."""

    heart_mm: float
    is_supine: bool

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        drawn = ChestRadiograph(self.heart_mm, self.is_supine, seed)
        yield radiograph_instance(header, drawn, MAKER)


@dataclass(frozen=True, slots=True)
class AortaEcho:
    """Two stills of the aorta, across and along, with callipers at this outer diameter."""

    diameter_mm: float

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        stills = [AortaUltrasound(self.diameter_mm, across, seed + across) for across in (True, False)]
        yield from ultrasound_instances(header, stills, MAKER)


@dataclass(frozen=True, slots=True)
class PublishedPicture:
    """Files of `pydicom-data`, in order, as one series, in the transfer syntax that they have."""

    files: tuple[str, ...]
    series_description: str

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        yield from published_instances(header, self.files, self.series_description)


def instances(picture: Picture, header: StudyHeader) -> Iterator[Dataset]:
    """Every instance of the study, ready to be written; the same picture and header always give the same
    bytes.
    """
    return picture.instances(header, int.from_bytes(sha256(header.uid_path.encode()).digest()[:4], "big"))
