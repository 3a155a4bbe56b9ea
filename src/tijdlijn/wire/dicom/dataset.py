"""A pydicom data set as `Attributes`, without pydicom's own conversion of values.

pydicom converts a value when it is first looked at, and raises or warns on an odd one. Texts are therefore
decoded here, from the bytes as they stand in the file. Standard: DICOM PS3.5 §6.2.
"""

import struct
import warnings
from typing import Final

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.valuerep import PersonName
from pydicom.values import convert_SQ

from tijdlijn.wire.dicom.character_sets import FALLBACK, clean, decode, encodings

_CHARACTER_SET: Final = 0x00080005
_DAMAGED: Final = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    NotImplementedError,
    EOFError,
    OSError,
    struct.error,
    RecursionError,
)
"""Everything that pydicom is known to raise when it reads a damaged sequence, or one that is none."""


class DatasetAttributes:
    """One data set of a file, or one item inside it."""

    def __init__(self, dataset: Dataset, inherited: tuple[str, ...] = FALLBACK) -> None:
        self._dataset = dataset
        self._encodings = encodings(self._values(_CHARACTER_SET, FALLBACK)) or inherited

    def texts(self, tag: int) -> tuple[str, ...]:
        """See `Attributes.texts`."""
        return self._values(tag, self._encodings)

    def first_item(self, tag: int) -> "DatasetAttributes | None":
        """See `Attributes.first_item`."""
        return next(iter(self.items(tag)), None)

    def items(self, tag: int) -> "tuple[DatasetAttributes, ...]":
        """Every item of a sequence; none where it cannot be read."""
        element = self._dataset.get_item(tag, keep_deferred=True)
        try:
            items = tuple(_read_items(element) if isinstance(element, RawDataElement) else element.value)
        except _DAMAGED:
            return ()
        return tuple(DatasetAttributes(item, self._encodings) for item in items if isinstance(item, Dataset))

    def _values(self, tag: int, among: tuple[str, ...]) -> tuple[str, ...]:
        element = self._dataset.get_item(tag, keep_deferred=True)
        value = element.value if isinstance(element, RawDataElement | DataElement) else None
        if isinstance(value, bytes):
            parts = decode(value, among).split("\\")
        elif value is None:
            return ()
        elif isinstance(value, str | PersonName) or not hasattr(value, "__iter__"):
            parts = [str(value)]
        else:
            parts = [str(part) for part in value]
        cleaned = (clean(part) for part in parts)
        return tuple(part for part in cleaned if part)


def _read_items(element: RawDataElement) -> Sequence:
    """The items of a sequence that is still bytes; an item's own odd values are judged when they are read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return convert_SQ(element.value or b"", element.is_implicit_VR, element.is_little_endian)
