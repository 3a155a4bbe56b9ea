"""Small DICOM files of a test person, each attribute as the test wants it."""

import os
import struct
from io import BytesIO
from pathlib import Path

from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit, generate_uid

CT = "1.2.840.10008.5.1.4.1.1.2"
STUDY = "2.25.100"


def dicom_file(*, encapsulated: bool = False, pixels: bool = True, **attributes: object) -> bytes:
    """A file of 8×8 pixels, or of none; attributes are given by keyword, `None` leaves one out."""
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    values: dict[str, object] = {
        "SOPClassUID": CT,
        "SOPInstanceUID": generate_uid(),
        "StudyDate": "20260314",
        "StudyTime": "103200",
        "AccessionNumber": "T0001",
        "Modality": "CT",
        "StudyDescription": "CT abdomen",
        "InstitutionName": "Ziekenhuis Fryslân",
        "PatientName": "Test-Aneurysma^T.",
        "PatientID": "1234567",
        "IssuerOfPatientID": "2.25.1",
        "PatientBirthDate": "19510314",
        "PatientSex": "F",
        "StudyInstanceUID": STUDY,
        "SeriesInstanceUID": "2.25.200",
        "BodyPartExamined": "ABDOMEN",
        **attributes,
    }
    for keyword, value in values.items():
        if value is not None:
            setattr(dataset, keyword, value)
    if pixels:
        _add_pixels(dataset, encapsulated=encapsulated)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = JPEGBaseline8Bit if encapsulated else ExplicitVRLittleEndian
    dataset.file_meta = meta
    written = BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    return written.getvalue()


def _add_pixels(dataset: Dataset, *, encapsulated: bool) -> None:
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows = dataset.Columns = 8
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    pixels = bytes(range(64))
    dataset.PixelData = encapsulate([pixels]) if encapsulated else pixels


def write_large(path: Path, pixel_bytes: int, **attributes: object) -> None:
    """Write a file with so many bytes of pixel data, all zero and taking no room on disk."""
    file = dicom_file(**attributes)  # type: ignore[arg-type]
    pixels_at = file.rindex(b"\xe0\x7f\x10\x00")
    with path.open("wb") as written:
        written.write(file[: pixels_at + 8] + struct.pack("<L", pixel_bytes))
        os.ftruncate(written.fileno(), pixels_at + 12 + pixel_bytes)
