"""What our mapping asks of a data set, whether it came from a file or as DICOM JSON.

Standard: DICOM PS3.6 (the tags below by their keywords).
"""

from typing import Final, Protocol

SOP_CLASS_UID: Final = 0x00080016
SOP_INSTANCE_UID: Final = 0x00080018
STUDY_DATE: Final = 0x00080020
SERIES_DATE: Final = 0x00080021
STUDY_TIME: Final = 0x00080030
SERIES_TIME: Final = 0x00080031
ACCESSION_NUMBER: Final = 0x00080050
ISSUER_OF_ACCESSION: Final = 0x00080051
INSTANCE_AVAILABILITY: Final = 0x00080056
MODALITY: Final = 0x00080060
MODALITIES_IN_STUDY: Final = 0x00080061
INSTITUTION_NAME: Final = 0x00080080
CODE_VALUE: Final = 0x00080100
CODING_SCHEME: Final = 0x00080102
CODE_MEANING: Final = 0x00080104
STUDY_DESCRIPTION: Final = 0x00081030
SERIES_DESCRIPTION: Final = 0x0008103E
PROCEDURE_CODE: Final = 0x00081032
ANATOMIC_REGION: Final = 0x00082218
AVAILABLE_TRANSFER_SYNTAX: Final = 0x00083002
PATIENT_NAME: Final = 0x00100010
PATIENT_ID: Final = 0x00100020
ISSUER_OF_PATIENT_ID: Final = 0x00100021
ISSUER_OF_PATIENT_ID_QUALIFIERS: Final = 0x00100024
BIRTH_DATE: Final = 0x00100030
SEX: Final = 0x00100040
BODY_PART: Final = 0x00180015
STUDY_INSTANCE_UID: Final = 0x0020000D
SERIES_INSTANCE_UID: Final = 0x0020000E
SERIES_NUMBER: Final = 0x00200011
INSTANCE_NUMBER: Final = 0x00200013
LATERALITY: Final = 0x00200060
IMAGE_LATERALITY: Final = 0x00200062
STUDY_SERIES_COUNT: Final = 0x00201206
STUDY_INSTANCE_COUNT: Final = 0x00201208
SERIES_INSTANCE_COUNT: Final = 0x00201209
PHOTOMETRIC_INTERPRETATION: Final = 0x00280004
FRAME_COUNT: Final = 0x00280008
ROWS: Final = 0x00280010
UNIVERSAL_ENTITY_ID: Final = 0x00400032
MODIFIED_ATTRIBUTES: Final = 0x04000550
ORIGINAL_ATTRIBUTES: Final = 0x04000561


class Attributes(Protocol):
    """One data set. Neither method ever raises: what cannot be read is absent."""

    def texts(self, tag: int) -> tuple[str, ...]:
        """The values as text without padding, empty ones left out."""
        ...

    def first_item(self, tag: int) -> "Attributes | None":
        """The first item of a sequence, or `None`."""
        ...


def text(attributes: Attributes, tag: int) -> str | None:
    """The first value, or `None`."""
    return next(iter(attributes.texts(tag)), None)
