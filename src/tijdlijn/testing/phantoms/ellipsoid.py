"""A body of a phantom that is an ellipsoid, and what a slice cuts of it."""

from dataclasses import dataclass
from math import sqrt

from tijdlijn.testing.phantoms.canvas import Ellipse


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """An ellipsoid: centre (x, y, level), half axes (a, b, height), a turn in the slice, and a lean in mm per
    mm.
    """

    x: float
    y: float
    level: float
    a: float
    b: float
    height: float
    turn: float = 0.0
    lean_x: float = 0.0

    def cut(self, level: float) -> Ellipse | None:
        """Its section at a level, or `None` where the level misses it."""
        off = (level - self.level) / self.height
        if abs(off) >= 0.995:
            return None
        share = sqrt(1 - off * off)
        return Ellipse(
            self.x + self.lean_x * (level - self.level), self.y, self.a * share, self.b * share, self.turn
        )
