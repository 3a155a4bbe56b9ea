"""FHIR R4 (4.0.1): only the resources and elements that we use, as exact writers and tolerant readers.

Our own extensions and code systems are described in docs/reference/fhir.md. Standard: HL7 FHIR R4 4.0.1;
IHE MHD 4.2.3; MedMij bbs-DocumentReference; IHE mCSD; IHE BALP.
"""
