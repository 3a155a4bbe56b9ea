"""What a DICOM file says of itself: which study, series and instance it is, and whose.

Standard: DICOM PS3.3 §C.7.1.1 (patient), §C.7.2.1 (study), §C.7.3.1 (series), §C.12.1 (SOP common).
"""

from dataclasses import dataclass, field, replace

from tijdlijn.domain.identifiers import (
    LocalPatientId,
    SeriesInstanceUID,
    SopInstanceUID,
    StudyInstanceUID,
)
from tijdlijn.domain.patient import Demographics
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import Attributes, text
from tijdlijn.wire.dicom.mapping import demographics, local_patient_id, study_uid


@dataclass(frozen=True, slots=True)
class InstanceIdentity:
    """What a file says of itself. `local_id` is absent when it does not say who issued `patient_number`,
    which may be absent too; `demographics` are birth date and sex, where it says them.
    """

    study_uid: StudyInstanceUID
    series_uid: SeriesInstanceUID
    sop_instance_uid: SopInstanceUID
    transfer_syntax_uid: str | None
    patient_number: str | None
    local_id: LocalPatientId | None
    demographics: Demographics = field(default_factory=Demographics)


def identity_of_header(source: Attributes, transfer_syntax_uid: str | None = None) -> InstanceIdentity:
    """Give the identity out of a header that was read already, from a file or as DICOM JSON.

    Raises:
        InputInvalid: it does not say which study, series and instance it is of.
    """
    return InstanceIdentity(
        study_uid=study_uid(source),
        series_uid=SeriesInstanceUID(text(source, at.SERIES_INSTANCE_UID) or ""),
        sop_instance_uid=instance_uid(source),
        transfer_syntax_uid=transfer_syntax_uid,
        patient_number=text(source, at.PATIENT_ID),
        local_id=local_patient_id(source, None),
        demographics=replace(demographics(source), name=None),
    )


def instance_uid(source: Attributes) -> SopInstanceUID:
    """Give the SOP Instance UID. Raises as `identity_of_header`."""
    return SopInstanceUID(text(source, at.SOP_INSTANCE_UID) or "")
