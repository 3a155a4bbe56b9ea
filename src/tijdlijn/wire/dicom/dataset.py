"""A pydicom data set as `Attributes`, without pydicom's own conversion of values.

pydicom converts a value when it is first looked at, and raises or warns on an odd one. Texts are therefore
decoded here, from the bytes as they stand in the file. Without Specific Character Set a file may only hold
ASCII; archives hold Latin-1 there all the same, so that is how it is read: every byte has a meaning in it,
and no study is lost for a name. Standard: DICOM PS3.5 §6.1, §6.2; PS3.3 C.12.1.1.2.
"""

import struct
import warnings
from typing import Final

from pydicom.charset import decode_bytes, python_encoding
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.valuerep import PersonName
from pydicom.values import convert_SQ

_CHARACTER_SET: Final = 0x00080005
_FALLBACK: Final = ("latin-1",)
_DELIMITERS: Final = {0x0D, 0x0A, 0x09, 0x0C, 0x5C, 0x5E, 0x3D}
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

    def __init__(self, dataset: Dataset, inherited: tuple[str, ...] = _FALLBACK) -> None:
        self._dataset = dataset
        self._encodings = _encodings(self._values(_CHARACTER_SET, _FALLBACK)) or inherited

    def texts(self, tag: int) -> tuple[str, ...]:
        """See `Attributes.texts`."""
        return self._values(tag, self._encodings)

    def first_item(self, tag: int) -> "DatasetAttributes | None":
        """See `Attributes.first_item`."""
        element = self._dataset.get_item(tag, keep_deferred=True)
        try:
            items = _read_items(element) if isinstance(element, RawDataElement) else element.value
            item = items[0]
        except _DAMAGED:
            return None
        return DatasetAttributes(item, self._encodings) if isinstance(item, Dataset) else None

    def _values(self, tag: int, encodings: tuple[str, ...]) -> tuple[str, ...]:
        element = self._dataset.get_item(tag, keep_deferred=True)
        value = element.value if isinstance(element, RawDataElement | DataElement) else None
        if isinstance(value, bytes):
            parts = _decode(value, encodings).split("\\")
        elif value is None:
            return ()
        elif isinstance(value, str | PersonName) or not hasattr(value, "__iter__"):
            parts = [str(value)]
        else:
            parts = [str(part) for part in value]
        cleaned = (_clean(part) for part in parts)
        return tuple(part for part in cleaned if part)


def _read_items(element: RawDataElement) -> Sequence:
    """The items of a sequence that is still bytes; an item's own odd values are judged when they are read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return convert_SQ(element.value or b"", element.is_implicit_VR, element.is_little_endian)


def _encodings(character_sets: tuple[str, ...]) -> tuple[str, ...]:
    """Python's names of the character sets; unknown ones are left out (the first is the default one)."""
    known = (python_encoding.get(name) for name in character_sets)
    return tuple(name for name in known if name)


def _decode(value: bytes, encodings: tuple[str, ...]) -> str:
    if b"\x1b" not in value:
        return value.decode(encodings[0], errors="replace")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return decode_bytes(value, list(encodings), _DELIMITERS)
        except (ValueError, LookupError):
            return value.decode("latin-1")


def _clean(part: str) -> str:
    """Without padding (spaces, null) and control characters (PS3.5 §6.2)."""
    return "".join(" " if ord(letter) < 32 else letter for letter in part.replace("\0", "")).strip()
