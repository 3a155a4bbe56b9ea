"""A block of axial slices with its place in the patient, from which modalities make their pictures."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tijdlijn.testing.phantoms.abdomen_ct import AbdomenCt

MR_CURVES = {
    "T1": ((-1000, -120, -60, 0, 15, 60, 200, 1500), (0, 820, 760, 190, 260, 400, 330, 60)),
    "T2": ((-1000, -120, -60, 0, 15, 60, 200, 1500), (0, 640, 600, 900, 760, 330, 300, 40)),
    "STIR": ((-1000, -120, -60, 0, 15, 60, 200, 1500), (0, 60, 70, 950, 800, 420, 300, 40)),
}
"""Signal of a tissue by its Hounsfield value: fat is bright in T1 and dark in STIR, fluid bright in T2."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Hounsfield units as (slices, rows, columns), most cranial slice first.

    `corner_mm` is the middle of the first pixel of the first slice in patient coordinates; z falls by
    `thickness_mm` from slice to slice.
    """

    hu: npt.NDArray[np.int16]
    spacing_mm: float
    thickness_mm: float
    corner_mm: tuple[float, float, float]

    def positions(self) -> Iterator[tuple[float, float, float]]:
        """The corner of each slice."""
        x, y, z = self.corner_mm
        return ((x, y, z - number * self.thickness_mm) for number in range(len(self.hu)))

    def mr(self, weighting: str, seed: int) -> npt.NDArray[np.uint16]:
        """What an MR of this body would show: (slices, rows, columns) of 12 bits."""
        random = np.random.Generator(np.random.PCG64(seed))
        hounsfield, signal = MR_CURVES[weighting]
        drawn = np.interp(self.hu, hounsfield, signal)
        drawn += 14 * random.standard_normal(drawn.shape, dtype=np.float32)
        return np.clip(np.rint(np.abs(drawn)), 0, 4095).astype(np.uint16)

    def uptake(self, seed: int) -> npt.NDArray[np.uint16]:
        """What a PET of this body would count: blurred soft tissue, with stored values up to 32767."""
        random = np.random.Generator(np.random.PCG64(seed))
        soft = np.interp(self.hu, (-1000, -300, -90, 0, 60, 150, 400), (20, 300, 500, 900, 2600, 3000, 1500))
        soft += random.poisson(40, soft.shape) * 12
        for axis in (1, 2):
            soft = (np.roll(soft, 1, axis) + 2 * soft + np.roll(soft, -1, axis)) / 4
        return np.clip(np.rint(soft), 0, 32767).astype(np.uint16)


def abdomen_volume(scan: AbdomenCt, count: int) -> Volume:
    """The first `count` slices of a drawn abdomen."""
    slices = scan.slices()
    corner = -(scan.size_px - 1) / 2 * scan.spacing_mm
    hu = np.stack([next(slices) for _ in range(count)])
    return Volume(hu, scan.spacing_mm, scan.thickness_mm, (corner, corner, 0.0))
