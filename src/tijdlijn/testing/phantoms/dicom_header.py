"""What every test file's header says about patient, order, study and institution, whatever its picture is.

One place for it, so that a phantom and a published file that stands for our invented person carry exactly the
same modules: number with issuer, accession number with issuer, Dutch description, the institution's name at
that time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID, uuid5

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian

from tijdlijn.domain.identifiers import AccessionNumber, LocalPatientId, StudyInstanceUID
from tijdlijn.domain.patient import Sex
from tijdlijn.domain.study import Laterality

_SEX_CODES = {Sex.MALE: "M", Sex.FEMALE: "F", Sex.OTHER: "O", Sex.UNKNOWN: ""}
_LATERALITY_CODES = {Laterality.LEFT: "L", Laterality.RIGHT: "R", Laterality.BOTH: "B"}
_UID_SPACE = UUID("6f0f6a4e-5f57-5a58-9a35-1f0c6f0b6c11")


@dataclass(frozen=True, slots=True)
class StudyHeader:
    """One study as the scanner's worklist would give it.

    `uid_path` names the study for the UIDs of its series and instances; it is part of nothing else.
    """

    local_id: LocalPatientId
    dicom_name: str
    birth_date: date
    sex: Sex
    study_uid: StudyInstanceUID
    uid_path: str
    day: date
    at: time
    description: str
    accession: AccessionNumber
    institution_name: str
    character_set: str
    modality: str
    body_part: str
    laterality: Laterality | None


def derived_uid(*path: str | int) -> str:
    """A UID that the same path always gives. Standard: DICOM PS3.5 B.2, UUID derived UID; RFC 9562, version
    5.
    """
    return f"2.25.{uuid5(_UID_SPACE, '/'.join(str(part) for part in path)).int}"


def study_elements(header: StudyHeader, series_number: int, series_description: str) -> Dataset:
    """The patient, general study, general series and equipment modules of one series.

    Standard: DICOM PS3.3 C.7.1.1, C.7.2.1, C.7.3.1, C.7.5.1.
    """
    elements = Dataset()
    elements.SpecificCharacterSet = header.character_set
    day, at = header.day.strftime("%Y%m%d"), header.at.strftime("%H%M%S")
    elements.StudyDate = elements.SeriesDate = elements.AcquisitionDate = elements.ContentDate = day
    elements.StudyTime = elements.SeriesTime = elements.AcquisitionTime = elements.ContentTime = at
    elements.Modality = header.modality
    elements.InstitutionName = header.institution_name
    elements.ReferringPhysicianName = ""
    elements.StudyDescription = header.description
    elements.SeriesDescription = series_description
    elements.StudyInstanceUID = header.study_uid.value
    elements.SeriesInstanceUID = derived_uid(header.uid_path, series_number)
    elements.StudyID = header.accession.value[-8:]
    elements.SeriesNumber = series_number
    elements.BodyPartExamined = header.body_part
    if header.laterality is not None and header.laterality is not Laterality.BOTH:
        elements.Laterality = _LATERALITY_CODES[header.laterality]
    elements.update(accession_elements(header))
    elements.update(patient_elements(header))
    return elements


def accession_elements(header: StudyHeader) -> Dataset:
    """The order's number with its issuer."""
    elements = Dataset()
    elements.AccessionNumber = header.accession.value
    elements.IssuerOfAccessionNumberSequence = _issuer(header.accession.issuer)
    return elements


def patient_elements(header: StudyHeader) -> Dataset:
    """The patient module alone, for a copy that another institution filed under its own number."""
    elements = Dataset()
    elements.PatientName = header.dicom_name
    elements.PatientID = header.local_id.value
    elements.IssuerOfPatientIDQualifiersSequence = _issuer(header.local_id.issuer)
    elements.PatientBirthDate = header.birth_date.strftime("%Y%m%d")
    elements.PatientSex = _SEX_CODES[header.sex]
    return elements


def instance(
    common: Dataset, sop_class: UID, uid_path: str, number: int, own: Iterable[DataElement]
) -> Dataset:
    """One instance of a series: `common` is shared and stays untouched, `own` is this instance's."""
    dataset = Dataset()
    dataset.update(common)
    series_number = int(common.SeriesNumber)
    sop_uid = derived_uid(uid_path, series_number, number)
    dataset.SOPClassUID = sop_class
    dataset.SOPInstanceUID = sop_uid
    dataset.InstanceNumber = number
    for element in own:
        dataset.add(element)
    dataset.file_meta = file_meta(sop_class, sop_uid, ExplicitVRLittleEndian)
    return dataset


def file_meta(sop_class: UID, sop_uid: str, transfer_syntax: UID) -> FileMetaDataset:
    """The file meta information. Standard: DICOM PS3.10 §7.1."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = UID(sop_uid)
    meta.TransferSyntaxUID = transfer_syntax
    return meta


def _issuer(oid: str | None) -> Sequence:
    """The issuer of a number as an OID. Standard: DICOM PS3.3 Table 10-17, HL7v2 Hierarchic Designator."""
    if oid is None:
        return Sequence()
    item = Dataset()
    item.UniversalEntityID = oid
    item.UniversalEntityIDType = "ISO"
    return Sequence([item])
