"""Adds up what an X-ray meets on its way: millimetres of water-like tissue along the beam, per pixel.

Bodies are ellipsoids seen from the front, bones are bent tubes. What lies in the same place is joined
(`union`), what lies one behind the other is added: that gives the soft overlaps of a real radiograph.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, sin

import numpy as np

from tijdlijn.testing.phantoms.canvas import Ellipse, FloatGrid

Points = Sequence[tuple[float, float]]


class Projection:
    """A plane in millimetres from its centre: x to the patient's left (the image's right), y down."""

    def __init__(self, size_px: int, spacing_mm: float) -> None:
        axis = ((np.arange(size_px) - (size_px - 1) / 2) * spacing_mm).astype(np.float32)
        self.x: FloatGrid = axis[np.newaxis, :]
        self.y: FloatGrid = axis[:, np.newaxis]
        self.path_mm: FloatGrid = np.zeros((size_px, size_px), dtype=np.float32)

    def ellipsoid(self, outline: Ellipse, depth_mm: float) -> FloatGrid:
        """The path through an ellipsoid that is `depth_mm` deep in its middle."""
        c, s = np.float32(cos(outline.turn)), np.float32(sin(outline.turn))
        dx, dy = self.x - np.float32(outline.x), self.y - np.float32(outline.y)
        u, v = (dx * c + dy * s) / np.float32(outline.a), (dy * c - dx * s) / np.float32(outline.b)
        path: FloatGrid = np.float32(depth_mm) * np.sqrt(np.clip(1 - u * u - v * v, 0, None))
        return path

    def block(self, outline: Ellipse, depth_mm: float, soft: float) -> FloatGrid:
        """The path through a body of even depth with rounded corners and an edge that is `soft` (share of its
        size).
        """
        u = ((self.x - np.float32(outline.x)) / np.float32(outline.a)) ** 2
        v = ((self.y - np.float32(outline.y)) / np.float32(outline.b)) ** 2
        radius = np.sqrt(np.sqrt(u * u + v * v))
        ramp = np.clip((1 + soft / 2 - radius) / np.float32(soft), 0, 1)
        path: FloatGrid = np.float32(depth_mm) * ramp * (2 - ramp)
        return path

    def tube(self, points: Points, radius_mm: float, filling: float, rim_mm: float = 0.0) -> None:
        """Add a bent tube: `filling` is its density, `rim_mm` extra path at its walls (a bone's cortex)."""
        window, off = self._off_centre(points, radius_mm)
        chord = np.sqrt(np.clip(1 - off * off, 0, None))
        wall = np.exp(-(((off - 0.84) / 0.14) ** 2))
        self.path_mm[window] += np.float32(filling * 2 * radius_mm) * chord + np.float32(rim_mm) * wall

    def branches(self, pieces: Sequence[tuple[Points, float]]) -> None:
        """Add solid tubes (points, radius in mm) joined where they meet, as a tree of vessels is."""
        tree = np.zeros_like(self.path_mm)
        for points, radius_mm in pieces:
            window, off = self._off_centre(points, radius_mm)
            chord = np.float32(2 * radius_mm) * np.sqrt(np.clip(1 - off * off, 0, None))
            np.maximum(tree[window], chord, out=tree[window])
        self.path_mm += tree

    def _off_centre(self, points: Points, radius_mm: float) -> tuple[tuple[slice, slice], FloatGrid]:
        """The pixels around a tube and their distance from its axis, as a share of its radius."""
        window = (
            _span(self.y[:, 0], [p[1] for p in points], radius_mm + 2),
            _span(self.x[0], [p[0] for p in points], radius_mm + 2),
        )
        x, y = self.x[:, window[1]], self.y[window[0]]
        nearest = np.full((y.shape[0], x.shape[1]), np.inf, dtype=np.float32)
        for (x0, y0), (x1, y1) in pairwise(points):
            dx, dy = np.float32(x1 - x0), np.float32(y1 - y0)
            along = np.clip(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0, 1)
            np.minimum(nearest, (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2, out=nearest)
        return window, np.sqrt(nearest) / np.float32(radius_mm)


def _span(axis: FloatGrid, positions: list[float], margin_mm: float) -> slice:
    low, high = np.searchsorted(axis, [min(positions) - margin_mm, max(positions) + margin_mm])
    return slice(int(low), int(high))
