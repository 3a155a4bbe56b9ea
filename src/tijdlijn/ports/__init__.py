"""One Protocol per actor in the real world, each a contract in prose.

No port knows FHIR, tokens, URLs or HTTP. Every implementation, the fakes of the test kit included, passes
the suite of its port (`tests/component/ports/`). Peers' failures come back as the errors of
`domain.errors`, except where a contract says that a failure is a value.
"""

from tijdlijn.ports.archive import Derivation, Derived, DerivedSource, StudyListing, StudySource
from tijdlijn.ports.asking import Credentials, HolderLink
from tijdlijn.ports.national import AddressBook, Localiser
from tijdlijn.ports.registration import ConsentSource, KnownPatient, PatientIndex
from tijdlijn.ports.reports import MAX_REPORT_BYTES, ReportListing, ReportSource
from tijdlijn.ports.streams import Document, Piece, StoredFrame, StoredHeader, StoredInstance

__all__ = [
    "MAX_REPORT_BYTES",
    "AddressBook",
    "ConsentSource",
    "Credentials",
    "Derivation",
    "Derived",
    "DerivedSource",
    "Document",
    "HolderLink",
    "KnownPatient",
    "Localiser",
    "PatientIndex",
    "Piece",
    "ReportListing",
    "ReportSource",
    "StoredFrame",
    "StoredHeader",
    "StoredInstance",
    "StudyListing",
    "StudySource",
]
