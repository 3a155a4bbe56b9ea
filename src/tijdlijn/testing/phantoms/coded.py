"""Codes as DICOM writes them: a value, its scheme and its meaning in words.

Standard: DICOM PS3.3 §8.8 Code Sequence Macro.
"""

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

Code = tuple[str, str, str]
"""Value, coding scheme designator, meaning."""

CENTIMETRE: Code = ("cm", "UCUM", "cm")
MILLIMETRE: Code = ("mm", "UCUM", "mm")
MILLIGRAY: Code = ("mGy", "UCUM", "mGy")


def coded(code: Code) -> Dataset:
    """One item of a code sequence."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code
    return item


def code_sequence(*codes: Code) -> Sequence:
    """A sequence of codes."""
    return Sequence([coded(code) for code in codes])


def items(*datasets: Dataset) -> Sequence:
    """A sequence of these items."""
    return Sequence(list(datasets))


def item(**attributes: object) -> Dataset:
    """One item with attributes by keyword."""
    made = Dataset()
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    return made
