"""The side of the body: a qualifier of the region where there is one, and else of the entry itself.

Standard: nl-core-AnatomicalLocation (zib AnatomischeLocatie 2020), extension Laterality; codes left 7771000,
right 24028007, both 51440002 (B35).
"""

from typing import Final

from tijdlijn.domain.study import Laterality
from tijdlijn.wire.fhir import extensions, names
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Extension

QUALIFIER: Final = "http://nictiz.nl/fhir/StructureDefinition/ext-AnatomicalLocation.Laterality"

_CODES: Final = {Laterality.LEFT: "7771000", Laterality.RIGHT: "24028007", Laterality.BOTH: "51440002"}
_SIDES: Final = {code: side for side, code in _CODES.items()}
_OWN: Final = {side.value: side for side in Laterality}


def region_with_side(region: Coding, side: Laterality | None) -> CodeableConcept:
    """A region with its qualifier, if it has one."""
    if side is None:
        return CodeableConcept(coding=(region,))
    qualifier = CodeableConcept(coding=(Coding(system=names.SNOMED, code=_CODES[side]),))
    return CodeableConcept(
        extension=(Extension(url=QUALIFIER, value_codeable_concept=qualifier),), coding=(region,)
    )


def read_side(of_entry: tuple[Extension, ...], events: tuple[CodeableConcept, ...]) -> Laterality | None:
    """The side of the first region that has one, else that of the entry; an unknown code is none."""
    for event in events:
        for one in event.extension:
            qualifier = one.value_codeable_concept
            if one.url == QUALIFIER and qualifier is not None:
                codes = (coding.code or "" for coding in qualifier.coding)
                return next((_SIDES[code] for code in codes if code in _SIDES), None)
    return _OWN.get(extensions.read_code(of_entry, extensions.LATERALITY) or "")
