"""The FHIR form: a document with one ImagingStudy and what that needs to be understood and fetched.

Standard: IHE RAD MADO FHIR guide 1.0.0 (MadoFhirBundle, MadoImagingStudy, MadoWadoEndpoint, MadoComposition,
MadoCreator, MadoRequestedProcedure), HL7 FHIR R4.
"""

from tijdlijn.wire.mado.fhir.reader import read_manifest
from tijdlijn.wire.mado.fhir.terms import MEDIA_TYPE
from tijdlijn.wire.mado.fhir.writer import write_manifest

__all__ = ["MEDIA_TYPE", "read_manifest", "write_manifest"]
