"""A drawn frontal chest radiograph: the picture that goes with an unremarkable report."""

from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
import numpy.typing as npt

from tijdlijn.testing.phantoms.canvas import Ellipse, FloatGrid
from tijdlijn.testing.phantoms.noise import smooth_field
from tijdlijn.testing.phantoms.projection import Points, Projection

MAX_VALUE = 4095
"""Twelve bits; more is whiter (MONOCHROME2)."""


@dataclass(frozen=True, slots=True)
class ChestRadiograph:
    """One picture to be drawn: `heart_mm` is the heart's width; lying down raises the diaphragm."""

    heart_mm: float
    is_supine: bool
    seed: int
    size_px: int = 1280
    spacing_mm: float = 0.308

    def pixels(self) -> npt.NDArray[np.uint16]:
        """Draw it: (rows, columns), 0 black to `MAX_VALUE` white."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        film = Projection(self.size_px, self.spacing_mm)
        _trunk(film)
        _lungs(film, lift_mm=16.0 if self.is_supine else 0.0)
        _vessels(film, random)
        _mediastinum(film, self.heart_mm)
        _bones(film)
        film.path_mm += 1.6 * smooth_field(random, self.size_px, 6) + 2.5 * smooth_field(
            random, self.size_px, 60
        )
        white = 1 - np.exp(-np.clip(film.path_mm, 0, None) / np.float32(88))
        white += random.standard_normal(white.shape, dtype=np.float32) * np.float32(0.007)
        contrast = np.clip((white - 0.12) / 0.80, 0, 1) ** 1.3
        pixels: npt.NDArray[np.uint16] = np.rint(contrast * MAX_VALUE).astype(np.uint16)
        return pixels


def _trunk(film: Projection) -> None:
    chest = film.block(Ellipse(0, 110, 156, 300), 112, 0.16)
    for side in (-1, 1):
        shoulder = film.block(Ellipse(side * 120, -95, 74, 58), 78, 0.9)
        arm = film.block(Ellipse(side * 186, 60, 32, 190), 62, 0.7)
        chest = np.maximum(chest, np.maximum(shoulder, arm))
        film.path_mm += film.ellipsoid(Ellipse(side * 78, 84, 66, 62), 16)
    neck = film.block(Ellipse(0, -190, 58, 84), 84, 0.6)
    film.path_mm += np.maximum(chest, neck)


def _lungs(film: Projection, lift_mm: float) -> None:
    for side, dome_y in ((-1, 104 - lift_mm), (1, 114 - lift_mm)):
        upper = film.ellipsoid(Ellipse(side * 70, -8, 60, 132, side * -0.09), 104)
        lower = film.ellipsoid(Ellipse(side * 80, 60, 60, 132, side * -0.02), 104)
        air = np.maximum(upper, lower)
        dome = (
            dome_y + 0.0062 * (film.x - side * 62) ** 2 + 10 * np.clip((side * film.x - 104) / 34, 0, 1) ** 2
        )
        above = 1 / (1 + np.exp(np.clip((film.y - dome) / 1.6, -30, 30)))
        film.path_mm -= np.float32(0.82) * air * above
    film.path_mm += film.block(Ellipse(0, 290 - lift_mm, 150, 150), 34, 0.5)


def _vessels(film: Projection, random: np.random.Generator) -> None:
    tree: list[tuple[Points, float]] = []
    for side in (-1, 1):
        hilum = (side * 34.0, -16.0 - 5 * side)
        tree.append(
            ([(side * 26.0, hilum[1] - 12), (side * 37.0, hilum[1] + 2), (side * 40.0, hilum[1] + 30)], 7.5)
        )
        for vessel in range(13):
            angle = -1.3 + vessel * 0.21
            (x, y), radius = hilum, 3.3
            for piece in range(5):
                angle += float(random.uniform(-0.22, 0.22))
                end = (x + side * (21 - 2 * piece) * cos(angle), y + (25 - 2 * piece) * sin(angle))
                tree.append(([(x, y), end], radius))
                (x, y), radius = end, radius * 0.68
    film.branches(tree)


def _mediastinum(film: Projection, heart_mm: float) -> None:
    middle = film.block(Ellipse(-1, -50, 29, 190), 34, 0.6)
    left_heart = film.ellipsoid(Ellipse(24, 58, heart_mm * 0.43, 50, 0.5), 82)
    right_heart = film.ellipsoid(Ellipse(-14, 54, heart_mm * 0.27, 48, -0.1), 78)
    arch = film.ellipsoid(Ellipse(20, -50, 19, 21), 62)
    descending = film.block(Ellipse(19, 60, 12, 130), 38, 0.6)
    heart = _blurred_maximum(left_heart, right_heart)
    film.path_mm += np.maximum.reduce([middle, heart, arch, descending])
    film.tube([(0, -196), (-1, -110), (-3, -56)], 8.0, -1.1)
    film.tube([(-3, -56), (-25, -30)], 6.0, -0.8)
    film.tube([(-3, -56), (28, -26)], 5.6, -0.8)
    film.path_mm -= film.ellipsoid(Ellipse(66, 138, 32, 14, -0.15), 38)


def _blurred_maximum(one: FloatGrid, other: FloatGrid) -> FloatGrid:
    """The larger of two paths without a crease where they cross."""
    both: FloatGrid = (one + other + np.sqrt((one - other) ** 2 + 60)) / 2 - np.float32(60**0.5 / 2)
    return np.clip(both, 0, None)


def _bones(film: Projection) -> None:
    for vertebra in range(16):
        y = -190 + 26 * vertebra
        film.path_mm += film.block(Ellipse(0, y, 16 + 0.35 * vertebra, 11), 17, 0.3)
        film.tube([(0, y - 4), (0, y + 9)], 2.6, 0.6, 2.0)
        for side in (-1, 1):
            film.tube([(side * 10, y - 2), (side * 10, y + 2)], 4.0, 0.2, 3.0)
    for side in (-1, 1):
        film.tube(
            [(side * 13, -116), (side * 55, -132), (side * 100, -146), (side * 138, -152)], 6.2, 0.7, 8.0
        )
        film.tube([(side * 108, -118), (side * 121, -60), (side * 112, 8)], 3.4, 0.5, 6.0)
        film.tube([(side * 112, 8), (side * 96, -40), (side * 92, -98)], 2.4, 0.5, 3.0)
        film.path_mm += film.ellipsoid(Ellipse(side * 158, -126, 24, 24), 34)
        film.tube([(side * 164, -112), (side * 176, 0), (side * 184, 120)], 12, 0.5, 12.0)
        for rib in range(10):
            _rib(film, side, rib)


def _rib(film: Projection, side: int, rib: int) -> None:
    """The part behind runs outwards and a little down, turns at the chest wall, and comes back steeper in
    front.
    """
    top = -142 + 25.0 * rib
    reach = 62 + 72 * sin(min((rib + 1.0) / 6.5, 1) * pi / 2)
    back = [
        (
            side * (16 + (reach - 16) * sin(step / 10 * pi / 2)),
            top - 9 * sin(step / 10 * pi) + 40 * (step / 10) ** 2,
        )
        for step in range(11)
    ]
    front = [
        (
            side * (reach - (reach - 58) * (1 - cos(step / 8 * pi / 2))),
            top + 40 + (34 + 2 * rib) * sin(step / 8 * 1.35),
        )
        for step in range(9)
    ]
    film.tube(back, 5.4, 0.85, 6.0)
    if rib < 7:
        film.tube(front, 6.0, 0.45, 3.2)
