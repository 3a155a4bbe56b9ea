"""The drawn chest in axial slices, from the apex of the lungs down to where the drawn abdomen begins.

Levels are millimetres below the apex. What the organs look like is that of a scan with contrast.
"""

from functools import cache
from math import cos, exp, pi, sin, sqrt

import numpy as np

from tijdlijn.testing.phantoms.abdomen_wall import VERTEBRA_PITCH_MM, paint_body, paint_spine, paint_table
from tijdlijn.testing.phantoms.canvas import Ellipse, SliceCanvas

CHEST_MM = 238.0
"""From the apex of the lungs to the dome of the liver; the abdomen's level 0 lies here."""
_CARINA, _ARCH, _HEART = 96.0, 80.0, 122.0
_BLOOD_HU = 190.0
_VESSELS = 110

_Vessel = tuple[float, float, float, float, float, float, float]
"""Level of its ends, (x, y) there, and its thicker radius."""


def paint_chest(canvas: SliceCanvas, level: float) -> None:
    """Paint everything of the chest at this level."""
    paint_table(canvas)
    paint_body(canvas, -90.0)
    _shoulders(canvas, level)
    _back(canvas)
    _lungs(canvas, level)
    _mediastinum(canvas, level)
    _great_vessels(canvas, level)
    _heart(canvas, level)
    _airways(canvas, level)
    _cage(canvas, level)
    paint_spine(canvas, level - CHEST_MM + 7 * VERTEBRA_PITCH_MM)


def _shoulders(canvas: SliceCanvas, level: float) -> None:
    reach = exp(-((level / 55) ** 2))
    for side in (-1, 1):
        canvas.paint(Ellipse(side * (118 + 24 * reach), 18, 48 * reach + 4, 52 * reach + 4), -98, mottle=8)
        canvas.paint(Ellipse(side * (118 + 22 * reach), 20, 38 * reach + 3, 40 * reach + 3), 54, grain=9)
        if level < 110:
            blade = Ellipse(side * 98, 60, 34, 6, side * -0.75)
            canvas.paint(blade, 56, grain=8)
            canvas.stroke((side * 80, 84), (side * (116 + 10 * reach), 34), 2.8, 420)
        if level < 26:
            canvas.stroke((side * 20, -78 + level * 0.4), (side * (60 + level), -62 + level), 5.2, 430)
            canvas.stroke((side * 22, -77 + level * 0.4), (side * (58 + level), -62 + level), 2.8, 210)
        canvas.paint(Ellipse(side * 66, -92, 44, 9, side * 0.32), 54, grain=8)


def _back(canvas: SliceCanvas) -> None:
    canvas.paint(Ellipse(0, 76, 62, 26), 30, mottle=24)
    for side in (-1, 1):
        canvas.paint(Ellipse(side * 32, 82, 27, 17, side * 0.12), 55, grain=9)


def _lung(side: int, level: float) -> Ellipse | None:
    """One lung at a level: it widens from the apex, and the left one makes room for the heart."""
    if level < 2:
        return None
    share = sqrt(max(1 - ((CHEST_MM - 40 - level) / (CHEST_MM - 38)) ** 2, 0)) if level < 198 else 1.0
    narrow = 6 * max((level - _HEART) / 100, 0) if side > 0 else 0
    return Ellipse(side * (66 + 6 * share), 2 + 14 * (1 - share), 58 * share - narrow, 84 * share)


def _lungs(canvas: SliceCanvas, level: float) -> None:
    for side in (-1, 1):
        lung = _lung(side, level)
        if lung is None:
            continue
        canvas.paint(Ellipse(lung.x, lung.y, lung.a + 2.5, lung.b + 2.5), 45)
        canvas.paint(lung, -862, grain=16, mottle=22)
    for vessel in _tree():
        top, bottom, x0, y0, x1, y1, radius = vessel
        if top <= level <= bottom:
            share = (level - top) / (bottom - top)
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            side_lung = _lung(1 if x > 0 else -1, level)
            if side_lung is not None and _within(side_lung.shrunk(3), x, y):
                thick = radius * (1 - 0.6 * abs(2 * share - 1))
                canvas.paint_true(Ellipse(x, y, thick * 1.2, thick), 20)


def _within(shape: Ellipse, x: float, y: float) -> bool:
    return ((x - shape.x) / shape.a) ** 2 + ((y - shape.y) / shape.b) ** 2 < 1


@cache
def _tree() -> tuple[_Vessel, ...]:
    """Vessels from both hila into the lungs, the same in every chest."""
    random = np.random.Generator(np.random.PCG64(11))
    vessels: list[_Vessel] = []
    for number in range(_VESSELS):
        side = 1 if number % 2 else -1
        hilum = (side * 40.0, 4.0, 112 + float(random.uniform(-16, 22)))
        angle = float(random.uniform(0, 2 * pi))
        end = (
            side * float(random.uniform(48, 118)),
            4 + 70 * sin(angle) * float(random.uniform(0.4, 1.0)),
            112 + 118 * cos(angle) * float(random.uniform(0.3, 1.0)),
        )
        upper, lower = sorted((hilum, end), key=lambda point: point[2])
        radius = float(random.uniform(0.9, 2.9))
        vessels.append((upper[2], lower[2] + 1, upper[0], upper[1], lower[0], lower[1], radius))
    return tuple(vessels)


def _mediastinum(canvas: SliceCanvas, level: float) -> None:
    broad = 26 + 12 * exp(-(((level - 100) / 40) ** 2))
    canvas.paint(Ellipse(0, -14, broad, 66), -92, grain=6, mottle=8)
    canvas.paint(Ellipse(5, 22, 7, 5), 34, grain=6)
    canvas.paint(Ellipse(0, -86, 19, 6), 300)
    canvas.paint(Ellipse(0, -86, 16.5, 3.8), 130, grain=30)
    if level < 44:
        canvas.paint(Ellipse(0, -10, 26, 15), 60, grain=8)
        for side in (-1, 1):
            canvas.paint(Ellipse(side * 16, -18, 6.5, 6.5), _BLOOD_HU)
            canvas.paint(Ellipse(side * 22, -30, 7.5, 6), _BLOOD_HU - 30)


def _great_vessels(canvas: SliceCanvas, level: float) -> None:
    if abs(level - _ARCH) < 11:
        canvas.paint(Ellipse(8, -6, 13, 40, -0.42), _BLOOD_HU, soft_mm=1.2)
    if level > _ARCH:
        canvas.paint(Ellipse(22, 30, 12.5, 12.5), 70)
        canvas.paint(Ellipse(22, 30, 11, 11), _BLOOD_HU)
    if _ARCH < level < 140:
        canvas.paint(Ellipse(-12, -32, 17, 17), 70)
        canvas.paint(Ellipse(-12, -32, 15.5, 15.5), _BLOOD_HU)
    if level > 40:
        canvas.paint(Ellipse(-31, -22, 9, 10), _BLOOD_HU - 20)
    if 100 < level < 128:
        canvas.paint(Ellipse(17, -40, 15, 14), _BLOOD_HU)
        half = sqrt(max(1 - ((level - 112) / 13) ** 2, 0.0))
        canvas.paint(Ellipse(-20, -10, 30 * half + 0.2, 9 * half + 0.2, 0.1), _BLOOD_HU)
        canvas.paint(Ellipse(36, -8, 20 * half + 0.2, 9 * half + 0.2, 0.5), _BLOOD_HU)


def _heart(canvas: SliceCanvas, level: float) -> None:
    if level < _HEART:
        return
    share = sqrt(max(1 - ((level - 186) / 68) ** 2, 0.04))
    canvas.paint(Ellipse(18, -34, 66 * share + 3, 54 * share + 3, 0.45), -80)
    canvas.paint(Ellipse(18, -34, 64 * share, 52 * share, 0.45), 95, grain=8)
    for x, y, a, b in ((38, -26, 27, 22), (4, -54, 28, 20), (-24, -34, 20, 24), (12, -4, 26, 15)):
        canvas.paint(Ellipse(18 + (x - 18) * share, -34 + (y + 34) * share, a * share, b * share, 0.4), 185)


def _airways(canvas: SliceCanvas, level: float) -> None:
    if level < _CARINA:
        canvas.paint(Ellipse(0, 4, 10.5, 10), 40)
        canvas.paint(Ellipse(0, 4, 8.8, 8.2), -990)
        return
    for side, steep in ((-1, 0.75), (1, 0.95)):
        x = side * (8 + (level - _CARINA) * steep)
        if abs(x) < 62:
            radius = max(6.6 - (level - _CARINA) * 0.05, 2.0)
            canvas.paint(Ellipse(x, 6 + (level - _CARINA) * 0.08, radius + 1.3, radius + 1.3), 30)
            canvas.paint(Ellipse(x, 6 + (level - _CARINA) * 0.08, radius, radius), -985)


def _cage(canvas: SliceCanvas, level: float) -> None:
    """Ribs slope forwards and down, so that a slice cuts each at another angle."""
    share = sqrt(max(1 - ((CHEST_MM - 40 - level) / (CHEST_MM - 20)) ** 2, 0.15)) if level < 198 else 1.0
    cage = Ellipse(0, 2, 74 + 66 * share, 40 + 58 * share)
    for rib in range(10):
        angle = 0.32 + (level - (-96.0 + rib * 33.0)) / 62
        if not 0.35 < angle < 2.45:
            continue
        for side in (-1, 1):
            middle = pi / 2 - side * angle
            canvas.arc(cage, middle, 0.075, 6.6, 410)
            canvas.arc(cage.shrunk(1.6), middle, 0.056, 3.4, 180)
