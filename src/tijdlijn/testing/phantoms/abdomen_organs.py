"""The organs of the drawn abdomen, each a body in space that a slice cuts where it may.

Values are those of an arterial phase: bright renal cortex, mottled spleen, a liver that the contrast has
hardly reached yet.
"""

from collections.abc import Iterator
from math import cos, pi, sin, sqrt

from tijdlijn.testing.phantoms.canvas import Ellipse, SliceCanvas
from tijdlijn.testing.phantoms.ellipsoid import Ellipsoid

_LIVER = (
    Ellipsoid(-76, -8, 72, 58, 74, 82, -0.08),
    Ellipsoid(-38, -40, 52, 52, 40, 50, 0.1),
    Ellipsoid(12, -58, 46, 48, 24, 40, -0.12),
    Ellipsoid(-104, 10, 118, 24, 44, 52, 0.1),
)
_SPLEEN = (Ellipsoid(98, 30, 66, 24, 44, 50, 0.32), Ellipsoid(88, 48, 60, 26, 22, 38, 0.6))
_KIDNEYS = (Ellipsoid(-60, 42, 132, 27, 31, 56, 0.45, -0.12), Ellipsoid(62, 41, 120, 27, 31, 57, -0.45, 0.12))
_STOMACH = (
    Ellipsoid(62, -8, 34, 46, 44, 40, -0.3),
    Ellipsoid(50, -44, 58, 36, 32, 42, -0.3),
    Ellipsoid(14, -58, 86, 42, 20, 26, 0.15),
)
_PANCREAS = (
    Ellipsoid(-22, -14, 108, 15, 14, 22),
    Ellipsoid(4, -26, 100, 24, 9, 15, -0.2),
    Ellipsoid(40, -14, 92, 28, 9, 15, 0.35),
)
_GALLBLADDER = Ellipsoid(-52, -54, 112, 15, 18, 28, 0.4)
_ADRENALS = ((-34, 24, 0.9), (38, 22, -0.9))


def paint_organs(canvas: SliceCanvas, level: float) -> None:
    """Paint everything between wall and great vessels at this level."""
    _mesentery(canvas, level)
    _bowel(canvas, level)
    _heart(canvas, level)
    _stomach(canvas, level)
    _liver(canvas, level)
    _spleen(canvas, level)
    _pancreas(canvas, level)
    for kidney in _KIDNEYS:
        _kidney(canvas, level, kidney)


def _sections(bodies: tuple[Ellipsoid, ...], level: float) -> Iterator[Ellipse]:
    return (section for body in bodies if (section := body.cut(level)) is not None)


def _heart(canvas: SliceCanvas, level: float) -> None:
    if level < 26:
        share = sqrt(1 - (level / 26) ** 2) + 0.05
        canvas.paint(Ellipse(28, -62, 52 * share, 24 * share, 0.25), 48, mottle=8)
        canvas.paint(Ellipse(34, -60, 30 * share, 12 * share, 0.25), 190, mottle=20)


def _liver(canvas: SliceCanvas, level: float) -> None:
    for section in _sections(_LIVER, level):
        canvas.paint(section, 74, grain=5, mottle=5)
    for section in _sections((_GALLBLADDER,), level):
        canvas.paint(section, 44)
        canvas.paint(section.shrunk(1.8), 8, grain=4)
    if 30 < level < 120:
        for vessel in range(7):
            angle = vessel * 0.9 + level / 34
            reach = 16 + 6 * vessel
            at = Ellipse(-68 + reach * cos(angle), -8 + 0.8 * reach * sin(angle), 3.6 - 0.25 * vessel, 2.6)
            canvas.paint(at, 104 if vessel % 2 else 60, soft_mm=1.6)
    if 78 < level < 104:
        canvas.paint(Ellipse(-30 + (level - 90) * -0.6, -12, 8, 6), 132)


def _spleen(canvas: SliceCanvas, level: float) -> None:
    for section in _sections(_SPLEEN, level):
        canvas.paint(section, 118, grain=9, mottle=20)


def _stomach(canvas: SliceCanvas, level: float) -> None:
    for section in _sections(_STOMACH, level):
        canvas.paint(section, 72, grain=8)
        inside = section.shrunk(4.2)
        canvas.paint(inside, 22, grain=14, mottle=14)
        canvas.paint_above(inside, section.y - 0.32 * section.b, -990)


def _pancreas(canvas: SliceCanvas, level: float) -> None:
    for section in _sections(_PANCREAS, level):
        canvas.paint(section, 86, grain=26, mottle=10, soft_mm=1.4)
    if 84 < level < 112:
        for x, y, turn in _ADRENALS:
            canvas.paint(Ellipse(x, y, 9, 2.2, turn), 62)
            canvas.paint(Ellipse(x, y + 5, 8, 2.0, -turn * 0.4), 62)
    if 92 < level < 126:
        canvas.paint(Ellipse(-44, -12, 11, 13), 66, grain=8)
        canvas.paint(Ellipse(-44, -12, 7.5, 9.5), 24, grain=20)


def _kidney(canvas: SliceCanvas, level: float, kidney: Ellipsoid) -> None:
    section = kidney.cut(level)
    if section is None:
        return
    canvas.paint(
        Ellipse(section.x, section.y, section.a + 9, section.b + 9, section.turn), -98, grain=6, mottle=8
    )
    canvas.paint(section, 205, grain=10)
    inwards = -1 if section.x > 0 else 1
    for pyramid in range(7):
        angle = pyramid * 2 * pi / 7 + level / 40
        at = 0.62
        canvas.paint(
            Ellipse(
                section.x + at * section.a * cos(angle),
                section.y + at * section.b * sin(angle),
                0.21 * section.a,
                0.19 * section.b,
                angle,
            ),
            112,
            grain=8,
            soft_mm=1.3,
        )
    if abs(level - kidney.level) < 0.62 * kidney.height:
        canvas.paint(
            Ellipse(section.x, section.y, section.a * 0.36, section.b * 0.4, section.turn), -86, grain=14
        )
        canvas.paint(Ellipse(section.x, section.y, section.a * 0.18, section.b * 0.2, section.turn), 18)
    if abs(level - kidney.level) < 0.34 * kidney.height:
        canvas.paint(Ellipse(section.x + inwards * section.a * 0.72, section.y - 5, section.a * 0.42, 6), -90)
    if kidney.x > 0 and abs(level - kidney.level - 22) < 9:
        canvas.paint(Ellipse(section.x + section.a * 0.7, section.y - 4, 8.5, 8.5), 6)


def _bowel(canvas: SliceCanvas, level: float) -> None:
    """Colon as a frame with stool and gas, small bowel as a heap of loops that slide with the level."""
    if level > 104:
        _colon(canvas, Ellipse(-104 + 4 * sin(level / 19), 14, 21, 24), level, gas=0.1)
    if level > 84:
        _colon(canvas, Ellipse(106 + 4 * sin(level / 23), 26, 16, 18), level, gas=-0.3)
    if 96 < level < 142:
        sag = (level - 119) / 23
        half = sqrt(max(1 - sag * sag, 0.02))
        for piece in range(-2, 3):
            at = Ellipse(34 * piece, -66 + 2.2 * abs(piece) ** 2, 20, 8 + 7 * half)
            _colon(canvas, at, level, gas=0.15)
    if level > 128:
        lower = min((level - 128) / 60, 1)
        for loop in range(16):
            row, column = divmod(loop, 5)
            x = -72 + 35 * column + 9 * sin(level / 17 + loop * 2.1) + (14 if row % 2 else 0)
            y = -64 + 23 * row + 6 * cos(level / 13 + loop * 1.3)
            if row >= 2 and abs(x - 6) < 44:
                continue
            size = (11.5 + 2.5 * lower) + 3 * sin(level / 11 + loop)
            section = Ellipse(x, y, size + 2, size - 1, 0.6 * sin(loop + level / 29))
            canvas.paint(section, 88 + 12 * (loop % 3), grain=12)
            canvas.paint(section.shrunk(2.3), 26 + 9 * (loop % 2), grain=16, mottle=6)
            if loop % 4 == 1:
                canvas.paint_above(section.shrunk(2.6), y - 0.3 * size, -960)


def _colon(canvas: SliceCanvas, section: Ellipse, level: float, gas: float) -> None:
    haustra = Ellipse(
        section.x, section.y, section.a + 2 * sin(level / 6), section.b + 1.5 * sin(level / 5), section.turn
    )
    canvas.paint(haustra, 58, grain=8)
    canvas.paint(haustra.shrunk(2.4), 34, grain=30, mottle=16)
    canvas.paint_speckled(haustra.shrunk(4.0), -640, 0.18)
    canvas.paint_above(haustra.shrunk(2.8), haustra.y + gas * haustra.b - 0.3 * haustra.b, -985)


def _mesentery(canvas: SliceCanvas, level: float) -> None:
    if level < 110:
        return
    for vessel in range(16):
        angle = vessel * 0.77 + level / 41
        reach = 22 + 3.1 * vessel
        at = Ellipse(4 + reach * cos(angle), -32 + 0.55 * reach * sin(angle), 1.9, 1.6)
        canvas.paint(at, 190 if vessel % 2 else 96, soft_mm=0.7)
