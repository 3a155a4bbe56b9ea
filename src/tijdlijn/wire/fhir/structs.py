"""FHIR's data types and resources, cut down to the elements that we read or write.

Field order is the order in the written JSON. An element that is absent is `None` or `()` and not written
(FHIR allows no empty arrays). Standard: HL7 FHIR R4 4.0.1.
"""

import msgspec

from tijdlijn.wire.fhir.codec import Element


class Coding(Element):
    """A code with its system."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class CodeableConcept(Element):
    """A concept as codes and as text."""

    extension: "tuple[Extension, ...]" = ()
    coding: tuple[Coding, ...] = ()
    text: str | None = None


class Identifier(Element):
    """A number with its system."""

    type: CodeableConcept | None = None
    system: str | None = None
    value: str | None = None


class Reference(Element):
    """A pointer: literal, logical (by identifier) or by name only."""

    reference: str | None = None
    type: str | None = None
    identifier: Identifier | None = None
    display: str | None = None


class Extension(Element):
    """A value that has no standard place."""

    url: str
    value_code: str | None = None
    value_string: str | None = None
    value_unsigned_int: int | None = None
    value_decimal: int | float | None = None
    value_identifier: Identifier | None = None
    value_codeable_concept: "CodeableConcept | None" = None
    value_reference: Reference | None = None


class Period(Element):
    """From and until; `_start` tells why there is no start."""

    start: str | None = None
    start_absent: "PrimitiveExtension | None" = msgspec.field(default=None, name="_start")
    end: str | None = None


class PrimitiveExtension(Element):
    """What stands beside a primitive element."""

    extension: tuple[Extension, ...] = ()


class Meta(Element):
    """About the resource itself."""

    last_updated: str | None = None
    profile: tuple[str, ...] = ()


class HumanName(Element):
    """A name as one text."""

    text: str | None = None
    family: str | None = None
    given: tuple[str, ...] = ()


class ContactPoint(Element):
    """A telephone number or the like."""

    system: str | None = None
    value: str | None = None


class Patient(Element, tag_field="resourceType", tag="Patient"):
    """A person."""

    id: str | None = None
    identifier: tuple[Identifier, ...] = ()
    name: tuple[HumanName, ...] = ()
    gender: str | None = None
    birth_date: str | None = None


class Attachment(Element):
    """A document's form and place."""

    content_type: str | None = None
    language: str | None = None
    url: str | None = None
    size: int | None = None
    title: str | None = None
    creation: str | None = None


class DocumentContent(Element):
    """One rendition of a document."""

    attachment: Attachment = msgspec.field(default_factory=Attachment)
    format: Coding | None = None


class DocumentRelation(Element):
    """How one document stands to another."""

    code: str | None = None
    target: Reference | None = None


class DocumentContext(Element):
    """What the document is about."""

    event: tuple[CodeableConcept, ...] = ()
    period: Period | None = None
    facility_type: CodeableConcept | None = None
    practice_setting: CodeableConcept | None = None
    source_patient_info: Reference | None = None
    related: tuple[Reference, ...] = ()


class DocumentReference(Element, tag_field="resourceType", tag="DocumentReference"):
    """One study or one report of a holder."""

    id: str | None = None
    meta: Meta | None = None
    contained: tuple[msgspec.Raw, ...] = ()
    extension: tuple[Extension, ...] = ()
    master_identifier: Identifier | None = None
    identifier: tuple[Identifier, ...] = ()
    status: str | None = None
    doc_status: str | None = None
    type: CodeableConcept | None = None
    category: tuple[CodeableConcept, ...] = ()
    subject: Reference | None = None
    date: str | None = None
    date_absent: PrimitiveExtension | None = msgspec.field(default=None, name="_date")
    author: tuple[Reference, ...] = ()
    custodian: Reference | None = None
    relates_to: tuple[DocumentRelation, ...] = ()
    description: str | None = None
    security_label: tuple[CodeableConcept, ...] = ()
    content: tuple[DocumentContent, ...] = ()
    context: DocumentContext | None = None
