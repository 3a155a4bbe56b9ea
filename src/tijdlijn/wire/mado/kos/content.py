"""The items of a content tree that a manifest needs. Standard: DICOM PS3.3 §C.17.3 (SR Document Content)."""

from collections.abc import Mapping
from datetime import date, time
from typing import Final

from tijdlijn.domain.instances import Instance
from tijdlijn.wire.dicom.element import Element, Header
from tijdlijn.wire.dicom.encoding import items, texts
from tijdlijn.wire.mado.kos.codes import Concept, code_sequence

RELATIONSHIP: Final = 0x0040A010
VALUE_TYPE: Final = 0x0040A040
CONCEPT_NAME: Final = 0x0040A043
CONCEPT_CODE: Final = 0x0040A168
CONTENT: Final = 0x0040A730
REFERENCED_SOP: Final = 0x00081199
REFERENCED_SOP_CLASS: Final = 0x00081150
REFERENCED_SOP_INSTANCE: Final = 0x00081155
MEASURED_VALUE: Final = 0x0040A300
NUMERIC_VALUE: Final = 0x0040A30A
TEXT_VALUE: Final = 0x0040A160
DATE_VALUE: Final = 0x0040A121
TIME_VALUE: Final = 0x0040A122
UID_VALUE: Final = 0x0040A124

_UNITS: Final = 0x004008EA
_CONTINUITY: Final = 0x0040A050


def code_item(name: Concept, value: Concept) -> Header:
    """State something by a code."""
    return _context("CODE", name, {CONCEPT_CODE: code_sequence(value)})


def text_item(name: Concept, value: str) -> Header:
    """State something in words."""
    return _context("TEXT", name, {TEXT_VALUE: texts("UT", value)})


def uid_item(name: Concept, value: str) -> Header:
    """State a UID."""
    return _context("UIDREF", name, {UID_VALUE: texts("UI", value)})


def date_item(name: Concept, value: date) -> Header:
    """State a day."""
    return _context("DATE", name, {DATE_VALUE: texts("DA", value.strftime("%Y%m%d"))})


def time_item(name: Concept, value: time) -> Header:
    """State a time of the day."""
    return _context("TIME", name, {TIME_VALUE: texts("TM", time_text(value))})


def count_item(name: Concept, value: int, unit: str) -> Header:
    """State how many, as a number with its unit in UCUM."""
    measured = {
        _UNITS: code_sequence(Concept(unit, unit.strip("{}"), "UCUM")),
        NUMERIC_VALUE: texts("DS", str(value)),
    }
    return _context("NUM", name, {MEASURED_VALUE: items(measured)})


def container(name: Concept, *within: Header) -> Header:
    """Hold other items."""
    return {
        RELATIONSHIP: texts("CS", "CONTAINS"),
        VALUE_TYPE: texts("CS", "CONTAINER"),
        CONCEPT_NAME: code_sequence(name),
        _CONTINUITY: texts("CS", "SEPARATE"),
        CONTENT: items(*within),
    }


def instance_item(instance: Instance, *within: Header) -> Header:
    """Point to an instance: IMAGE for what has frames, else COMPOSITE (PS3.16 TID 2010)."""
    written: dict[int, Element] = {
        RELATIONSHIP: texts("CS", "CONTAINS"),
        VALUE_TYPE: texts("CS", "COMPOSITE" if instance.frame_count is None else "IMAGE"),
        REFERENCED_SOP: items(reference(instance)),
    }
    if within:
        written[CONTENT] = items(*within)
    return written


def reference(instance: Instance) -> Header:
    """An instance by class and UID: (0008,1150) is the class, whatever the profile's sheet says (trap 7)."""
    return {
        REFERENCED_SOP_CLASS: texts("UI", instance.sop_class_uid),
        REFERENCED_SOP_INSTANCE: texts("UI", instance.sop_instance_uid.value),
    }


def time_text(value: time) -> str:
    """Write a time as TM, with a fraction where it has one."""
    return value.strftime("%H%M%S.%f" if value.microsecond else "%H%M%S")


def _context(kind: str, name: Concept, value: Mapping[int, Element]) -> Header:
    return {
        RELATIONSHIP: texts("CS", "HAS ACQ CONTEXT"),
        VALUE_TYPE: texts("CS", kind),
        CONCEPT_NAME: code_sequence(name),
        **value,
    }
