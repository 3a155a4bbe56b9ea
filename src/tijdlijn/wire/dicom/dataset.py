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
from pydicom.valuerep import PersonName

_CHARACTER_SET: Final = 0x00080005
_FALLBACK: Final = ("latin-1",)
_DELIMITERS: Final = {0x0D, 0x0A, 0x09, 0x0C, 0x5C, 0x5E, 0x3D}
_CONVERSION_ERRORS: Final = (
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
"""Everything that pydicom is known to raise when it converts a damaged element."""


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
        if tag not in self._dataset:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                item = self._dataset[tag].value[0]
        except _CONVERSION_ERRORS:
            return None
        return DatasetAttributes(item, self._encodings) if isinstance(item, Dataset) else None

    def _values(self, tag: int, encodings: tuple[str, ...]) -> tuple[str, ...]:
        if tag not in self._dataset:
            return ()
        element = self._dataset.get_item(tag)
        value = element.value if isinstance(element, RawDataElement | DataElement) else None
        if isinstance(value, bytes):
            parts = _decode(value, encodings).split("\\")
        elif value is None or isinstance(value, Dataset):
            return ()
        elif isinstance(value, str | PersonName) or not hasattr(value, "__iter__"):
            parts = [str(value)]
        else:
            parts = [str(part) for part in value]
        cleaned = (_clean(part) for part in parts)
        return tuple(part for part in cleaned if part)


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
