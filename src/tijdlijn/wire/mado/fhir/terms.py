"""The URIs and codes of the FHIR form, each once. Standard: IHE RAD MADO FHIR guide 1.0.0."""

from typing import Final

from tijdlijn.domain.study import Laterality
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.structs import Coding

MEDIA_TYPE: Final = "application/fhir+json"

MADO: Final = "https://profiles.ihe.net/RAD/MADO"
PROFILES: Final = f"{MADO}/StructureDefinition"
FRAMES: Final = f"{PROFILES}/MadoNumberOfFrames"
REGION: Final = f"{PROFILES}/MadoAnatomicalRegionExtension"
RETRIEVE_LOCATION: Final = f"{PROFILES}/MadoRetrieveLocationUIDExtension"
RETRIEVE_LOCATION_NAME: Final = "RetrieveLocationUIDExtension"
"""How that extension's URI ends in every version of the guide."""

INSTANCE_SIZE: Final = f"{names.EXTENSION}/instance-size"
TRANSFER_SYNTAX: Final = f"{names.EXTENSION}/transfer-syntax"
"""Ours: what lets a page say how much there is to load, and in which codec."""

DEVICE_TYPES: Final = f"{MADO}/CodeSystem/MadoDeviceType"
IDENTIFIER_TYPES: Final = "http://terminology.hl7.org/CodeSystem/v2-0203"
LOINC: Final = "http://loinc.org"
EU_CATEGORIES: Final = "http://hl7.eu/fhir/eu-health-data-api/CodeSystem/eehrxf-document-priority-category-cs"
CONNECTION_TYPES: Final = "http://terminology.hl7.org/CodeSystem/endpoint-connection-type"
PAYLOAD_TYPES: Final = "http://terminology.hl7.org/CodeSystem/endpoint-payload-type"

ACCESSION: Final = "ACSN"
ACCESSION_DCM: Final = "121022"
STUDY_UID_DCM: Final = "110180"

UNKNOWN: Final = Coding(system="http://terminology.hl7.org/CodeSystem/data-absent-reason", code="unknown")
"""Where a kind must stand and is not known."""

SIDES: Final = {Laterality.LEFT: "7771000", Laterality.RIGHT: "24028007", Laterality.BOTH: "51440002"}
"""The codes of a side (SNOMED CT)."""
