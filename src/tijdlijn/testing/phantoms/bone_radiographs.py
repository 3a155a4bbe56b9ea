"""Drawn radiographs of bones: a child's wrist with its growth plates, and a pelvis."""

from dataclasses import dataclass
from math import cos, sin

import numpy as np
import numpy.typing as npt

from tijdlijn.testing.phantoms.canvas import Ellipse, FloatGrid
from tijdlijn.testing.phantoms.noise import smooth_field
from tijdlijn.testing.phantoms.projection import Points, Projection

MAX_VALUE = 4095
"""Twelve bits; more is whiter."""

_CARPALS = ((-8, -4, 5), (0, -7, 5.5), (7, -5, 4.5), (-5, -15, 5), (4, -16, 5.5), (11, -14, 4.0))
"""The wrist bones that a child of six has: (x, y, radius) in mm."""


@dataclass(frozen=True, slots=True)
class WristRadiograph:
    """A child's wrist. `is_left` turns the thumb over; a buckle is a broken cortex that bulges."""

    is_left: bool
    is_lateral: bool
    has_buckle: bool
    seed: int
    size_px: int = 900
    spacing_mm: float = 0.15

    def pixels(self) -> npt.NDArray[np.uint16]:
        """Draw it: (rows, columns), 0 black to `MAX_VALUE` white."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        film = Projection(self.size_px, self.spacing_mm)
        narrow = 0.45 if self.is_lateral else 1.0
        film.path_mm += film.block(Ellipse(0, 30, 27 * max(narrow, 0.75), 70), 26, 0.35)
        film.path_mm += film.block(Ellipse(0, -34, 34 * max(narrow, 0.6), 34), 22, 0.4)
        for x, y, radius in _CARPALS:
            film.path_mm += film.ellipsoid(Ellipse(x * narrow, y, radius, radius), 14)
        for finger in range(5):
            spread = -0.36 + 0.17 * finger
            base = ((-15 + 7.4 * finger) * narrow, -24.0)
            tip = (base[0] + 34 * sin(spread) * narrow, base[1] - 34 * cos(spread))
            film.tube([base, tip], 3.2, 0.5, 4.0)
            film.path_mm += film.ellipsoid(Ellipse(tip[0], tip[1] - 3.4, 3.6, 2.0), 6)
        self._forearm(film, narrow)
        film.path_mm += 0.5 * smooth_field(random, self.size_px, 14)
        pixels = _developed(film.path_mm, random, 40)
        return pixels if self.is_left else np.ascontiguousarray(pixels[:, ::-1])

    def _forearm(self, film: Projection, narrow: float) -> None:
        """Radius and ulna; between shaft and end plate lies the dark line of growth."""
        for x, radius, end_y in ((-8.0, 6.4, 8.0), (9.0, 4.6, 11.0)):
            shaft: Points = [(x * narrow, end_y + 5), (x * narrow * 0.9, 32), (x * narrow * 0.8, 66)]
            film.tube(shaft, radius, 0.55, 6.5)
            film.path_mm += film.ellipsoid(Ellipse(x * narrow, end_y, radius * 1.25, 2.8), 11)
        if self.has_buckle:
            for side in (-1, 1):
                film.path_mm += film.ellipsoid(Ellipse(-8 * narrow + side * 6.2, 26, 2.4, 3.4), 9)
            film.path_mm += film.block(Ellipse(-8 * narrow, 26, 6.5, 0.9), 4, 0.8)


@dataclass(frozen=True, slots=True)
class PelvisRadiograph:
    """A frontal pelvis, lying down."""

    seed: int
    size_px: int = 1100
    spacing_mm: float = 0.36

    def pixels(self) -> npt.NDArray[np.uint16]:
        """Draw it: (rows, columns), 0 black to `MAX_VALUE` white."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        film = Projection(self.size_px, self.spacing_mm)
        film.path_mm += film.block(Ellipse(0, 40, 178, 330), 150, 0.35)
        film.path_mm += film.block(Ellipse(0, -60, 46, 60), 20, 0.4)
        for vertebra in range(4):
            film.path_mm += film.block(Ellipse(0, -182 + 34 * vertebra, 25, 15), 24, 0.25)
        for side in (-1, 1):
            film.path_mm += film.block(Ellipse(side * 92, -72, 56, 62, side * 0.4), 17, 0.35)
            film.tube([(side * 40, -36), (side * 68, 6), (side * 92, 34)], 15, 0.5, 6.0)
            film.path_mm += film.ellipsoid(Ellipse(side * 102, 34, 26, 26), 30)
            film.tube([(side * 104, 34), (side * 134, 66), (side * 140, 78)], 14, 0.55, 7.0)
            film.tube([(side * 138, 76), (side * 132, 196)], 15, 0.5, 9.0)
            film.tube([(side * 84, 40), (side * 42, 44), (side * 6, 50)], 8, 0.6, 5.0)
            film.tube([(side * 84, 46), (side * 62, 92), (side * 22, 84), (side * 10, 58)], 7.5, 0.6, 5.0)
        film.path_mm += 2.2 * smooth_field(random, self.size_px, 40)
        return _developed(film.path_mm, random, 105)


def _developed(path_mm: FloatGrid, random: np.random.Generator, half_mm: float) -> npt.NDArray[np.uint16]:
    """What the detector makes of the path: bone white, air black."""
    white = 1 - np.exp(-np.clip(path_mm, 0, None) / np.float32(half_mm))
    white += random.standard_normal(white.shape, dtype=np.float32) * np.float32(0.006)
    pixels: npt.NDArray[np.uint16] = np.rint(np.clip(white, 0, 1) ** 1.4 * MAX_VALUE).astype(np.uint16)
    return pixels
