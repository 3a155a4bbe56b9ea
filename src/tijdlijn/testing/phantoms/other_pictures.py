"""The kinds of study that are a few drawn pictures, a moving one, or none at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydicom.dataset import Dataset

from tijdlijn.domain.study import Laterality
from tijdlijn.testing.phantoms.aorta_ultrasound import AortaUltrasound
from tijdlijn.testing.phantoms.bone_radiographs import PelvisRadiograph, WristRadiograph
from tijdlijn.testing.phantoms.chest_and_body_pictures import MAKER
from tijdlijn.testing.phantoms.clip_files import ultrasound_clip
from tijdlijn.testing.phantoms.dicom_header import StudyHeader
from tijdlijn.testing.phantoms.document_files import encapsulated_pdf
from tijdlijn.testing.phantoms.electrocardiogram import electrocardiogram
from tijdlijn.testing.phantoms.fluoroscopy import Angiogram, BariumSwallow
from tijdlijn.testing.phantoms.fluoroscopy_files import run_instance
from tijdlijn.testing.phantoms.hip_ultrasound import HipUltrasound
from tijdlijn.testing.phantoms.mammogram import Mammogram
from tijdlijn.testing.phantoms.mammography_files import mammography_instances
from tijdlijn.testing.phantoms.radiograph_files import View, view_instance
from tijdlijn.testing.phantoms.scintigraphy_files import bone_scan_instance
from tijdlijn.testing.phantoms.structured_reports import basic_text_sr
from tijdlijn.testing.phantoms.ultrasound_files import ultrasound_instances
from tijdlijn.testing.phantoms.video_files import endoscopy_video


@dataclass(frozen=True, slots=True)
class Mammography:
    """Both breasts in two views of full size; `mass_mm` is the diameter of a mass in the left one."""

    mass_mm: float

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        sides: tuple[Literal["R", "L"], ...] = ("R", "L")
        views: tuple[Literal["CC", "MLO"], ...] = ("CC", "MLO")
        drawn = [
            Mammogram(side, view, self.mass_mm if side == "L" else 0.0, seed + number)
            for number, (view, side) in enumerate((view, side) for view in views for side in sides)
        ]
        yield from mammography_instances(header, drawn, MAKER)


@dataclass(frozen=True, slots=True)
class Angiography:
    """One run over the lower abdomen while contrast is given."""

    frames: int

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        yield run_instance(header, Angiogram(self.frames, seed), 1, MAKER)


@dataclass(frozen=True, slots=True)
class Swallow:
    """One run while barium is swallowed; `narrow_mm` is the width of a strait."""

    frames: int
    narrow_mm: float

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        yield run_instance(header, BariumSwallow(self.frames, self.narrow_mm, seed), 1, MAKER)


@dataclass(frozen=True, slots=True)
class BoneScan:
    """Front and back of the whole body, without anything abnormal."""

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        yield bone_scan_instance(header, (), seed, MAKER)


@dataclass(frozen=True, slots=True)
class Endoscopy:
    """A video and the letter about it as a document."""

    frames: int
    letter: str

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        yield endoscopy_video(header, self.frames, seed, MAKER)
        yield encapsulated_pdf(header, 2, "Brief endoscopie", self.letter)


@dataclass(frozen=True, slots=True)
class AbdomenEcho:
    """Stills of the upper abdomen, a clip in colour, and the findings as a structured report."""

    aorta_mm: float
    frames: int
    finding: str

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        stills = [AortaUltrasound(self.aorta_mm, across, seed + across) for across in (True, False)]
        yield from ultrasound_instances(header, stills, MAKER, "Bovenbuik")
        yield ultrasound_clip(header, stills[0], self.frames, 2, MAKER)
        yield basic_text_sr(header, 80, [self.finding], "Zie het verslag van de radioloog.")


@dataclass(frozen=True, slots=True)
class Electrocardiogram:
    """Twelve leads at this rate; there is no picture."""

    beats_per_minute: float

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        yield electrocardiogram(header, self.beats_per_minute, seed)


@dataclass(frozen=True, slots=True)
class Wrist:
    """A child's wrist from the front and from the side, of the side that the study states."""

    has_buckle: bool

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        is_left = header.laterality is not Laterality.RIGHT
        side = "L" if is_left else "R"
        for number, is_lateral in enumerate((False, True), start=1):
            position = "LL" if is_lateral else "PA"
            view = View("Pols", position, ("L", "F"), ("74670003", "SCT", "wrist"), side)
            drawn = WristRadiograph(is_left, is_lateral, self.has_buckle, seed + number)
            yield view_instance(header, drawn, view, number, MAKER)


@dataclass(frozen=True, slots=True)
class HipEcho:
    """Both hips of an infant; the angle of the bony roof is the same on both sides."""

    alpha_degrees: float

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        stills = [HipUltrasound(self.alpha_degrees, seed + side) for side in (0, 1)]
        yield from ultrasound_instances(header, stills, MAKER, "Heup rechts en links")


@dataclass(frozen=True, slots=True)
class Pelvis:
    """One frontal radiograph, lying down."""

    def instances(self, header: StudyHeader, seed: int) -> Iterator[Dataset]:
        """Every instance of the study."""
        view = View("Bekken AP", "AP", ("L", "F"), ("816092008", "SCT", "pelvis"))
        yield view_instance(header, PelvisRadiograph(seed), view, 1, MAKER)
