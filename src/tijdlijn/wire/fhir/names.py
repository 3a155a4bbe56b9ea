"""The URIs that our FHIR speaks with, each once.

Standard: reference/standards.md §9; our own stand in docs/reference/fhir.md.
"""

from typing import Final

OWN: Final = "https://tijdlijn.example/fhir"
EXTENSION: Final = f"{OWN}/StructureDefinition"

URI: Final = "urn:ietf:rfc:3986"
DICOM_UID: Final = "urn:dicom:uid"
OID_PREFIX: Final = "urn:oid:"
UUID_PREFIX: Final = "urn:uuid:"

DCM: Final = "http://dicom.nema.org/resources/ontology/DCM"
DCM_OID: Final = "urn:oid:1.2.840.10008.2.16.4"
DICOM_UID_CODES: Final = "http://dicom.nema.org/resources/ontology/DCMUID"
IHE_FORMAT: Final = "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode"
MADO_FORMAT: Final = "urn:ihe:rad:MADO:fhir-manifest:2026"
SNOMED: Final = "http://snomed.info/sct"
DOCUMENT_CATEGORY: Final = "urn:oid:1.3.6.1.4.1.19376.1.2.6.1"
FACILITY_TYPE: Final = "urn:oid:2.16.840.1.113883.2.4.15.1060"
CONFIDENTIALITY: Final = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"

BBS_PROFILE: Final = "http://medmij.nl/fhir/StructureDefinition/bbs-DocumentReference"
DATA_ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

DOCUMENT_ID: Final = f"{OWN}/NamingSystem/document-id"
HOLDER_OUTCOME: Final = f"{OWN}/CodeSystem/holder-outcome"
EXT_CUSTODIAN: Final = f"{EXTENSION}/custodian"
DATA_CATEGORY: Final = f"{OWN}/CodeSystem/data-category"
CONNECTION_TYPE: Final = f"{OWN}/CodeSystem/connection-type"
AUDIT_ACTION: Final = f"{OWN}/CodeSystem/audit-action"
GROUND: Final = f"{OWN}/CodeSystem/ground"
PATIENT_REFERENCE: Final = f"{OWN}/NamingSystem/patient-reference"
ROLE_CODE: Final = "http://fhir.nl/fhir/NamingSystem/uzi-rolcode"
ACT_REASON: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
