"""Reads `examinations.txt`: how invented institutions name the examinations they make."""

import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "examinations.txt"
BOTH_SIDES = re.compile(r"beiderzijds|bdz|bilateral|mammogram|mammae|bevolkingsonderzoek", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Examination:
    """One kind of examination. `words`: its spellings in plain Dutch, in short and in English."""

    key: str
    modalities: tuple[str, ...]
    body_parts: tuple[str, ...]
    theme: str
    contrast: str
    words: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]

    @property
    def is_sided(self) -> bool:
        """It is of one of a pair, so a side belongs to it."""
        return any("{s}" in spelling for column in self.words for spelling in column)

    @property
    def is_of_both_sides(self) -> bool:
        """Its own name already says that both sides are on it."""
        return not self.is_sided and any(BOTH_SIDES.search(word) for column in self.words for word in column)


def read_examinations() -> dict[str, Examination]:
    """All of the file by key, in the order of the file."""
    found: dict[str, Examination] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        key, modalities, parts, theme, contrast, plain, short, english = (
            field.strip() for field in line.split(" | ")
        )
        assert key not in found, f"{key} stands twice in {FILE.name}"
        found[key] = Examination(
            key,
            tuple(modalities.split(",")),
            tuple("" if part == "-" else part for part in parts.split(",")),
            theme,
            contrast,
            (_spellings(plain), _spellings(short), _spellings(english)),
        )
    return found


def _spellings(column: str) -> tuple[str, ...]:
    return tuple(spelling.strip() for spelling in column.split(";"))
