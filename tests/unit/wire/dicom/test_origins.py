"""What an import says that its study was called before."""

import pytest
from pydicom.dataset import Dataset

from tijdlijn.domain.identifiers import SopInstanceUID, StudyInstanceUID
from tijdlijn.wire.dicom.headers import study_from_headers


def header(number: int, *changes: object) -> Dataset:
    made = Dataset()
    made.StudyInstanceUID, made.SOPInstanceUID = "1.2.3", f"1.2.3.{number}"
    if changes:
        made.OriginalAttributesSequence = [change for change in changes if isinstance(change, Dataset)]
    return made


def change(**before: str) -> Dataset:
    item, made = Dataset(), Dataset()
    for keyword, value in before.items():
        setattr(item, keyword, value)
    made.ModifiedAttributesSequence = [item]
    return made


@pytest.mark.requirement("B28", "T4.2.ties")
def test_every_earlier_name_of_a_study_is_read_from_all_its_files() -> None:
    study = study_from_headers(
        [
            header(1),
            header(2, change(StudyInstanceUID="1.2.9"), change(StudyInstanceUID="1.2.8")),
            header(3, change(StudyInstanceUID="1.2.9")),
        ]
    )
    assert study.original_uids == (StudyInstanceUID("1.2.8"), StudyInstanceUID("1.2.9"))
    assert study.is_import


@pytest.mark.requirement("B28", "T4.2.ties")
@pytest.mark.parametrize("before", [{"PatientName": "Test-Anders^A."}, {}])
def test_a_correction_of_something_else_makes_no_import(before: dict[str, str]) -> None:
    study = study_from_headers([header(1, change(**before))])
    assert study.original_uids == ()
    assert not study.is_import


@pytest.mark.requirement("B25", "T4.2.ties")
def test_the_lowest_instances_are_told_whatever_the_order_of_the_files() -> None:
    told = study_from_headers([header(number) for number in (7, 3, 5, 1, 9)]).instance_uids
    assert told == tuple(SopInstanceUID(f"1.2.3.{number}") for number in (1, 3, 5, 7))
