"""Published test images of the `pydicom-data` package, made to stand for our invented persons.

Pixels and transfer syntax stay as published. Of the header only what describes the picture is kept; patient,
order, institution, dates and UIDs are written anew, so that nothing of the file's own person is left.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from io import BytesIO

from pydicom import dcmread
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset

from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid, file_meta, study_elements

_KEPT_GROUPS = frozenset({0x0018, 0x0028, 0x7FE0}) | frozenset(range(0x6000, 0x6020, 2))
"""Acquisition, image, pixel data and overlays."""
_KEPT_KEYWORDS = (
    "ImageType",
    "SOPClassUID",
    "Manufacturer",
    "ManufacturerModelName",
    "PatientOrientation",
    "AcquisitionNumber",
    "ImagePositionPatient",
    "ImageOrientationPatient",
    "PositionReferenceIndicator",
    "SliceLocation",
)
_KEPT_TAGS = frozenset(tag_for_keyword(keyword) for keyword in _KEPT_KEYWORDS)
_DROPPED_TAGS = frozenset(
    tag_for_keyword(keyword)
    for keyword in (
        "BodyPartExamined",
        "DeviceSerialNumber",
        "PlateID",
        "CassetteID",
        "ProtocolName",
        "SoftwareVersions",
        "DateOfLastCalibration",
        "TimeOfLastCalibration",
        "DateOfSecondaryCapture",
        "TimeOfSecondaryCapture",
    )
)


def is_published(name: str) -> bool:
    """Whether the installed `pydicom-data` has this file."""
    return "/" not in name and files("data_store").joinpath("data", name).is_file()


def published_instances(
    header: StudyHeader, names: Sequence[str], series_description: str
) -> Iterator[Dataset]:
    """One series of these files, in the order given, under our header."""
    common = study_elements(header, series_number=1, series_description=series_description)
    for number, name in enumerate(names, start=1):
        source = dcmread(BytesIO(files("data_store").joinpath("data", name).read_bytes()))
        dataset = Dataset()
        for element in source:
            if element.tag in _KEPT_TAGS or (
                element.tag.group in _KEPT_GROUPS and element.tag not in _DROPPED_TAGS
            ):
                dataset.add(element)
        dataset.update(common)
        dataset.SOPInstanceUID = derived_uid(header.uid_path, 1, number)
        dataset.InstanceNumber = number
        if "ImagePositionPatient" in dataset:
            dataset.FrameOfReferenceUID = derived_uid(header.uid_path, "frame of reference")
        dataset.file_meta = file_meta(
            dataset.SOPClassUID, dataset.SOPInstanceUID, source.file_meta.TransferSyntaxUID
        )
        yield dataset
