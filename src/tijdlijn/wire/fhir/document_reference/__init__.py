"""DocumentReference in the Dutch dialect, both directions: exact writers, one tolerant reader.

Standard: MedMij bbs-DocumentReference (child of IHE MHD 4.2.3 UnContained Comprehensive).
"""

from tijdlijn.wire.fhir.document_reference.envelope import DIALECT, Holder, entry_id
from tijdlijn.wire.fhir.document_reference.passed_on import passed_on
from tijdlijn.wire.fhir.document_reference.reader import MAX_ENTRY_BYTES, read_document_reference
from tijdlijn.wire.fhir.document_reference.report_writer import report_to_document_reference
from tijdlijn.wire.fhir.document_reference.study_writer import study_to_document_reference

__all__ = [
    "DIALECT",
    "MAX_ENTRY_BYTES",
    "Holder",
    "entry_id",
    "passed_on",
    "read_document_reference",
    "report_to_document_reference",
    "study_to_document_reference",
]
