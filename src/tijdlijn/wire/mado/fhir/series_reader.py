"""Series and instances of an ImagingStudy as ours, and the small values in them.

Standard: HL7 FHIR R4, ImagingStudy; IHE RAD MADO FHIR guide 1.0.0; reference/standards.md traps 6 and 11.
"""

import re
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Code, SeriesInstanceUID, SopInstanceUID
from tijdlijn.domain.instances import Instance, Series
from tijdlijn.domain.study import StudyMoment
from tijdlijn.wire.fhir.identifiers import without_oid_prefix
from tijdlijn.wire.fhir.moments import parse_study_start
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding
from tijdlijn.wire.mado.fhir import terms
from tijdlijn.wire.mado.fhir.structs import ListedInstance, ListedSeries
from tijdlijn.wire.mado.held import frame_count, in_order

_MODALITY: Final = re.compile(r"[A-Z0-9_]{1,16}")
_SIDES: Final = {code: side for side, code in terms.SIDES.items()}


def series_of(listed: ListedSeries) -> Series:
    """Read one series.

    Raises:
        InputInvalid: it, or an instance of it, has no UID.
    """
    return Series(
        series_uid=SeriesInstanceUID(without_oid_prefix(listed.uid or "")),
        instances=in_order(_instance(one) for one in listed.instance),
        modality=modality_of(listed.modality),
        number=listed.number,
        description=listed.description or None,
        moment=moment_of(listed.started),
        region=_code(listed.body_site),
        laterality=_SIDES.get((listed.laterality.code if listed.laterality else None) or ""),
    )


def _instance(listed: ListedInstance) -> Instance:
    sop_class = without_oid_prefix((listed.sop_class and listed.sop_class.code) or "")
    frames = size = syntax = None
    for one in listed.extension:
        if one.url == terms.FRAMES:
            frames = one.value_integer
        elif one.url == terms.INSTANCE_SIZE:
            size = one.value_decimal
        elif one.url == terms.TRANSFER_SYNTAX:
            syntax = one.value_string
    return Instance(
        sop_instance_uid=SopInstanceUID(without_oid_prefix(listed.uid or "")),
        sop_class_uid=sop_class,
        number=listed.number,
        frame_count=frame_count(sop_class, frames),
        size_bytes=size if isinstance(size, int) and size >= 0 else None,
        transfer_syntax_uid=syntax,
    )


def modality_of(coding: Coding | None) -> str | None:
    """Read a kind; a code that is none of DICOM's, as where it is unknown, is absent."""
    code = coding.code if coding else None
    return code if code and _MODALITY.fullmatch(code) else None


def code_of(concept: CodeableConcept) -> Code | None:
    """Read the first code that has a system."""
    return next(filter(None, map(_code, concept.coding)), None)


def _code(coding: Coding | None) -> Code | None:
    if coding is None or not coding.system or not coding.code:
        return None
    return Code(coding.system, coding.code, coding.display)


def moment_of(text: str | None) -> StudyMoment:
    """Read when something began; what cannot be read is unknown."""
    try:
        return parse_study_start(text) if text else StudyMoment()
    except InputInvalid:
        return StudyMoment()
