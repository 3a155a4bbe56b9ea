"""A drawn mammogram: breast against the chest wall, glandular tissue, pectoral muscle, and a mass where asked
for.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tijdlijn.testing.phantoms.canvas import FloatGrid
from tijdlijn.testing.phantoms.noise import smooth_field

MAX_VALUE = 4095
_REACH_MM = 124.0
"""How far from the chest wall the breast comes."""
View = Literal["CC", "MLO"]


@dataclass(frozen=True, slots=True)
class Mammogram:
    """One view. `mass_mm` is the diameter of a mass, zero for none; the left breast's chest wall is on the
    image's left.
    """

    side: Literal["L", "R"]
    view: View
    mass_mm: float
    seed: int
    rows: int = 4096
    columns: int = 3328
    spacing_mm: float = 0.07

    def pixels(self) -> npt.NDArray[np.uint16]:
        """Draw it: (rows, columns), 0 black to `MAX_VALUE` white."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        coarse = 4
        covered = min(round(_REACH_MM / self.spacing_mm / coarse), self.columns // coarse)
        thickness = self._thickness(random, self.rows // coarse, covered, coarse)
        drawn = np.ascontiguousarray(_enlarged(_enlarged(thickness, coarse).T, coarse).T)
        grain = random.standard_normal((256, covered * coarse), dtype=np.float32) * np.float32(0.012)
        by_piece = drawn.reshape(-1, 256, covered * coarse)
        by_piece += grain * (by_piece > 0.02)
        np.clip(drawn, 0, 1, out=drawn)
        drawn *= MAX_VALUE
        pixels = np.zeros((self.rows, self.columns), dtype=np.uint16)
        pixels[:, : covered * coarse] = drawn
        return pixels if self.side == "L" else np.ascontiguousarray(pixels[:, ::-1])

    def _thickness(self, random: np.random.Generator, rows: int, columns: int, coarse: int) -> FloatGrid:
        """Whiteness of 0 to 1 on a coarser grid: x in mm from the chest wall, y in mm from the middle."""
        step = self.spacing_mm * coarse
        x = (np.arange(columns) * step).astype(np.float32)[np.newaxis, :]
        y = ((np.arange(rows) - rows / 2) * step).astype(np.float32)[:, np.newaxis]
        middle = 18.0 if self.view == "MLO" else 0.0
        off = np.sqrt((x / 118) ** 2 + ((y - middle) / (112 if self.view == "MLO" else 92)) ** 2)
        edge = np.clip((1 - off) / 0.08, 0, 1)
        size = max(rows, columns)
        fibres = smooth_field(random, size, 9 / step)[:rows, :columns]
        lobules = smooth_field(random, size, 22 / step)[:rows, :columns]
        gland = np.exp(-(((x - 52) / 38) ** 2) - (((y - middle) / 46) ** 2))
        ducts = np.sin(19 * np.arctan2(y - middle, 128 - x) + 3.2 * lobules + 1.5 * fibres)
        white = edge * (0.20 + gland * (0.28 + 0.12 * lobules + 0.09 * ducts) + 0.02 * fibres)
        if self.view == "MLO":
            muscle = 1 / (1 + np.exp(np.clip((x + 0.55 * (y + 140) - 62) / 1.2, -30, 30)))
            white = np.maximum(white, muscle * (0.62 + 0.03 * fibres) * (y < 60))
        if self.mass_mm:
            centre_y = middle - 18
            angle = np.arctan2(y - centre_y, x - 66)
            spicule = 1 + 0.16 * np.cos(11 * angle) * np.cos(5 * angle)
            distance = np.sqrt((x - 66) ** 2 + (y - centre_y) ** 2) / (self.mass_mm / 2 * spicule)
            white = white + 0.30 / (1 + np.exp(np.clip((distance - 1) * 9, -30, 30)))
        nipple = np.exp(-(((x - 117) / 4) ** 2) - (((y - middle) / 5) ** 2))
        drawn: FloatGrid = (white + 0.25 * nipple).astype(np.float32)
        return drawn


def _enlarged(grid: FloatGrid, times: int) -> FloatGrid:
    """The grid with `times` as many rows, drawn evenly from each to the next."""
    following = np.concatenate([grid[1:], grid[-1:]])
    larger = np.empty((grid.shape[0] * times, grid.shape[1]), dtype=np.float32)
    for step in range(times):
        share = np.float32(step / times)
        larger[step::times] = grid * (1 - share) + following * share
    return larger
