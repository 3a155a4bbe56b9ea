"""Parts of a study that both a file's header and a QIDO answer carry, each read in one place."""

from collections.abc import Iterable
from typing import Final

from tijdlijn.domain.identifiers import AccessionNumber, Code, LocalPatientId, StudyInstanceUID
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.study import Laterality
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom import values
from tijdlijn.wire.dicom.anatomy import SNOMED, region_of_body_part, region_of_code
from tijdlijn.wire.dicom.attributes import Attributes, text

_SIDES: Final = {"L": Laterality.LEFT, "R": Laterality.RIGHT, "B": Laterality.BOTH}
DOCUMENT_MODALITIES: Final = frozenset({"SR", "KO", "PR", "DOC"})
NO_PICTURES: Final = DOCUMENT_MODALITIES | {
    *("ECG", "HD", "EPS", "EEG", "EMG", "EOG", "RESP", "AU", "POS"),
    *("SEG", "REG", "FID", "RWV", "PLAN", "M3D", "ANN", "TEXTUREMAP"),
    *("RTSTRUCT", "RTPLAN", "RTDOSE", "RTRECORD", "RTINTENT", "RTRAD", "RTSEGANN"),
    *("AR", "KER", "LEN", "SRF", "VA", "IOL", "OAM", "OPV"),
}
"""Modalities of series without an image."""

_SYSTEMS: Final = {
    "SCT": SNOMED,
    "LN": "http://loinc.org",
    "DCM": "http://dicom.nema.org/resources/ontology/DCM",
    "RADLEX": "http://radlex.org",
}


def study_uid(source: Attributes) -> StudyInstanceUID:
    """Give the study's UID.

    Raises:
        InputInvalid: absent or no UID.
    """
    return StudyInstanceUID(text(source, at.STUDY_INSTANCE_UID) or "")


def local_patient_id(source: Attributes, default_issuer: str | None) -> LocalPatientId | None:
    """Give the local number with its issuer: the qualifiers' OID, else the issuer's own text, else the
    default; `None` when there is no number or no issuer (B5).
    """
    number = text(source, at.PATIENT_ID)
    qualifiers = source.first_item(at.ISSUER_OF_PATIENT_ID_QUALIFIERS)
    issuer = (
        (text(qualifiers, at.UNIVERSAL_ENTITY_ID) if qualifiers else None)
        or text(source, at.ISSUER_OF_PATIENT_ID)
        or default_issuer
    )
    return LocalPatientId(number, issuer) if number and issuer else None


def accession(source: Attributes) -> AccessionNumber | None:
    """Give the accession number, with the OID of its issuer where the source has it (B27)."""
    number = text(source, at.ACCESSION_NUMBER)
    issuer = source.first_item(at.ISSUER_OF_ACCESSION)
    return (
        AccessionNumber(number, text(issuer, at.UNIVERSAL_ENTITY_ID) if issuer else None) if number else None
    )


def documents_among(found: Iterable[str]) -> tuple[str, ...]:
    """Give those of these modalities whose objects are no images, each once: with them counts of objects are
    not counts of images. Standard: DICOM PS3.3 C.7.3.1.1.1, with the modalities of PS3.4 Annex B.5.
    """
    return tuple(dict.fromkeys(kind for kind in found if kind in NO_PICTURES))


def image_modalities(found: list[str]) -> tuple[str, ...]:
    """Give the kinds of images in order of first appearance, documents left out (B34)."""
    return tuple(dict.fromkeys(kind for kind in found if kind not in DOCUMENT_MODALITIES))


def procedure(source: Attributes) -> Code | None:
    """Give the procedure where its code is of a scheme that has an URI; a local code says nothing
    elsewhere.
    """
    item = source.first_item(at.PROCEDURE_CODE)
    if item is None:
        return None
    system = _SYSTEMS.get(text(item, at.CODING_SCHEME) or "")
    code = text(item, at.CODE_VALUE)
    return Code(system, code, text(item, at.CODE_MEANING)) if system and code else None


def region(source: Attributes) -> Code | None:
    """Give the body region: coded if it is, else by the term of Body Part Examined."""
    item = source.first_item(at.ANATOMIC_REGION)
    coded = None
    if item is not None:
        coded = region_of_code(
            text(item, at.CODING_SCHEME), text(item, at.CODE_VALUE), text(item, at.CODE_MEANING)
        )
    return coded or region_of_body_part(text(source, at.BODY_PART))


def side(sources: Iterable[Attributes]) -> Laterality | None:
    """Give the side that all stated sides agree on; sources that contradict each other state none."""
    stated = (text(source, at.IMAGE_LATERALITY) or text(source, at.LATERALITY) for source in sources)
    sides = {_SIDES[code] for code in stated if code in _SIDES}
    return sides.pop() if len(sides) == 1 else None


def demographics(source: Attributes) -> Demographics:
    """Give who the patient is according to this source."""
    return Demographics(
        name=values.person_name(text(source, at.PATIENT_NAME)),
        birth_date=values.vague_date(text(source, at.BIRTH_DATE)),
        sex=values.sex(text(source, at.SEX)),
    )
