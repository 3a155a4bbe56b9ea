"""The frame of the drawn abdomen: table, skin, fat, muscle, ribs, spine and pelvis.

Levels are millimetres below the right dome of the diaphragm. Vertebrae stand every 34 mm; the ribs that
belong to them slope forwards and down, so that a slice cuts each at another angle, as in a patient.
"""

from math import cos, exp, pi, sin, sqrt

from tijdlijn.testing.phantoms.canvas import Ellipse, SliceCanvas

VERTEBRA_PITCH_MM = 34.0
VERTEBRA_Y = 45.0
VERTEBRA_FRONT_Y = VERTEBRA_Y - 17.5
_ILIAC_CREST_LEVEL = 214.0
_LUNG_BASE_LEVEL = 62.0


def paint_frame(canvas: SliceCanvas, level: float) -> None:
    """Paint everything that the organs lie in; the organs come next, then `paint_spine`."""
    paint_table(canvas)
    paint_body(canvas, level)
    _lungs(canvas, level)
    _back_muscles(canvas, level)
    _ribs(canvas, level)
    _pelvis(canvas, level)


def paint_spine(canvas: SliceCanvas, level: float) -> None:
    """Paint the vertebra or disc at this level, with the canal behind it."""
    phase = (level / VERTEBRA_PITCH_MM) % 1.0
    is_disc = phase > 0.78
    end_plate = min(abs(phase - 0.78), abs(phase - 1.0), phase) * VERTEBRA_PITCH_MM
    waist = 1.5 * sin(pi * min(phase / 0.78, 1.0))
    body = Ellipse(0, VERTEBRA_Y, 25.5 - waist, 17.5 - waist * 0.6)
    if is_disc:
        canvas.paint(body, 92, grain=8)
        canvas.paint(body.shrunk(6), 78, grain=6)
    else:
        dense = 340 if end_plate < 3 else 190
        canvas.paint(body, 430)
        canvas.paint(body.shrunk(1.6), dense, grain=75, mottle=25)
    for side in (-1, 1):
        if phase < 0.5:
            canvas.stroke((side * 15, 58), (side * 19, 68), 4.6, 430)
            canvas.stroke((side * 15, 59), (side * 18.5, 67), 2.2, 210)
        if 0.1 < phase < 0.42:
            canvas.stroke((side * 20, 67), (side * 44, 65), 2.9, 380)
            canvas.stroke((side * 21, 67), (side * 42, 65.2), 1.1, 200)
        canvas.stroke((side * 18, 72), (side * 3, 83), 3.8, 440)
        canvas.stroke((side * 17, 72.6), (side * 4, 82.4), 1.5, 240)
        canvas.paint(Ellipse(side * 20, 73, 6.2, 7.2), 520)
        canvas.paint(Ellipse(side * 20, 73, 3.2, 4.0), 260, grain=40)
    canvas.paint(Ellipse(0, 68, 11, 9), -40)
    canvas.paint(Ellipse(0, 68, 8.5, 7), 30, grain=8)
    if phase < 0.7:
        canvas.stroke((0, 84), (0, 98), 3.4, 430)
        canvas.stroke((0, 85), (0, 96), 1.3, 230)


def paint_table(canvas: SliceCanvas) -> None:
    """Paint the table that the patient lies on."""
    for depth, hu in ((0.0, -260), (24.0, -420)):
        canvas.arc(Ellipse(0, -470 + depth, 600, 600), pi / 2, 0.32, 2.5, hu)


def paint_body(canvas: SliceCanvas, level: float) -> None:
    """Paint skin, fat and the wall of muscle, with the cavity inside filled with fat."""
    breadth = 166 - 8 * exp(-(((level - 150) / 45) ** 2)) + 6 * exp(-(((level - 280) / 50) ** 2))
    front = 122 + 6 * exp(-(((level - 190) / 60) ** 2))
    skin = Ellipse(0, (116 - front) / 2, breadth, (116 + front) / 2)
    canvas.paint(skin, 15)
    canvas.paint(skin.shrunk(2.2), -105, grain=5, mottle=8)
    muscle = Ellipse(0, -2, breadth - 21, 101)
    canvas.paint(muscle, 56, grain=9, mottle=4)
    for layer in (4.2, 7.6):
        canvas.arc(muscle.shrunk(layer), pi + pi / 2, 1.5, 0.7, -10)
    cavity = Ellipse(0, -5, breadth - 33, 88)
    canvas.paint(cavity, -102, grain=6, mottle=9)
    canvas.stroke((0, -103), (0, -95), 2.5, -50)


def _lungs(canvas: SliceCanvas, level: float) -> None:
    """Above the costophrenic recess the cavity is lung; the abdomen rises into it from the front."""
    if level >= _LUNG_BASE_LEVEL:
        return
    canvas.paint(Ellipse(0, -2, 133, 90), -880, grain=22, mottle=18)
    for side in (-1, 1):
        for vessel in range(9):
            angle = 0.35 + vessel * 0.31
            canvas.paint(
                Ellipse(side * (118 * cos(angle - 0.6)), 62 * sin(angle * 1.7 - 0.5) + 12, 1.6, 1.4), -250
            )
    rise = sqrt(max(1 - ((_LUNG_BASE_LEVEL + 6 - level) / 84) ** 2, 0.05))
    for side, shift in ((-1, 0.0), (1, 9.0)):
        dome = sqrt(max(1 - ((_LUNG_BASE_LEVEL + 6 - level + shift) / 84) ** 2, 0.05))
        canvas.paint(Ellipse(side * 55, -12, 74 * dome, 76 * dome), 48, grain=6)
        canvas.paint(Ellipse(side * 55, -12, 74 * dome - 2.5, 76 * dome - 2.5), -100, grain=6, mottle=8)
    canvas.paint(Ellipse(0, 5, 60 * rise, 70 * rise), -100, grain=6, mottle=8)


def _back_muscles(canvas: SliceCanvas, level: float) -> None:
    below_kidney = min(max((level - 95) / 70, 0), 1)
    canvas.paint(Ellipse(0, 76, 66, 30), 20, mottle=30)
    for side in (-1, 1):
        canvas.paint(Ellipse(side * 37, 80, 33, 21, side * 0.14), 55, grain=9)
        canvas.paint(Ellipse(side * 45, 85, 9, 2.0, side * 0.5), -60)
        canvas.paint(Ellipse(side * 22, 90, 10, 1.6, side * -0.4), -70)
        canvas.paint(Ellipse(side * 74, 62, 8 + 13 * below_kidney, 8, side * -0.45), 53, grain=8)
        psoas = 5 + 14 * below_kidney
        canvas.paint(
            Ellipse(side * (24 + psoas * 0.75), VERTEBRA_Y, psoas, psoas * 1.25, side * 0.2), 58, grain=8
        )


def _ribs(canvas: SliceCanvas, level: float) -> None:
    cage = Ellipse(0, -3, 140, 98)
    for rib, furthest in enumerate((2.5, 2.5, 2.4, 2.1, 1.8, 1.35, 0.95)):
        origin = -96.0 + rib * VERTEBRA_PITCH_MM * 0.97
        angle = 0.32 + (level - origin) / 62
        if not 0.35 < angle < furthest:
            continue
        for side in (-1, 1):
            middle = pi / 2 - side * angle
            canvas.arc(cage, middle, 0.075, 6.6, 410)
            canvas.arc(cage.shrunk(1.6), middle, 0.056, 3.4, 180)


def _pelvis(canvas: SliceCanvas, level: float) -> None:
    depth = level - _ILIAC_CREST_LEVEL
    if depth < 0:
        return
    grown = min(depth / 60, 1)
    for side in (-1, 1):
        wing = Ellipse(side * 18, 6, 106, 78)
        middle = pi / 2 - side * (1.05 - 0.12 * grown)
        canvas.arc(Ellipse(side * 18, 6, 113, 85), middle, 0.10 + 0.46 * grown, 16, 54)
        canvas.arc(wing, middle, 0.05 + 0.42 * grown, 5.0 + 4 * grown, 500)
        canvas.arc(wing.shrunk(1.6), middle, 0.02 + 0.40 * grown, 1.8 + 4 * grown, 210)
        canvas.paint(
            Ellipse(side * (84 - 8 * grown), 22, 13 * grown + 1, 30 * grown + 1, side * 0.7), 55, grain=8
        )
