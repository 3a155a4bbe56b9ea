"""The codes of a manifest's content, and under which older names they are met.

The profile began with temporary codes (99IHE); the official samples still carry them, the final ones came
with a DICOM correction. We write final ones where they are known for certain, and read both (trap 8).
Standard: DICOM PS3.16 TID 1600, TID 1602, TID 2010, Annex D; IHE RAD MADO Rev 1.1.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tijdlijn.domain.identifiers import Code
from tijdlijn.wire.dicom.anatomy import SNOMED
from tijdlijn.wire.dicom.element import Element
from tijdlijn.wire.dicom.encoding import items, texts

DCM: Final = "DCM"
_TEMPORARY: Final = "99IHE"
_MAX_SHORT_CODE: Final = 16


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept by value, scheme and meaning."""

    value: str
    meaning: str
    scheme: str = DCM


MANIFEST: Final = Concept("MADOTEMP001", "Manifest with Description", _TEMPORARY)
"""The title. Its final code could not be verified (reference/standards.md §16)."""

LIBRARY: Final = Concept("111028", "Image Library")
GROUP: Final = Concept("126200", "Image Library Group")
MODALITY: Final = Concept("121139", "Modality")
REGION: Final = Concept("123014", "Target Region")
SERIES_DATE: Final = Concept("131561", "Series Date")
SERIES_TIME: Final = Concept("131562", "Series Time")
SERIES_DESCRIPTION: Final = Concept("131563", "Series Description")
INSTANCE_COUNT: Final = Concept("131564", "Number of Series Related Instances")
SERIES_COUNT: Final = Concept("131565", "Number of Study Related Series")
SERIES_NUMBER: Final = Concept("113607", "Series Number")
SERIES_UID: Final = Concept("112002", "Series Instance UID")
FRAME_COUNT: Final = Concept("121140", "Number of Frames")
INSTANCE_NUMBER: Final = Concept("113609", "Instance Number")

FINAL_CODES: Final = {
    "MADOTEMP002": SERIES_DESCRIPTION.value,
    "MADOTEMP003": SERIES_DATE.value,
    "MADOTEMP004": SERIES_TIME.value,
    "MADOTEMP007": INSTANCE_COUNT.value,
    "MADOTEMP009": SERIES_COUNT.value,
}
"""What a temporary code became."""

_SCHEMES: Final = {
    SNOMED: "SCT",
    "http://loinc.org": "LN",
    "http://dicom.nema.org/resources/ontology/DCM": DCM,
    "http://radlex.org": "RADLEX",
}


@lru_cache(maxsize=256)
def code_sequence(concept: Concept) -> Element:
    """Write a concept as a code sequence of one item (PS3.3 §8)."""
    # A code longer than SH holds has an attribute of its own.
    is_short = len(concept.value) <= _MAX_SHORT_CODE
    written: dict[int, Element] = {
        0x00080102: texts("SH", concept.scheme),
        0x00080104: texts("LO", concept.meaning),
    }
    written[0x00080100 if is_short else 0x00080119] = texts("SH" if is_short else "UC", concept.value)
    return items(written)


def concept_of(code: Code | None) -> Concept | None:
    """Give a code as a concept; `None` for a system that DICOM has no name for: such a code says nothing
    elsewhere.
    """
    scheme = _SCHEMES.get(code.system) if code else None
    return Concept(code.code, code.display or code.code, scheme) if code and scheme else None
