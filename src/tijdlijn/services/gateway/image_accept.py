"""In which form images are wanted: Part 10 files as they are stored, several in one answer or one alone.

A holder gives what is stored and changes no codec: a wish for one transfer syntax is not granted, since the
next instance may be in another. `*`, and no wish at all, are.

Standard: DICOM PS3.18 §8.7.4 (Accept), §8.7.3.5.2 (transfer-syntax); IHE RAD-107.
"""

import re
from enum import Enum
from typing import Final

from tijdlijn.wire.dicom.multipart import media_type_parameters

DICOM: Final = "application/dicom"
_RANGES: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_NO_QUALITY: Final = re.compile(r"0(\.0{1,3})?")


class Form(Enum):
    """The two forms."""

    MULTIPART = "multipart/related"
    SINGLE = DICOM


def form_wanted(accept: str, *, single_is_possible: bool) -> Form | None:
    """Give the form that an Accept header wants most, or `None` when we have none that it takes."""
    wanted = [_form(part.strip(), single_is_possible) for part in _RANGES.findall(accept or "*/*")]
    acceptable = [(quality, form) for quality, form in wanted if form is not None and quality > 0]
    return max(acceptable, key=lambda one: one[0])[1] if acceptable else None


def _form(media_range: str, single_is_possible: bool) -> tuple[float, Form | None]:
    name = media_range.partition(";")[0].strip().lower()
    parameters = media_type_parameters(media_range)
    quality = _quality(parameters.get("q", "1"))
    if parameters.get("transfer-syntax", "*") != "*":
        return quality, None
    if name in ("*/*", "multipart/*"):
        return quality, Form.MULTIPART
    if name == Form.MULTIPART.value:
        is_dicom = parameters.get("type", DICOM).lower() in (DICOM, "*/*", "application/*")
        return quality, Form.MULTIPART if is_dicom else None
    is_single = name in (DICOM, "application/*") and single_is_possible
    return quality, Form.SINGLE if is_single else None


def _quality(text: str) -> float:
    try:
        return float(text) if not _NO_QUALITY.fullmatch(text) else 0.0
    except ValueError:
        return 0.0
