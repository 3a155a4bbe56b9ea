"""A FHIR document as a manifest, tolerant of what the official samples break of their own profile (trap 4).

UIDs come with and without `urn:oid:`, codes of SOP classes under several systems (traps 6, 11); the
document's identity may be anything. Standard: IHE RAD MADO FHIR guide 1.0.0; reference/standards.md §3.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, TypeVar

from msgspec import Raw

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import (
    AccessionNumber,
    LocalPatientId,
    StudyInstanceUID,
)
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.study import Availability, Laterality, Study
from tijdlijn.wire.dicom.mapping import image_modalities
from tijdlijn.wire.fhir import extensions, names
from tijdlijn.wire.fhir.codec import Element, decode, resource_head
from tijdlijn.wire.fhir.identifiers import read_bsn, without_oid_prefix
from tijdlijn.wire.fhir.moments import parse_instant
from tijdlijn.wire.fhir.people import demographics_of
from tijdlijn.wire.fhir.structs import CodeableConcept, Identifier, Patient
from tijdlijn.wire.mado.fhir import terms
from tijdlijn.wire.mado.fhir.series_reader import code_of, modality_of, moment_of, series_of
from tijdlijn.wire.mado.fhir.structs import (
    Composition,
    Document,
    Endpoint,
    ImagingStudy,
    ListedSeries,
    Organization,
    ServiceRequest,
    Value,
)
from tijdlijn.wire.mado.held import (
    MAX_MANIFEST_BYTES,
    HeldManifest,
    Stated,
    base_url,
    manifest_of,
)

T = TypeVar("T", bound=Element)

_OWN_SIDES: Final = {side.value: side for side in Laterality}
_AVAILABILITIES: Final = {member.value: member for member in Availability}


def read_manifest(data: bytes) -> HeldManifest:
    """Read the document.

    Raises:
        InputInvalid: larger than `MAX_MANIFEST_BYTES`, no document, no study or more than one in it, nothing
            listed, or a birth date that is none.
    """
    document = decode(data, Document, limit_bytes=MAX_MANIFEST_BYTES)
    resources = _by_kind(document)
    studies = _all(resources, "ImagingStudy", ImagingStudy)
    if len(studies) != 1:
        raise InputInvalid("a manifest of no study, or of more than one")
    listed = studies[0]
    person = next(iter(_all(resources, "Patient", Patient)), None)
    series = tuple(series_of(one) for one in listed.series)
    endpoint = _endpoint(_all(resources, "Endpoint", Endpoint))
    instances = sum(one.number_of_instances or 0 for one in listed.series)
    stated = Stated(listed.number_of_series, max(listed.number_of_instances or 0, instances) or None)
    manifest_uid = without_oid_prefix((document.identifier and document.identifier.value) or "")
    return HeldManifest(
        manifest=manifest_of(
            manifest_uid,
            _made_at(document, _all(resources, "Composition", Composition)),
            _study(listed, resources, demographics_of(person) if person else Demographics()),
            series,
            stated,
        ),
        patient=_local_id(person.identifier) if person else None,
        retrieve_location_uid=_retrieve_location(endpoint),
        retrieve_url=base_url(endpoint.address if endpoint else None),
        stated=stated,
    )


def _by_kind(document: Document) -> dict[str, list[Raw]]:
    found: dict[str, list[Raw]] = {}
    for entry in document.entry:
        kind, _ = resource_head(entry.resource, limit_bytes=MAX_MANIFEST_BYTES)
        found.setdefault(kind, []).append(entry.resource)
    return found


def _all(resources: dict[str, list[Raw]], kind: str, struct: type[T]) -> list[T]:
    return [decode(raw, struct, limit_bytes=MAX_MANIFEST_BYTES) for raw in resources.get(kind, ())]


def _study(listed: ImagingStudy, resources: dict[str, list[Raw]], demographics: Demographics) -> Study:
    holders = _all(resources, "Organization", Organization)
    about = {one.url: one for one in reversed(listed.extension)}
    size = about.get(extensions.STUDY_SIZE, Value("")).value_decimal
    region = about.get(terms.REGION, Value("")).value_codeable_concept
    kinds = map(modality_of, (*listed.modality, *(one.modality for one in listed.series)))
    return Study(
        study_uid=_study_uid(listed.identifier),
        moment=moment_of(listed.started),
        modalities=image_modalities([kind for kind in kinds if kind]),
        description=listed.description or None,
        procedure=next(filter(None, map(code_of, listed.procedure_code)), None),
        region=code_of(region) if region else None,
        laterality=_OWN_SIDES.get(about.get(extensions.LATERALITY, Value("")).value_code or ""),
        institution_name=_performer(listed.series) or next((one.name for one in holders if one.name), None),
        accession=_accession(listed, _all(resources, "ServiceRequest", ServiceRequest)),
        size_bytes=size if isinstance(size, int) and size >= 0 else None,
        availability=_AVAILABILITIES.get(
            about.get(extensions.AVAILABILITY, Value("")).value_code or "", Availability.ONLINE
        ),
        demographics=demographics,
    )


def _study_uid(identifiers: Iterable[Identifier]) -> StudyInstanceUID:
    named = {without_oid_prefix(one.value or "") for one in identifiers if one.system == names.DICOM_UID}
    if len(named) != 1:
        raise InputInvalid("a manifest of no study, or of more than one")
    return StudyInstanceUID(named.pop())


def _accession(listed: ImagingStudy, requests: Iterable[ServiceRequest]) -> AccessionNumber | None:
    """The first that has an issuer, of what the study is based on or of the orders themselves."""
    identifiers = [one.identifier for one in listed.based_on if one.identifier]
    identifiers += [one for request in requests for one in request.identifier]
    found = [
        AccessionNumber(one.value, without_oid_prefix(one.system) if one.system else None)
        for one in identifiers
        if one.value and _says(one.type, terms.ACCESSION, terms.ACCESSION_DCM)
    ]
    return next((one for one in found if one.issuer), next(iter(found), None))


def _says(concept: CodeableConcept | None, *codes: str) -> bool:
    return concept is not None and any(one.code in codes for one in concept.coding)


def _local_id(identifiers: Iterable[Identifier]) -> LocalPatientId | None:
    """The first number that is local: never the national one."""
    for one in identifiers:
        if one.value and one.system and read_bsn((one,)) is None:
            return LocalPatientId(one.value, without_oid_prefix(one.system))
    return None


def _endpoint(endpoints: Iterable[Endpoint]) -> Endpoint | None:
    kinds = ("dicom-wado-rs",)
    return next((one for one in endpoints if one.connection_type and one.connection_type.code in kinds), None)


def _retrieve_location(endpoint: Endpoint | None) -> str | None:
    found = endpoint.extension if endpoint else ()
    return next(
        (
            without_oid_prefix(one.value_string)
            for one in found
            if one.value_string and one.url.endswith(terms.RETRIEVE_LOCATION_NAME)
        ),
        None,
    )


def _performer(series: Iterable[ListedSeries]) -> str | None:
    for one in series:
        for performer in one.performer:
            if performer.actor and performer.actor.display and performer.actor.type == "Organization":
                return performer.actor.display
    return None


def _made_at(document: Document, compositions: Iterable[Composition]) -> datetime:
    for text in (document.timestamp, *(one.date for one in compositions)):
        made = parse_instant(text) if text else None
        if made is not None:
            return made
    raise InputInvalid("a manifest that does not say when it was made")
