"""A manifest as a FHIR document. Standard: IHE RAD MADO FHIR guide 1.0.0; reference/standards.md §3, §10."""

import uuid
from collections.abc import Mapping
from html import escape

from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.instances import Manifest
from tijdlijn.domain.study import Study
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.bundle import Entry
from tijdlijn.wire.fhir.codec import Element, encode
from tijdlijn.wire.fhir.identifiers import institution_identifier
from tijdlijn.wire.fhir.moments import instant, study_start
from tijdlijn.wire.fhir.people import patient_of
from tijdlijn.wire.fhir.structs import CodeableConcept, Coding, Identifier
from tijdlijn.wire.mado.fhir import structs, terms
from tijdlijn.wire.mado.fhir.parts import accession_identifier, concept, issuer_system, profile, to
from tijdlijn.wire.mado.fhir.structs import Value
from tijdlijn.wire.mado.fhir.study_writer import imaging_study
from tijdlijn.wire.mado.source import ManifestSource


def write_manifest(manifest: Manifest, source: ManifestSource, local_id: LocalPatientId) -> bytes:
    """Write the document. `local_id` is the patient's number at the holder.

    An accession number without an issuer has no form here and is left out.
    """
    kinds = ("Composition", "ImagingStudy", "Organization", "Patient", "Endpoint", "Device", "ServiceRequest")
    urls = {kind: _url(manifest, kind) for kind in kinds}
    written: dict[str, Element] = {
        "Composition": _composition(manifest, urls),
        "ImagingStudy": imaging_study(manifest, urls),
        "Organization": structs.Organization(
            meta=profile("MadoCreatorOrganization"),
            identifier=(institution_identifier(source.custodian),),
            name=source.name,
        ),
        "Patient": _patient(manifest.study, local_id),
        "Endpoint": _endpoint(source, urls),
        "Device": _device(urls),
    }
    if (accession := accession_identifier(manifest.study.accession)) is not None:
        written["ServiceRequest"] = structs.ServiceRequest(
            meta=profile("MadoRequestedProcedure"),
            identifier=(accession,),
            status="completed",
            intent="order",
            subject=to(urls, "Patient"),
        )
    document = structs.Document(
        meta=profile("MadoFhirBundle"),
        identifier=_identity(manifest),
        type="document",
        timestamp=instant(manifest.created_at),
        entry=tuple(
            Entry(full_url=urls[kind], resource=structs.raw(resource)) for kind, resource in written.items()
        ),
    )
    return encode(document)


def _composition(manifest: Manifest, urls: Mapping[str, str]) -> Element:
    study = manifest.study
    return structs.Composition(
        meta=profile("MadoComposition"),
        text=structs.Narrative("generated", _narrative(manifest)),
        identifier=_identity(manifest),
        status="final",
        type=concept(terms.LOINC, "18748-4", "Diagnostic imaging study"),
        category=(concept(terms.EU_CATEGORIES, "Medical-Imaging", "Medical-Imaging"),),
        subject=to(urls, "Patient"),
        date=instant(manifest.created_at),
        author=(to(urls, "Device"), to(urls, "Organization")),
        title=study.description or "Imaging manifest",
        custodian=to(urls, "Organization"),
        event=(structs.CompositionEvent(detail=(to(urls, "ImagingStudy"),)),),
    )


def _narrative(manifest: Manifest) -> str:
    """What the profile wants a human to be able to read; nothing of who the patient is."""
    study = manifest.study
    lines = (
        ("Study Instance UID", study.study_uid.value),
        ("Started", study_start(study.moment)),
        ("Description", study.description),
        ("Modalities", ", ".join(study.modalities)),
        ("Series", str(len(manifest.series))),
        ("Instances", str(sum(len(series.instances) for series in manifest.series))),
    )
    rows = "".join(f"<tr><td>{name}</td><td>{escape(text)}</td></tr>" for name, text in lines if text)
    return f'<div xmlns="http://www.w3.org/1999/xhtml"><table><tbody>{rows}</tbody></table></div>'


def _patient(study: Study, local_id: LocalPatientId) -> Element:
    person = patient_of(study.demographics)
    person.identifier = (
        Identifier(
            type=concept(terms.IDENTIFIER_TYPES, "MR", "Medical record number"),
            system=issuer_system(local_id.issuer),
            value=local_id.value,
        ),
    )
    return person


def _endpoint(source: ManifestSource, urls: Mapping[str, str]) -> Element:
    return structs.Endpoint(
        meta=profile("MadoWadoEndpoint"),
        extension=(Value(terms.RETRIEVE_LOCATION, value_string=source.retrieve_location_uid),),
        status="active",
        connection_type=Coding(system=terms.CONNECTION_TYPES, code="dicom-wado-rs", display="DICOM WADO-RS"),
        name=source.name,
        managing_organization=to(urls, "Organization"),
        payload_type=(
            CodeableConcept(
                coding=(Coding(system=terms.PAYLOAD_TYPES, code="none", display="None"),),
                text="DICOM WADO-RS",
            ),
        ),
        payload_mime_type=("application/dicom",),
        address=source.wado_base_url,
    )


def _device(urls: Mapping[str, str]) -> Element:
    return structs.Device(
        meta=profile("MadoCreator"),
        manufacturer="Tijdlijn",
        device_name=(structs.DeviceName(name="Tijdlijn gateway", type="user-friendly-name"),),
        type=concept(terms.DEVICE_TYPES, "mado-creator", "MADO Creator"),
        owner=to(urls, "Organization"),
    )


def _identity(manifest: Manifest) -> Identifier:
    """The SOP Instance UID of the DICOM form, the same document in another dress."""
    return Identifier(system=names.URI, value=names.OID_PREFIX + manifest.manifest_uid)


def _url(manifest: Manifest, kind: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{manifest.manifest_uid}/{kind}')}"
