"""The numbers of the invented world, each made from where it belongs and from nothing else.

So the same world has the same numbers on every machine and every day, and a test can say beforehand which UID
it expects, without reading a file.
"""

from hashlib import sha256

from tijdlijn.domain.identifiers import AccessionNumber, LocalPatientId, StudyInstanceUID
from tijdlijn.testing.phantoms.dicom_header import derived_uid
from tijdlijn.testing.world.model import WorldInstitution


def local_patient_id(institution: WorldInstitution, story: str) -> LocalPatientId:
    """The institution's own number for the story's patient: seven digits under its issuer."""
    return LocalPatientId(
        f"{1_000_000 + _number(institution.slug, story) % 9_000_000}", institution.issuer_oid
    )


def study_uid(slug: str, story: str, number: int) -> StudyInstanceUID:
    """The study's UID, made from hospital, story and number (architecture.md §8k)."""
    return StudyInstanceUID(derived_uid(slug, story, number))


def accession_number(institution: WorldInstitution, story: str, number: int) -> AccessionNumber:
    """The order's number: the institution's letters and eight digits, under its issuer."""
    digits = _number(institution.slug, story, number, "accession") % 10**8
    return AccessionNumber(f"{institution.accession_prefix}{digits:08d}", institution.accession_issuer_oid)


def imported_accession(institution: WorldInstitution, story: str, number: int) -> AccessionNumber:
    """The number that an institution gives to a study from elsewhere: `EXT-` and eight digits."""
    digits = _number(institution.slug, story, number, "imported") % 10**8
    return AccessionNumber(f"EXT-{digits:08d}", institution.accession_issuer_oid)


def report_id(slug: str, story: str, number: int) -> str:
    """The document uniqueId of one report version, fixed at its creation."""
    return derived_uid(slug, story, "report", number)


def _number(*path: str | int) -> int:
    return int.from_bytes(sha256("/".join(str(part) for part in path).encode()).digest()[:8], "big")
