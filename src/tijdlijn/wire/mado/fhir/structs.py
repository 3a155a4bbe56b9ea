"""The resources of a manifest, cut down to what we read or write. Standard: HL7 FHIR R4 4.0.1."""

import msgspec
from msgspec import Raw

from tijdlijn.wire.fhir.bundle import Entry
from tijdlijn.wire.fhir.codec import Element
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Identifier, Meta, Reference


class Value(Element):
    """An extension of one of the kinds that a manifest has."""

    url: str
    value_integer: int | None = None
    value_decimal: int | float | None = None
    value_string: str | None = None
    value_code: str | None = None
    value_codeable_concept: CodeableConcept | None = None


class Narrative(Element):
    """What a human reads of a resource."""

    status: str
    div: str


class Document(Element, tag_field="resourceType", tag="Bundle"):
    """The manifest itself."""

    meta: Meta | None = None
    identifier: Identifier | None = None
    type: str | None = None
    timestamp: str | None = None
    entry: tuple[Entry, ...] = ()


class CompositionEvent(Element):
    """What is being documented."""

    detail: tuple[Reference, ...] = ()


class Composition(Element, tag_field="resourceType", tag="Composition"):
    """What a document begins with."""

    meta: Meta | None = None
    text: Narrative | None = None
    identifier: Identifier | None = None
    status: str | None = None
    type: CodeableConcept | None = None
    category: tuple[CodeableConcept, ...] = ()
    subject: Reference | None = None
    date: str | None = None
    author: tuple[Reference, ...] = ()
    title: str | None = None
    custodian: Reference | None = None
    event: tuple[CompositionEvent, ...] = ()


class ListedInstance(Element):
    """One instance of a series."""

    extension: tuple[Value, ...] = ()
    uid: str | None = None
    sop_class: Coding | None = None
    number: int | None = None


class Performer(Element):
    """Who made a series."""

    actor: Reference | None = None


class ListedSeries(Element):
    """One series of a study."""

    uid: str | None = None
    number: int | None = None
    modality: Coding | None = None
    description: str | None = None
    number_of_instances: int | None = None
    endpoint: tuple[Reference, ...] = ()
    body_site: Coding | None = None
    laterality: Coding | None = None
    started: str | None = None
    performer: tuple[Performer, ...] = ()
    instance: tuple[ListedInstance, ...] = ()


class ImagingStudy(Element, tag_field="resourceType", tag="ImagingStudy"):
    """What there is."""

    meta: Meta | None = None
    extension: tuple[Value, ...] = ()
    identifier: tuple[Identifier, ...] = ()
    status: str | None = None
    modality: tuple[Coding, ...] = ()
    subject: Reference | None = None
    started: str | None = None
    based_on: tuple[Reference, ...] = ()
    number_of_series: int | None = None
    number_of_instances: int | None = None
    procedure_code: tuple[CodeableConcept, ...] = ()
    description: str | None = None
    series: tuple[ListedSeries, ...] = ()


class Endpoint(Element, tag_field="resourceType", tag="Endpoint"):
    """Where it can be had."""

    meta: Meta | None = None
    extension: tuple[Value, ...] = ()
    status: str | None = None
    connection_type: Coding | None = None
    name: str | None = None
    managing_organization: Reference | None = None
    payload_type: tuple[CodeableConcept, ...] = ()
    payload_mime_type: tuple[str, ...] = ()
    address: str | None = None


class Organization(Element, tag_field="resourceType", tag="Organization"):
    """Who has it."""

    meta: Meta | None = None
    identifier: tuple[Identifier, ...] = ()
    name: str | None = None


class DeviceName(Element):
    """What a device is called."""

    name: str
    type: str


class Device(Element, tag_field="resourceType", tag="Device"):
    """What wrote the manifest."""

    meta: Meta | None = None
    manufacturer: str | None = None
    device_name: tuple[DeviceName, ...] = ()
    type: CodeableConcept | None = None
    owner: Reference | None = None


class ServiceRequest(Element, tag_field="resourceType", tag="ServiceRequest"):
    """The order that the study answers."""

    meta: Meta | None = None
    identifier: tuple[Identifier, ...] = ()
    status: str | None = None
    intent: str | None = None
    subject: Reference | None = None


def raw(resource: msgspec.Struct) -> Raw:
    """Write a resource as an entry carries it."""
    return Raw(msgspec.json.encode(resource))
