"""What an institution makes of a study that it takes over from another.

Standard: DICOM PS3.3 C.12.1.1.9 Original Attributes Sequence; IHE Import Reconciliation Workflow: valid UIDs
are kept, patient and order are the importer's, and what stood there is written down.
"""

from pydicom.dataset import Dataset

from tijdlijn.testing.phantoms.coded import item, items
from tijdlijn.testing.phantoms.dicom_header import (
    StudyHeader,
    accession_elements,
    derived_uid,
    file_meta,
    patient_elements,
)


def refiled(dataset: Dataset, header: StudyHeader, noted_by: str | None) -> Dataset:
    """Give the instance as the importer keeps it: with this header's patient, order and study UID.

    Where the accession number changes, `noted_by` writes down what stood there before; nobody does if
    `None`. Series and instances get new UIDs with the study. `dataset` stays as it was.
    """
    before = item(
        PatientID=dataset.PatientID,
        AccessionNumber=dataset.AccessionNumber,
        StudyInstanceUID=dataset.StudyInstanceUID,
    )
    changed = Dataset()
    changed.update(patient_elements(header))
    changed.update(accession_elements(header))
    sop_uid = dataset.SOPInstanceUID
    if header.study_uid.value != dataset.StudyInstanceUID:
        sop_uid = derived_uid(header.study_uid.value, sop_uid)
        changed.StudyInstanceUID = header.study_uid.value
        changed.SeriesInstanceUID = derived_uid(header.study_uid.value, dataset.SeriesInstanceUID)
        changed.SOPInstanceUID = sop_uid
    if noted_by is not None and changed.AccessionNumber != before.AccessionNumber:
        changed.OriginalAttributesSequence = items(
            item(
                SourceOfPreviousValues=dataset.InstitutionName,
                AttributeModificationDateTime=f"{dataset.StudyDate}235900",
                ModifyingSystem=noted_by,
                ReasonForTheAttributeModification="COERCE",
                ModifiedAttributesSequence=items(before),
            )
        )
    kept = Dataset()
    kept.update(dataset)
    kept.update(changed)
    kept.file_meta = file_meta(dataset.SOPClassUID, sop_uid, dataset.file_meta.TransferSyntaxUID)
    return kept
