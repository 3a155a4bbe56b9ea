"""One axial slice in Hounsfield units, painted shape over shape with edges as soft as a scanner's.

Coordinates are DICOM patient coordinates in millimetres: x towards the patient's left (the image's right), y
towards the back (the image's bottom). A shape is a signed distance in millimetres, negative inside. Each is
only computed in its own bounding box, which keeps a slice of 512 × 512 with eighty shapes at some ten
milliseconds.
"""

from dataclasses import dataclass
from math import ceil, cos, hypot, sin

import numpy as np
import numpy.typing as npt

FloatGrid = npt.NDArray[np.floating]
"""A grid of 32-bit values; mixing one with Python numbers keeps it so."""

_MARGIN_MM = 6.0
"""Room around a bounding box for soft edges and bent contours."""


@dataclass(frozen=True, slots=True)
class Texture:
    """Smooth noise around zero, all of the slice's shape: `bend_x` and `bend_y` in mm, `fine` and `coarse`
    about ±1.
    """

    bend_x: FloatGrid
    bend_y: FloatGrid
    fine: FloatGrid
    coarse: FloatGrid


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse in mm: centre, half axes and a turn in radians (clockwise on the screen)."""

    x: float
    y: float
    a: float
    b: float
    turn: float = 0.0

    def shrunk(self, by_mm: float) -> "Ellipse":
        """The same ellipse with both half axes shorter by `by_mm`, never below a tenth of a millimetre."""
        return Ellipse(self.x, self.y, max(self.a - by_mm, 0.1), max(self.b - by_mm, 0.1), self.turn)


class SliceCanvas:
    """The slice under the brush: `hu` starts as air."""

    def __init__(self, size_px: int, spacing_mm: float, texture: Texture) -> None:
        half = (size_px - 1) / 2
        axis = ((np.arange(size_px) - half) * spacing_mm).astype(np.float32)
        self._axis = axis
        self._spacing_mm = spacing_mm
        self._size_px, self._middle_px = size_px, half
        self._texture = texture
        self._bent_x, self._bent_y = axis + texture.bend_x, axis[:, np.newaxis] + texture.bend_y
        self.hu: FloatGrid = np.full((size_px, size_px), -1000, dtype=np.float32)

    def paint(
        self, shape: Ellipse, hu: float, *, grain: float = 0.0, mottle: float = 0.0, soft_mm: float = 0.8
    ) -> None:
        """Fill an ellipse with organically bent edges; `grain` and `mottle` are the HU of fine and coarse
        texture.
        """
        window = self._window(shape)
        x, y = self._bent(window)
        self._blend(window, _ellipse_distance(x, y, shape), self._tissue(window, hu, grain, mottle), soft_mm)

    def paint_true(self, shape: Ellipse, hu: float, *, grain: float = 0.0, soft_mm: float = 0.6) -> None:
        """Fill an ellipse whose edge stays exactly where its numbers say: what somebody will measure."""
        window = self._window(shape)
        x, y = self._straight(window)
        self._blend(window, _ellipse_distance(x, y, shape), self._tissue(window, hu, grain, 0.0), soft_mm)

    def paint_above(self, shape: Ellipse, level_y: float, hu: float, *, soft_mm: float = 0.8) -> None:
        """Fill the part of an ellipse in front of `level_y`: gas over fluid in a patient on the back."""
        window = self._window(shape)
        x, y = self._bent(window)
        _, true_y = self._straight(window)
        distance = np.maximum(_ellipse_distance(x, y, shape), true_y - np.float32(level_y))
        self._blend(window, distance, self._tissue(window, hu, 0.0, 0.0), soft_mm)

    def paint_speckled(self, shape: Ellipse, hu: float, threshold: float) -> None:
        """Fill only the grains of an ellipse where the fine texture is above `threshold`: stool, cancellous
        gas.
        """
        window = self._window(shape)
        x, y = self._bent(window)
        grains = (np.float32(threshold) - self._texture.fine[window]) * 2.5
        distance = np.maximum(_ellipse_distance(x, y, shape), grains)
        self._blend(window, distance, self._tissue(window, hu, 0.0, 0.0), 1.0)

    def stroke(
        self, start: tuple[float, float], end: tuple[float, float], radius_mm: float, hu: float
    ) -> None:
        """Draw a rod with round ends."""
        (x0, y0), (x1, y1) = start, end
        rows = self._between(min(y0, y1), max(y0, y1), radius_mm)
        window = rows, self._between(min(x0, x1), max(x0, x1), radius_mm)
        x, y = self._straight(window)
        dx, dy = x1 - x0, y1 - y0
        along = np.clip(((x - x0) * dx + (y - y0) * dy) / max(dx * dx + dy * dy, 1e-6), 0, 1)
        distance = np.sqrt((x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2) - np.float32(radius_mm)
        self._blend(window, distance.astype(np.float32, copy=False), self._tissue(window, hu, 0.0, 0.0), 0.8)

    def arc(
        self, circle: Ellipse, middle_rad: float, half_rad: float, thickness_mm: float, hu: float
    ) -> None:
        """Draw a piece of an ellipse's rim, `thickness_mm` wide inwards from it: a plaque, a rib, a table."""
        window = self._arc_window(circle, middle_rad, half_rad, thickness_mm)
        x, y = self._straight(window)
        rim = _ellipse_distance(x, y, circle)
        dx, dy = x - np.float32(circle.x), y - np.float32(circle.y)
        along = dx * np.float32(cos(middle_rad)) + dy * np.float32(sin(middle_rad))
        away = (np.sqrt(dx * dx + dy * dy) * np.float32(cos(half_rad)) - along) / np.float32(sin(half_rad))
        half_thickness = np.float32(thickness_mm / 2)
        distance = np.maximum(np.abs(rim + half_thickness) - half_thickness, away)
        self._blend(window, distance, self._tissue(window, hu, 0.0, 0.0), 0.6)

    def _arc_window(
        self, circle: Ellipse, middle_rad: float, half_rad: float, thickness_mm: float
    ) -> tuple[slice, slice]:
        angles = [middle_rad + half_rad * step / 4 for step in range(-4, 5)]
        x = [circle.x + circle.a * cos(angle) for angle in angles]
        y = [circle.y + circle.b * sin(angle) for angle in angles]
        return self._between(min(y), max(y), thickness_mm), self._between(min(x), max(x), thickness_mm)

    def _window(self, shape: Ellipse) -> tuple[slice, slice]:
        across, down = _half_extent(shape)
        return self._between(shape.y, shape.y, down), self._between(shape.x, shape.x, across)

    def _between(self, low_mm: float, high_mm: float, reach_mm: float) -> slice:
        """The pixels from one place to another, with room around; plain numbers, since it is asked often."""
        reach_mm += _MARGIN_MM
        low = ceil((low_mm - reach_mm) / self._spacing_mm + self._middle_px)
        high = ceil((high_mm + reach_mm) / self._spacing_mm + self._middle_px)
        return slice(min(max(low, 0), self._size_px), min(max(high, 0), self._size_px))

    def _straight(self, window: tuple[slice, slice]) -> tuple[FloatGrid, FloatGrid]:
        rows, columns = window
        return self._axis[np.newaxis, columns], self._axis[rows, np.newaxis]

    def _bent(self, window: tuple[slice, slice]) -> tuple[FloatGrid, FloatGrid]:
        return self._bent_x[window], self._bent_y[window]

    def _tissue(
        self, window: tuple[slice, slice], hu: float, grain: float, mottle: float
    ) -> FloatGrid | np.float32:
        value: FloatGrid | np.float32 = np.float32(hu)
        if grain:
            value = value + np.float32(grain) * self._texture.fine[window]
        if mottle:
            value = value + np.float32(mottle) * self._texture.coarse[window]
        return value

    def _blend(
        self, window: tuple[slice, slice], distance: FloatGrid, value: FloatGrid | np.float32, soft_mm: float
    ) -> None:
        """Mix `value` in by the share of the voxel that the shape covers (partial volume); the grid of
        `distance` is used up.
        """
        under = self.hu[window]
        cover = distance
        cover *= np.float32(-0.5 / max(soft_mm, self._spacing_mm / 2))
        cover += np.float32(0.5)
        np.clip(cover, 0, 1, out=cover)
        cover *= value - under
        under += cover


def _half_extent(shape: Ellipse) -> tuple[float, float]:
    """How far an ellipse comes from its middle, across and down."""
    c, s = cos(shape.turn), sin(shape.turn)
    return hypot(shape.a * c, shape.b * s), hypot(shape.a * s, shape.b * c)


def _ellipse_distance(x: FloatGrid, y: FloatGrid, shape: Ellipse) -> FloatGrid:
    """Distance to an ellipse's edge: exact for a circle, first-order right near the edge for an ellipse."""
    dx, dy = x - np.float32(shape.x), y - np.float32(shape.y)
    if shape.a == shape.b:
        dx *= dx
        dy *= dy
        distance: FloatGrid = dx + dy
        np.sqrt(distance, out=distance)
        distance -= np.float32(shape.a)
        return distance
    if shape.turn:
        c, s = cos(shape.turn), sin(shape.turn)
        dx, dy = (
            dx * np.float32(c / shape.a) + dy * np.float32(s / shape.a),
            dy * np.float32(c / shape.b) - dx * np.float32(s / shape.b),
        )
    else:
        dx *= np.float32(1 / shape.a)
        dy *= np.float32(1 / shape.b)
    dx *= dx
    dy *= dy
    distance = dx + dy
    distance -= 1
    dx *= np.float32(4 / shape.a**2)
    dy *= np.float32(4 / shape.b**2)
    slope = dx + dy
    np.sqrt(slope, out=slope)
    slope += np.float32(1e-6)
    distance /= slope
    return distance
