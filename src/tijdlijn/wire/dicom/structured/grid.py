"""Tables in a structured document. Standard: DICOM PS3.3 C.18 (Tabulated Values Macro)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tijdlijn.wire.dicom.header_attributes import HeaderAttributes
from tijdlijn.wire.dicom.structured.coded import read_coded

MAX_CELLS: Final = 5_000
MAX_COLUMNS: Final = 100

_ROW: Final = 0x0040A804
_COLUMN: Final = 0x0040A805
_NUMBERS: Final = (
    0x00720074,
    0x00720076,
    0x00720078,
    0x0072007A,
    0x0072007C,
    0x0072007E,
    0x00720082,
    0x00720083,
)
_TEXTS: Final = (
    *(0x00720061, 0x00720062, 0x00720063, 0x00720064, 0x00720066, 0x00720068, 0x0072006A, 0x0072006B),
    *(0x0072006C, 0x0072006E, 0x0072006F, 0x00720070, 0x00720072, 0x0072007F),
)
"""Where the value of a cell stands, by its representation (the Selector values of PS3.3 C.23.4.3)."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: names of its columns and rows, and cells by row and column, both from 1."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: Mapping[tuple[int, int], str]
    is_whole: bool

    @property
    def height(self) -> int:
        """How many rows there are."""
        return max([len(self.rows), *(row for row, _ in self.cells)])

    @property
    def width(self) -> int:
        """How many columns there are, beside that of the names of the rows."""
        return max([len(self.columns), *(column for _, column in self.cells)])


def read_grid(source: HeaderAttributes) -> Grid | None:
    """Read a table; of one with more than `MAX_CELLS` cells the first, and that is said."""
    table = source.first_item(0x0040A801)
    if table is None:
        return None
    columns, rows = _names(table, 0x0040A807, _COLUMN)[:MAX_COLUMNS], _names(table, 0x0040A806, _ROW)
    cells = table.items(0x0040A808)
    placed = {(cell.number(_ROW) or 0, cell.number(_COLUMN) or 0): _says(cell) for cell in cells[:MAX_CELLS]}
    # A place is a number in the file: one far outside would make a table of a thousand million rows.
    within = {
        (row, column): says
        for (row, column), says in placed.items()
        if 0 < row <= MAX_CELLS and 0 < column <= MAX_COLUMNS
    }
    is_whole = len(cells) <= MAX_CELLS and len(within) == len(placed)
    return Grid(columns, rows, within, is_whole)


def _names(table: HeaderAttributes, tag: int, number: int) -> tuple[str, ...]:
    """The names of rows or columns in the order of their numbers."""
    defined = sorted(table.items(tag)[:MAX_CELLS], key=lambda one: one.number(number) or 0)
    found = (read_coded(one.first_item(0x0040A043)) for one in defined)
    return tuple(name.says if name else "" for name in found)


def _says(cell: HeaderAttributes) -> str:
    code = read_coded(cell.first_item(0x00720080))
    if code is not None:
        return code.says
    texts = next((found for tag in _TEXTS if (found := cell.texts(tag))), None)
    if texts is not None:
        return ", ".join(texts)
    numbers = next((read for tag in _NUMBERS if (read := cell.numbers(tag))), ())
    return ", ".join(f"{number:.15g}" for number in numbers[:16])
