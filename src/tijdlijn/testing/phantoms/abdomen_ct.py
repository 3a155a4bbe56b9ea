"""A CT angiography of the drawn abdomen: a stack of axial slices, most cranial first, in HU."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tijdlijn.testing.phantoms.abdomen_organs import paint_organs
from tijdlijn.testing.phantoms.abdomen_wall import paint_frame, paint_spine
from tijdlijn.testing.phantoms.abdominal_aorta import AorticAneurysm, paint_vessels
from tijdlijn.testing.phantoms.canvas import SliceCanvas
from tijdlijn.testing.phantoms.noise import Grain, TextureStack

COVERAGE_MM = 276.0
"""From the dome of the liver to the wings of the pelvis."""


@dataclass(frozen=True, slots=True)
class AbdomenCt:
    """One scan to be drawn. `seed` makes texture and noise; the same values always give the same pixels.

    The grid is centred on the table's middle, `size_px` square pixels of `spacing_mm`; slices lie every
    `thickness_mm`.
    """

    aneurysm: AorticAneurysm
    thickness_mm: float
    seed: int
    size_px: int = 512
    spacing_mm: float = 0.75
    noise_hu: float = 13.0

    @property
    def levels_mm(self) -> tuple[float, ...]:
        """Distance of each slice below the dome of the liver, most cranial first."""
        return tuple(index * self.thickness_mm for index in range(int(COVERAGE_MM / self.thickness_mm) + 1))

    def slices(self) -> Iterator[npt.NDArray[np.int16]]:
        """Draw the slices one by one, in the order of `levels_mm`; each is (rows, columns) in HU."""
        random = np.random.Generator(np.random.PCG64(self.seed))
        textures = TextureStack(random, self.size_px, self.spacing_mm)
        grain = Grain(random, self.size_px, is_smeared=True)
        for level in self.levels_mm:
            canvas = SliceCanvas(self.size_px, self.spacing_mm, textures.at(level))
            paint_frame(canvas, level)
            paint_organs(canvas, level)
            paint_spine(canvas, level)
            paint_vessels(canvas, level, self.aneurysm)
            canvas.hu += grain.piece(self.noise_hu)
            yield np.clip(np.rint(canvas.hu), -1024, 3071).astype(np.int16)
