"""The header of one study that belongs to no story, for tests of single pictures."""

from datetime import date, time

from tijdlijn.domain.identifiers import AccessionNumber, LocalPatientId, StudyInstanceUID
from tijdlijn.domain.patient import Sex
from tijdlijn.testing.phantoms.dicom_header import StudyHeader

HEADER = StudyHeader(
    local_id=LocalPatientId("1234567", "2.16.528.1.1007.99.1"),
    dicom_name="Test-Fantoom^Anna",
    birth_date=date(1950, 1, 2),
    sex=Sex.FEMALE,
    study_uid=StudyInstanceUID("2.25.1"),
    uid_path="test/fantoom/1",
    day=date(2026, 11, 24),
    at=time(2, 41),
    description="CTA aorta abdominalis",
    accession=AccessionNumber("TST00000001", "2.16.528.1.1007.99.2"),
    institution_name="Ziekenhuis Fryslân",
    character_set="ISO_IR 192",
    modality="CT",
    body_part="ABDOMEN",
    laterality=None,
)
