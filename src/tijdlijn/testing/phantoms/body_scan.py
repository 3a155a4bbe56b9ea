"""A scan of the drawn body: chest and abdomen or a part of them, with what a disease or an accident left.

Slices come without noise, so that several series can be reconstructed from one scan as a scanner does it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tijdlijn.testing.phantoms.abdomen_ct import COVERAGE_MM
from tijdlijn.testing.phantoms.abdomen_organs import paint_organs
from tijdlijn.testing.phantoms.abdomen_wall import paint_frame, paint_spine
from tijdlijn.testing.phantoms.abdominal_aorta import AorticAneurysm, paint_vessels
from tijdlijn.testing.phantoms.canvas import SliceCanvas
from tijdlijn.testing.phantoms.chest import CHEST_MM, paint_chest
from tijdlijn.testing.phantoms.ellipsoid import Ellipsoid
from tijdlijn.testing.phantoms.noise import TextureStack

BODY_MM = CHEST_MM + COVERAGE_MM
"""From the apex of the lungs to the wings of the pelvis."""
_TEXTURE_MM = 3.0
"""Thinner slices share their texture with the next."""
_NORMAL_AORTA = AorticAneurysm(diameter_mm=20, neck_mm=20)


@dataclass(frozen=True, slots=True)
class Lesion:
    """A body of one density; its level is millimetres below the apex of the lungs."""

    body: Ellipsoid
    hu: float

    def paint(self, canvas: SliceCanvas, level: float) -> None:
        """Paint its section at this level, if it has one; the edge stays exactly where its numbers say."""
        section = self.body.cut(level)
        if section is not None:
            canvas.paint_true(section, self.hu, grain=6)


def ball(x: float, y: float, level: float, diameter_mm: float, hu: float = 35) -> Lesion:
    """A round lesion, of soft tissue unless another value is given."""
    half = diameter_mm / 2
    return Lesion(Ellipsoid(x, y, level, half, half, half), hu)


@dataclass(frozen=True, slots=True)
class BodyScan:
    """One scan: from where to where below the apex, and how far apart its slices lie."""

    top_mm: float
    bottom_mm: float
    slice_mm: float
    seed: int
    lesions: tuple[Lesion, ...] = ()
    size_px: int = 512
    spacing_mm: float = 0.75

    @property
    def levels_mm(self) -> tuple[float, ...]:
        """The level of each slice, most cranial first."""
        count = int((self.bottom_mm - self.top_mm) / self.slice_mm) + 1
        return tuple(self.top_mm + number * self.slice_mm for number in range(count))

    @property
    def corner_mm(self) -> float:
        """Where the first pixel lies, to the right and to the front."""
        return -(self.size_px - 1) / 2 * self.spacing_mm

    def slices(self) -> Iterator[npt.NDArray[np.float32]]:
        """Draw the slices one by one, in the order of `levels_mm`; each is (rows, columns) in HU."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        textures = TextureStack(random, self.size_px, self.spacing_mm)
        texture, drawn_at = textures.at(self.top_mm), self.top_mm
        for level in self.levels_mm:
            if level - drawn_at >= _TEXTURE_MM:
                texture, drawn_at = textures.at(level), level
            canvas = SliceCanvas(self.size_px, self.spacing_mm, texture)
            if level < CHEST_MM:
                paint_chest(canvas, level)
            else:
                _paint_abdomen(canvas, level - CHEST_MM)
            for lesion in self.lesions:
                lesion.paint(canvas, level)
            yield canvas.hu.astype(np.float32, copy=False)


def _paint_abdomen(canvas: SliceCanvas, level: float) -> None:
    paint_frame(canvas, level)
    paint_organs(canvas, level)
    paint_spine(canvas, level)
    paint_vessels(canvas, level, _NORMAL_AORTA)
