"""The abdominal aorta with a fusiform aneurysm of an asked size, and the vessels around it.

The outer contour is a true circle in millimetres: its largest diameter, from outer wall to outer wall, is
what the report names. In it lie wall, thrombus, an off-centre contrast lumen and calcified plaques.
"""

from dataclasses import dataclass
from math import cos, pi, sin

from tijdlijn.testing.phantoms.abdomen_wall import VERTEBRA_FRONT_Y
from tijdlijn.testing.phantoms.canvas import Ellipse, SliceCanvas

ANEURYSM_LEVEL = 172.0
"""Level of the largest diameter: infrarenal, L3."""
_ANEURYSM_HALF_LENGTH = 46.0
_BIFURCATION_LEVEL = 226.0
_RENAL_LEVEL = 112.0
_CONTRAST_HU = 340.0


@dataclass(frozen=True, slots=True)
class AorticAneurysm:
    """What is to be drawn: the largest outer diameter, and the normal outer diameter above it."""

    diameter_mm: float
    neck_mm: float = 22.0

    def radius_at(self, level: float) -> float:
        """The outer radius at a level."""
        return self.neck_mm / 2 + (self.diameter_mm - self.neck_mm) / 2 * self.bulge_at(level)

    def bulge_at(self, level: float) -> float:
        """From 0 (neck) to 1 (largest), without a kink at either end."""
        distance = (level - ANEURYSM_LEVEL) / _ANEURYSM_HALF_LENGTH
        return cos(distance * pi / 2) ** 2 if abs(distance) < 1 else 0.0

    def centre_at(self, level: float) -> tuple[float, float]:
        """The centre in patient coordinates: left of the midline, lying on the spine."""
        return 7 + 3 * sin(level / 45), VERTEBRA_FRONT_Y - 1.5 - self.radius_at(level)


def paint_vessels(canvas: SliceCanvas, level: float, aneurysm: AorticAneurysm) -> None:
    """Paint vena cava, aorta and its branches; to be painted last, over organs and spine."""
    _vena_cava(canvas, level, aneurysm)
    if level >= _BIFURCATION_LEVEL:
        _iliac_arteries(canvas, level)
        return
    _branches(canvas, level, aneurysm)
    _aorta(canvas, level, aneurysm)


def _aorta(canvas: SliceCanvas, level: float, aneurysm: AorticAneurysm) -> None:
    (x, y), radius, bulge = aneurysm.centre_at(level), aneurysm.radius_at(level), aneurysm.bulge_at(level)
    canvas.paint_true(Ellipse(x, y, radius, radius), 62)
    canvas.paint_true(Ellipse(x, y, radius - 1.6, radius - 1.6), 38, grain=7)
    lumen = aneurysm.neck_mm / 2 - 1.6 + 0.24 * (aneurysm.diameter_mm - aneurysm.neck_mm) * bulge
    room = radius - 1.6 - lumen
    canvas.paint(
        Ellipse(x + 0.45 * room, y + 0.55 * room, lumen, lumen * (1 - 0.08 * bulge), 0.5),
        _CONTRAST_HU,
        grain=9,
    )
    for plaque, (angle, half, low, high) in enumerate(
        (
            (-2.3, 0.20, -40, 30),
            (0.4, 0.16, -20, 55),
            (2.6, 0.26, -12, 24),
            (-0.9, 0.12, 5, 50),
            (1.5, 0.18, -70, -5),
        )
    ):
        if low < level - ANEURYSM_LEVEL < high:
            turn = angle + 0.15 * sin(level / 9 + plaque)
            canvas.arc(Ellipse(x, y, radius, radius), turn, half, 1.9, 850)


def _branches(canvas: SliceCanvas, level: float, aneurysm: AorticAneurysm) -> None:
    x, y = aneurysm.centre_at(level)
    radius = aneurysm.radius_at(level)
    if abs(level - 84) < 4:
        canvas.stroke((x, y - radius + 3), (x - 2, y - radius - 15), 3.6, _CONTRAST_HU)
        canvas.stroke((x - 2, y - radius - 15), (x - 32, y - radius - 24), 2.5, _CONTRAST_HU)
        canvas.stroke((x - 2, y - radius - 15), (x + 42, y - radius - 8), 2.7, _CONTRAST_HU)
    if 94 < level < 205:
        away = min((level - 94) / 2.2, 13) + 0.02 * (level - 94)
        canvas.paint_true(Ellipse(x - 1, y - radius - away - 2, 3.7, 3.7), _CONTRAST_HU)
        canvas.paint_true(Ellipse(x - 15, y - radius - away - 1, 5.2, 4.8), 128)
    if abs(level - _RENAL_LEVEL) < 4:
        canvas.stroke((x - radius + 2, y), (-46, 38), 2.6, _CONTRAST_HU)
        canvas.stroke((x + radius - 2, y), (48, 36), 2.6, _CONTRAST_HU)
    if abs(level - _RENAL_LEVEL + 7) < 5:
        canvas.stroke((44, 30), (x + 4, y - radius - 4), 4.0, 165)
        canvas.stroke((x + 4, y - radius - 4), (-20, 12), 4.0, 165)


def _vena_cava(canvas: SliceCanvas, level: float, aneurysm: AorticAneurysm) -> None:
    if level < _BIFURCATION_LEVEL + 6:
        beside = aneurysm.centre_at(level)[0] - aneurysm.radius_at(level) - 13
        squeezed = aneurysm.bulge_at(level)
        x = min(-21.0, beside + 4 * squeezed)
        canvas.paint(Ellipse(x, 16 - 2 * squeezed, 13 - 3 * squeezed, 9.5, -0.2), 112, mottle=10)
        return
    apart = (level - _BIFURCATION_LEVEL) * 0.55
    for x in (-14 - apart, -8 + apart):
        canvas.paint(Ellipse(x, 22 + apart * 0.15, 9, 7, 0.3), 104)


def _iliac_arteries(canvas: SliceCanvas, level: float) -> None:
    apart = (level - _BIFURCATION_LEVEL) * 0.62
    for side, radius in ((-1, 8.5), (1, 7.0)):
        x, y = 9 + side * (8 + apart), 15 + 0.12 * apart
        canvas.paint_true(Ellipse(x, y, radius, radius), 60)
        canvas.paint_true(Ellipse(x, y, radius - 1.3, radius - 1.3), _CONTRAST_HU, grain=8)
        canvas.arc(Ellipse(x, y, radius, radius), 1.2 * side + level / 30, 0.5, 1.6, 800)
