"""Several series out of one scan, as a scanner sends them: a scout, thin slices in a sharp kernel, thicker
ones in a soft one, and cuts in the other two planes.

Standard: DICOM PS3.3 A.3 CT Image IOD, C.8.2.1.1.1 Image Type (AXIAL, LOCALIZER, DERIVED).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage

from tijdlijn.testing.phantoms.body_scan import BodyScan
from tijdlijn.testing.phantoms.ct_files import (
    BONE,
    INTERCEPT_HU,
    LUNG,
    SOFT_TISSUE,
    CtSeries,
    axial_instance,
    series_elements,
)
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance
from tijdlijn.testing.phantoms.image_pixels import put_grey
from tijdlijn.testing.phantoms.noise import Grain

Plane = Literal["coronal", "sagittal"]
Hounsfield = npt.NDArray[np.float32]
_WINDOWS = {"Bl57": (LUNG, SOFT_TISSUE), "Br40": (SOFT_TISSUE, LUNG), "Br64": (BONE, SOFT_TISSUE)}
_COARSE = 2
"""Cuts in the other planes have pixels of two by two."""


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """One axial series: how many slices of the scan are averaged into one, and how sharp and noisy it is."""

    series: CtSeries
    averaged: int
    noise_hu: float

    def thickness_mm(self, scan: BodyScan) -> float:
        """How thick a slice of this series is."""
        return self.averaged * scan.slice_mm


def lung_kernel(scan: BodyScan, number: int) -> Reconstruction:
    """Every slice, sharp and noisy."""
    name = f"Thorax {scan.slice_mm:g} mm long"
    return Reconstruction(_series(scan, number, 1, "Bl57", name), 1, 42)


def soft_kernel(scan: BodyScan, number: int, averaged: int, part: str) -> Reconstruction:
    """Thicker slices with little noise."""
    name = f"{part} {averaged * scan.slice_mm:g} mm weke delen"
    return Reconstruction(_series(scan, number, averaged, "Br40", name), averaged, 11)


def bone_kernel(scan: BodyScan, number: int, part: str) -> Reconstruction:
    """Every slice, sharp, for bone."""
    name = f"{part} {scan.slice_mm:g} mm bot"
    return Reconstruction(_series(scan, number, 1, "Br64", name), 1, 34)


@dataclass(slots=True)
class Reconstructor:
    """Makes all series of one scan while it is drawn once. `planes` are the other planes that are wanted."""

    header: StudyHeader
    scan: BodyScan
    axial: Sequence[Reconstruction]
    planes: Sequence[Plane]
    manufacturer: str
    _rows: list[npt.NDArray[np.int16]] = field(default_factory=list)
    _scout: list[npt.NDArray[np.float32]] = field(default_factory=list)

    def instances(self) -> Iterator[Dataset]:
        """The axial series slice by slice as they come, then cuts and scout; numbers fit the series."""
        random = np.random.Generator(np.random.PCG64(self.scan.seed + 1))
        elements = [series_elements(self.header, one.series, self.manufacturer) for one in self.axial]
        waiting: list[list[Hounsfield]] = [[] for _ in self.axial]
        made = [0] * len(self.axial)
        grain = Grain(random, self.scan.size_px, is_smeared=False)
        corner = self.scan.corner_mm
        for level, hu in zip(self.scan.levels_mm, self.scan.slices(), strict=True):
            self._keep(hu)
            for place, one in enumerate(self.axial):
                waiting[place].append(hu)
                if len(waiting[place]) < one.averaged:
                    continue
                mean: Hounsfield = hu if one.averaged == 1 else np.stack(waiting[place]).mean(axis=0)
                waiting[place].clear()
                made[place] += 1
                z = -(level - (one.averaged - 1) / 2 * self.scan.slice_mm)
                pixels = _noisy(mean, grain.piece(one.noise_hu))
                yield axial_instance(elements[place], self.header, made[place], (corner, corner, z), pixels)
        for number, plane in enumerate(self.planes):
            yield from self._cuts(plane, 50 + number)
        yield self._localizer()

    def _keep(self, hu: Hounsfield) -> None:
        self._scout.append(hu.mean(axis=0))
        if self.planes:
            self._rows.append(hu[::_COARSE, ::_COARSE].astype(np.int16))

    def _cuts(self, plane: Plane, number: int) -> Iterator[Dataset]:
        """Every tenth millimetre a cut through the middle part of the body."""
        volume = np.stack(self._rows)
        pixel_mm = self.scan.spacing_mm * _COARSE
        step = round(10 / pixel_mm)
        side = volume.shape[1]
        begin, end = (round(side * 0.28), round(side * 0.72))
        is_coronal = plane == "coronal"
        name = f"{'Coronaal' if is_coronal else 'Sagittaal'} 10 mm"
        series = replace(
            self.axial[-1].series, number=number, description=name, thickness_mm=10.0, kernel="Br40"
        )
        common = series_elements(self.header, series, self.manufacturer)
        common.ImageType = ["DERIVED", "SECONDARY", "MPR", plane.upper()]
        across = ["1", "0", "0"] if is_coronal else ["0", "1", "0"]
        common.ImageOrientationPatient = [*across, "0", "0", "-1"]
        common.PixelSpacing = [f"{self.scan.slice_mm:g}", f"{pixel_mm:g}"]
        top, corner = -self.scan.levels_mm[0], self.scan.corner_mm
        for count, at in enumerate(range(begin, end, step), start=1):
            cut = volume[:, at, :] if is_coronal else volume[:, :, at]
            away = corner + at * pixel_mm
            position = (corner, away, top) if is_coronal else (away, corner, top)
            own = Dataset()
            own.ImagePositionPatient = [f"{value:g}" for value in position]
            put_grey(own, _stored(cut), 12)
            yield instance(common, CTImageStorage, self.header.uid_path, count, own)

    def _localizer(self) -> Dataset:
        series = replace(
            self.axial[0].series, number=1, description="Topogram", kernel="T20", thickness_mm=1.0
        )
        common = series_elements(self.header, series, self.manufacturer)
        common.ImageType = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
        common.ImageOrientationPatient = ["1", "0", "0", "0", "0", "-1"]
        common.ImagePositionPatient = [
            f"{self.scan.corner_mm:g}",
            "0",
            f"{-self.scan.levels_mm[0]:g}",
        ]
        common.PixelSpacing = [f"{self.scan.slice_mm:g}", f"{self.scan.spacing_mm:g}"]
        scout = np.stack(self._scout) * np.float32(1.8) + 400
        common.WindowCenter, common.WindowWidth = "-300", "1400"
        common.WindowCenterWidthExplanation = "TOPOGRAM"
        put_grey(common, _stored(scout), 12)
        return instance(common, CTImageStorage, self.header.uid_path, 1, ())


def _series(scan: BodyScan, number: int, averaged: int, kernel: str, name: str) -> CtSeries:
    """A series of these words; its windows are those of its kernel."""
    return CtSeries(
        number, name, kernel, _WINDOWS[kernel], scan.size_px, scan.spacing_mm, averaged * scan.slice_mm
    )


def _noisy(hu: Hounsfield, grain: Hounsfield) -> npt.NDArray[np.int16]:
    """What a scanner keeps of a slice and its grain."""
    pixels: npt.NDArray[np.int16] = np.clip(np.rint(hu + grain), INTERCEPT_HU, 3071).astype(np.int16)
    return pixels


def _stored(hu: npt.NDArray[np.floating] | npt.NDArray[np.int16]) -> npt.NDArray[np.uint16]:
    """Stored values of Hounsfield units."""
    stored: npt.NDArray[np.uint16] = np.clip(np.rint(hu) - INTERCEPT_HU, 0, 4095).astype(np.uint16)
    return stored
