"""Seeded noise: smooth fields that bend contours and mottle tissue, and the grain of a detector."""

import numpy as np

from tijdlijn.testing.phantoms.canvas import FloatGrid, Texture


def smooth_field(random: np.random.Generator, size_px: int, cell_px: float) -> FloatGrid:
    """Value noise of about ±1 whose blobs are `cell_px` wide, interpolated without visible lattice lines."""
    cells = int(np.ceil(size_px / cell_px)) + 2
    lattice = random.uniform(-1, 1, (cells, cells)).astype(np.float32)
    position = np.arange(size_px) / cell_px
    left = position.astype(np.intp)
    share = (position - left).astype(np.float32)
    share = share * share * (3 - 2 * share)
    rows = lattice[left] * (1 - share)[:, np.newaxis] + lattice[left + 1] * share[:, np.newaxis]
    field: FloatGrid = rows[:, left] * (1 - share) + rows[:, left + 1] * share
    return field


class TextureStack:
    """Texture that changes slowly from slice to slice, as tissue does."""

    def __init__(self, random: np.random.Generator, size_px: int, spacing_mm: float) -> None:
        self._bends = [
            2.6 * smooth_field(random, size_px, 26 / spacing_mm)
            + 0.7 * smooth_field(random, size_px, 9 / spacing_mm)
            for _ in range(4)
        ]
        self._fine = [smooth_field(random, size_px, 3.4 / spacing_mm) for _ in range(3)]
        self._coarse = [smooth_field(random, size_px, 13 / spacing_mm) for _ in range(3)]

    def at(self, level_mm: float) -> Texture:
        """The texture of the slice at `level_mm`."""
        turn = level_mm / 60
        c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
        return Texture(
            bend_x=c * self._bends[0] + s * self._bends[1],
            bend_y=c * self._bends[2] + s * self._bends[3],
            fine=_between(self._fine, level_mm / 7),
            coarse=_between(self._coarse, level_mm / 22),
        )


def _between(fields: list[FloatGrid], position: float) -> FloatGrid:
    """Walk round a ring of independent fields, mixed so that their strength stays the same on the way."""
    first = int(np.floor(position))
    angle = (position - first) * np.pi / 2
    here, next_one = fields[first % len(fields)], fields[(first + 1) % len(fields)]
    mixed: FloatGrid = np.float32(np.cos(angle)) * here + np.float32(np.sin(angle)) * next_one
    return mixed


class Grain:
    """The grain of a detector for many slices, drawn once: each slice gets another piece."""

    def __init__(self, random: np.random.Generator, size_px: int, *, is_smeared: bool) -> None:
        """`is_smeared` as a soft reconstruction kernel smears it, slightly; else from pixel to pixel."""
        self._random, self._size_px = random, size_px
        white = random.standard_normal((size_px * 2 + 1, size_px + 1), dtype=np.float32)
        self._sheet: FloatGrid = white[1:, 1:]
        if is_smeared:
            self._sheet = (self._sheet + white[:-1, 1:] + white[1:, :-1] + white[:-1, :-1]) / np.float32(2)

    def piece(self, deviation_hu: float) -> FloatGrid:
        """Gaussian noise of `deviation_hu` for the next slice: (rows, columns)."""
        start, shift = (int(value) for value in self._random.integers(0, self._size_px, 2))
        return np.roll(self._sheet[start : start + self._size_px], shift, axis=1) * np.float32(deviation_hu)
