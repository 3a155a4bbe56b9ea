"""Drawn moving X-ray pictures: contrast that runs through vessels, and barium that is swallowed."""

from dataclasses import dataclass
from itertools import pairwise
from math import cos, sin

import numpy as np
import numpy.typing as npt

from tijdlijn.testing.phantoms.canvas import Ellipse, FloatGrid
from tijdlijn.testing.phantoms.noise import smooth_field
from tijdlijn.testing.phantoms.projection import Projection

MAX_VALUE = 1023
"""Ten bits; more is whiter."""
_GREY = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Angiogram:
    """A run over the lower abdomen in which contrast fills the aorta and both iliac arteries."""

    frames: int
    seed: int
    size_px: int = 512
    spacing_mm: float = 0.4

    def pixels(self) -> _GREY:
        """Draw it: (frames, rows, columns)."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        mask = _spine_and_pelvis(self.size_px, self.spacing_mm, random)
        y = mask.y
        vessels = Projection(self.size_px, self.spacing_mm)
        vessels.branches(_arteries())
        drawn = []
        for frame in range(self.frames):
            front = -110 + 260 * frame / max(self.frames - 4, 1)
            filled = vessels.path_mm * np.clip((front - y) / 30 + 0.5, 0, 1)
            drawn.append(_exposed(mask.path_mm + 5.0 * filled, random))
        return np.stack(drawn)


@dataclass(frozen=True, slots=True)
class BariumSwallow:
    """A frontal run over the chest in which a mouthful of barium goes down; `narrow_mm` is the strait."""

    frames: int
    narrow_mm: float
    seed: int
    size_px: int = 512
    spacing_mm: float = 0.6

    def pixels(self) -> _GREY:
        """Draw it: (frames, rows, columns)."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        chest = _spine_and_pelvis(self.size_px, self.spacing_mm, random)
        for side in (-1, 1):
            chest.path_mm -= 0.55 * chest.ellipsoid(Ellipse(side * 78, -20, 58, 150), 95)
        levels = np.linspace(-140, 120, 14)
        drawn = []
        for frame in range(self.frames):
            bolus = -130 + 280 * frame / max(self.frames - 1, 1)
            run = Projection(self.size_px, self.spacing_mm)
            pieces = []
            for upper, lower in pairwise(levels):
                middle = (upper + lower) / 2
                full = np.exp(-(((middle - bolus) / 46) ** 2))
                widest = self.narrow_mm if 40 < middle < 75 else 19.0
                radius = 0.9 + (widest / 2 - 0.9) * float(full)
                pieces.append(([(6 + middle * 0.05, upper), (6 + middle * 0.05, lower)], radius))
            run.branches(pieces)
            drawn.append(_exposed(chest.path_mm + 6.0 * run.path_mm, random))
        return np.stack(drawn)


def _arteries() -> list[tuple[list[tuple[float, float]], float]]:
    tree: list[tuple[list[tuple[float, float]], float]] = [([(0, -120), (1, -40), (0, 10)], 9.5)]
    for side in (-1, 1):
        tree.append(([(0, 10), (side * 26, 52), (side * 44, 100)], 5.2))
        tree.append(([(side * 30, 58), (side * 18, 100)], 3.4))
        tree.append(([(0, -78), (side * 40, -70), (side * 62, -66)], 3.2))
        for twig in range(4):
            angle = 0.5 + 0.5 * twig
            tip = (side * (62 + 16 * cos(angle)), -66 + 16 * sin(angle) - 8)
            tree.append(([(side * 62, -66), tip], 1.4))
    return tree


def _spine_and_pelvis(size_px: int, spacing_mm: float, random: np.random.Generator) -> Projection:
    film = Projection(size_px, spacing_mm)
    film.path_mm += film.block(Ellipse(0, 0, 190, 400), 170, 0.3)
    for vertebra in range(12):
        y = -190 + 34 * vertebra
        film.path_mm += film.block(Ellipse(0, y, 23, 15), 26, 0.25)
        for side in (-1, 1):
            film.tube([(side * 22, y), (side * 44, y - 3)], 4.0, 0.6, 2.0)
    for side in (-1, 1):
        film.path_mm += film.block(Ellipse(side * 92, 96, 52, 62), 18, 0.4)
    film.path_mm += 3 * smooth_field(random, size_px, 40)
    return film


def _exposed(path_mm: FloatGrid, random: np.random.Generator) -> _GREY:
    """Contrast is dark, as on an angiogram; the noise is of few photons."""
    white = np.exp(-np.clip(path_mm - 90, 0, None) / np.float32(115))
    white += random.standard_normal(white.shape, dtype=np.float32) * np.float32(0.012)
    exposed: _GREY = np.rint(np.clip(white, 0, 1) * MAX_VALUE).astype(np.uint16)
    return exposed
