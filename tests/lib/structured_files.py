"""Structured documents for tests: items of a content tree, and files that hold one."""

from collections.abc import Sequence

from pydicom import Dataset

from tests.lib.dicom_files import dicom_file

BASIC_TEXT, COMPREHENSIVE, KEY_OBJECTS, DOSE = (
    f"1.2.840.10008.5.1.4.1.1.88.{branch}" for branch in ("11", "33", "59", "67")
)
CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"


def code(meaning: str, value: str = "T1", scheme: str = "99TEST") -> Dataset:
    """One item of a code sequence."""
    made = Dataset()
    made.CodeValue, made.CodingSchemeDesignator, made.CodeMeaning = value, scheme, meaning
    return made


def item(
    value_type: str,
    concept: Dataset | None = None,
    children: Sequence[Dataset] = (),
    *,
    relationship: str = "CONTAINS",
    **value: object,
) -> Dataset:
    """One content item; its value by keyword."""
    made = Dataset()
    made.RelationshipType, made.ValueType = relationship, value_type
    if concept is not None:
        made.ConceptNameCodeSequence = [concept]
    for keyword, one in value.items():
        setattr(made, keyword, one)
    if children:
        made.ContentSequence = list(children)
    return made


def text_item(meaning: str, text: str, *children: Dataset) -> Dataset:
    """A TEXT."""
    return item("TEXT", code(meaning), children, TextValue=text)


def number_item(
    concept: Dataset | str, number: str, unit: str, *children: Dataset, scheme: str = "UCUM"
) -> Dataset:
    """A NUM."""
    measured = Dataset()
    measured.NumericValue = number
    measured.MeasurementUnitsCodeSequence = [code(unit, unit, scheme)]
    named = code(concept) if isinstance(concept, str) else concept
    return item("NUM", named, children, MeasuredValueSequence=[measured])


def container(concept: Dataset | str, *children: Dataset) -> Dataset:
    """A CONTAINER."""
    named = code(concept) if isinstance(concept, str) else concept
    return item("CONTAINER", named, children, ContinuityOfContent="SEPARATE")


def reference_item(
    value_type: str, uid: str, *, sop_class: str = CT_IMAGE, concept: Dataset | None = None, **more: object
) -> Dataset:
    """An IMAGE, a WAVEFORM or a COMPOSITE."""
    referenced = Dataset()
    referenced.ReferencedSOPClassUID, referenced.ReferencedSOPInstanceUID = sop_class, uid
    for keyword, one in more.items():
        setattr(referenced, keyword, one)
    return item(value_type, concept, ReferencedSOPSequence=[referenced])


def structured_file(
    title: str, *children: Dataset, sop_class: str = COMPREHENSIVE, **attributes: object
) -> bytes:
    """A file with a content tree; attributes are given by keyword."""
    values: dict[str, object] = {
        "SOPClassUID": sop_class,
        "Modality": "KO" if sop_class == KEY_OBJECTS else "SR",
        "ValueType": "CONTAINER",
        "ContinuityOfContent": "SEPARATE",
        "ConceptNameCodeSequence": [code(title)],
        "ContentSequence": list(children),
        "ContentDate": "20260314",
        "ContentTime": "110500",
        "BodyPartExamined": None,
        **attributes,
    }
    return dicom_file(pixels=False, **values)  # type: ignore[arg-type]
