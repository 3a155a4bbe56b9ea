"""Texts as they stand in a file, as Python's text.

Without Specific Character Set a file may only hold ASCII; archives hold Latin-1 there all the same, so that
is how it is read: every byte has a meaning in it, and no study is lost for a name. Standard: DICOM PS3.5
§6.1, §6.2; PS3.3 C.12.1.1.2.
"""

import warnings
from collections.abc import Iterable
from typing import Final

from pydicom.charset import decode_bytes, python_encoding

FALLBACK: Final = ("latin-1",)
_DELIMITERS: Final = {0x0D, 0x0A, 0x09, 0x0C, 0x5C, 0x5E, 0x3D}


def encodings(character_sets: Iterable[str]) -> tuple[str, ...]:
    """Give Python's names of the character sets; unknown ones are left out (the first is the default one)."""
    known = (python_encoding.get(name) for name in character_sets)
    return tuple(name for name in known if name)


def decode(value: bytes, among: tuple[str, ...]) -> str:
    """Give the text; what the character set has no letter for becomes a replacement character."""
    if b"\x1b" not in value:
        return value.decode(among[0], errors="replace")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return decode_bytes(value, list(among), _DELIMITERS)
        except (ValueError, LookupError):
            return value.decode("latin-1")


def clean(part: str) -> str:
    """Give one value without padding (spaces, null) and control characters (PS3.5 §6.2)."""
    if part.isprintable():
        return part.strip()
    return "".join(" " if ord(letter) < 32 else letter for letter in part.replace("\0", "")).strip()
