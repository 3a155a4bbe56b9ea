"""A drawn ultrasound of an infant's hip in the standard plane: ilium, bony roof, cartilage head."""

from dataclasses import dataclass
from math import radians, tan

import numpy as np
import numpy.typing as npt

from tijdlijn.testing.phantoms.canvas import FloatGrid
from tijdlijn.testing.phantoms.noise import smooth_field

ROWS, COLUMNS = 480, 640


@dataclass(frozen=True, slots=True)
class HipUltrasound:
    """One still; `alpha_degrees` is the angle of the bony roof, 60 or more is mature."""

    alpha_degrees: float
    seed: int
    spacing_mm: float = 0.11

    def pixels(self) -> npt.NDArray[np.uint8]:
        """Draw it: (rows, columns) of grey."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        x = ((np.arange(COLUMNS) - COLUMNS / 2) * self.spacing_mm).astype(np.float32)[np.newaxis, :]
        depth = (np.arange(ROWS) * self.spacing_mm).astype(np.float32)[:, np.newaxis]
        muscle = 0.5 + 0.25 * np.sin(depth * 1.9 + 0.6 * smooth_field(random, COLUMNS, 60)[:ROWS])
        echo = np.where(depth < 16, muscle, 0.42).astype(np.float32)
        head = np.hypot(x - 8.2, depth - 28) / 9.0
        echo = np.where(head < 1, 0.14 + 0.05 * smooth_field(random, COLUMNS, 12)[:ROWS], echo)
        echo = np.where(np.abs(head - 1) < 0.05, 0.9, echo)
        echo = np.where(np.hypot(x - 8.2, depth - 28) < 2.0, 0.65, echo)
        ilium = 20.0
        edge = -6.0
        roof = ilium + np.clip(x - edge, 0, None) * tan(radians(self.alpha_degrees))
        bone = depth - np.where(x < edge, ilium, roof)
        reach = (x < edge + 12) & (depth < 46)
        echo = np.where((np.abs(bone) < 0.45) & reach, 3.0, echo)
        shadow = np.where((bone > 0.45) & (x < edge + 1), np.exp(-(bone - 0.45) / 3), 1)
        grid = random.standard_normal((2, ROWS, COLUMNS), dtype=np.float32)
        grid = grid + np.roll(grid, 1, axis=2) + np.roll(grid, 2, axis=2)
        speckle: FloatGrid = np.hypot(grid[0], grid[1]) / np.float32(2.2)
        strength = echo * shadow * (0.3 + speckle)
        grey = 255 * np.clip(np.log10(np.clip(strength, 1e-3, None)) / 2.0 + 0.62, 0, 1)
        pixels: npt.NDArray[np.uint8] = np.rint(grey).astype(np.uint8)
        return pixels
