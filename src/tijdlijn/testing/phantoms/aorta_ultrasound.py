"""A drawn ultrasound of an aortic aneurysm: a convex sector, speckle, an echo-poor lumen, two callipers.

What the callipers stand on is the outer diameter that was asked for, at the spacing that the header states.
"""

from dataclasses import dataclass
from math import pi

import numpy as np
import numpy.typing as npt

from tijdlijn.testing.phantoms.canvas import FloatGrid
from tijdlijn.testing.phantoms.noise import smooth_field

ROWS, COLUMNS = 600, 800
_APEX_MM = 46.0
"""Radius of the convex probe."""
CENTRE_DEPTH_MM = 78.0
"""How deep the middle of the aorta lies."""


@dataclass(frozen=True, slots=True)
class AortaUltrasound:
    """One still: the outer diameter, and whether the section is transverse or along the aorta."""

    diameter_mm: float
    is_transverse: bool
    seed: int
    depth_mm: float = 150.0

    @property
    def spacing_mm(self) -> float:
        """Millimetres per pixel, the same in both directions."""
        return self.depth_mm / (ROWS - 40)

    def pixels(self) -> npt.NDArray[np.uint8]:
        """Draw it: (rows, columns) of grey."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        x = ((np.arange(COLUMNS) - COLUMNS / 2) * self.spacing_mm).astype(np.float32)[np.newaxis, :]
        depth = ((np.arange(ROWS) - 20) * self.spacing_mm).astype(np.float32)[:, np.newaxis]
        echo = self._tissue(random, x, depth)
        echo = _speckled(random, echo, x, depth)
        grey: FloatGrid = 255 * np.clip(np.log10(np.clip(echo, 1e-3, None)) / 2.3 + 0.60, 0, 1)
        grey[~_in_sector(x, depth, self.depth_mm)] = 0
        self._callipers(grey)
        return np.rint(grey).astype(np.uint8)

    def _tissue(self, random: np.random.Generator, x: FloatGrid, depth: FloatGrid) -> FloatGrid:
        """Mean echo strength: layers of the wall, bowel, aorta, and the spine that stops the beam."""
        radius = self.diameter_mm / 2
        bend = 3 * smooth_field(random, COLUMNS, 90)[:ROWS]
        layers = np.interp(depth + bend, (0, 3, 9, 11, 16, 18, 24), (0.9, 1.5, 0.5, 1.8, 0.35, 1.4, 0.55))
        echo = layers.astype(np.float32) * (1 + 0.5 * smooth_field(random, COLUMNS, 28)[:ROWS])
        narrowing = np.float32(1) if self.is_transverse else 1 - np.float32(0.5) * (np.abs(x) / 75) ** 2
        across = np.sqrt((x if self.is_transverse else 0 * x) ** 2 + (depth - CENTRE_DEPTH_MM) ** 2)
        off = across - radius * narrowing
        lumen_off = (
            np.sqrt(((x + 4) if self.is_transverse else 0 * x) ** 2 + (depth - CENTRE_DEPTH_MM - 5) ** 2)
            - radius * 0.62 * narrowing
        )
        echo = np.where(off < 0, 0.16, echo)
        echo = np.where(lumen_off < 0, 0.012, echo)
        facing = np.abs(depth - CENTRE_DEPTH_MM) / (across + 1)
        echo = echo + (0.3 + 1.6 * facing**3) * np.exp(-((off / 0.9) ** 2))
        echo = echo + 0.2 * facing * np.exp(-((lumen_off / 0.8) ** 2))
        spine = depth - (CENTRE_DEPTH_MM + radius + 7) - 0.012 * x**2 * (1 if self.is_transverse else 0)
        if not self.is_transverse:
            spine = spine - 2.5 * np.abs(np.sin(x * pi / 34))
        echo = echo + 3.2 * np.exp(-((spine / 1.5) ** 2))
        behind = np.clip(1 + 0.35 * ((np.abs(x) < radius) & (depth > CENTRE_DEPTH_MM)), 1, 2)
        shadow = np.where(spine > 2, np.exp(-(spine - 2) / 9), 1)
        strength: FloatGrid = (echo * behind * shadow).astype(np.float32)
        return strength

    def _callipers(self, grey: FloatGrid) -> None:
        for end in (-1, 1):
            row = round(20 + (CENTRE_DEPTH_MM + end * self.diameter_mm / 2) / self.spacing_mm)
            column = COLUMNS // 2
            grey[row - 1 : row + 2, column - 9 : column + 10] = 0
            grey[row - 9 : row + 10, column - 1 : column + 2] = 0
            grey[row, column - 8 : column + 9] = 255
            grey[row - 8 : row + 9, column] = 255


def _speckled(random: np.random.Generator, echo: FloatGrid, x: FloatGrid, depth: FloatGrid) -> FloatGrid:
    """Multiply by speckle that is fine along the beam and grows wider with depth, as interference does."""
    radius = np.hypot(x, depth + _APEX_MM)
    angle = np.arctan2(x, depth + _APEX_MM)
    grid = random.standard_normal((2, 480, 260), dtype=np.float32)
    grid = (grid + np.roll(grid, 1, axis=1) + np.roll(grid, 1, axis=2)) / np.float32(1.7)
    beam = np.clip((angle / 1.3 + 0.5) * 259, 0, 258.99).astype(np.float32)
    sample = np.clip((radius - _APEX_MM) / 165 * 479, 0, 479).astype(np.intp)
    left = beam.astype(np.intp)
    share = beam - left
    field = grid[:, sample, left] * (1 - share) + grid[:, sample, left + 1] * share
    speckle = np.sqrt(field[0] ** 2 + field[1] ** 2)
    result: FloatGrid = (echo * (0.25 + speckle) + 0.004 * speckle).astype(np.float32)
    return result


def _in_sector(x: FloatGrid, depth: FloatGrid, depth_mm: float) -> npt.NDArray[np.bool_]:
    radius = np.hypot(x, depth + _APEX_MM)
    inside: npt.NDArray[np.bool_] = (
        (radius > _APEX_MM)
        & (radius < _APEX_MM + depth_mm)
        & (np.abs(np.arctan2(x, depth + _APEX_MM)) < 0.56)
    )
    return inside
