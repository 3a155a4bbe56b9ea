"""DICOM files for the tests of this folder: pydicom's own samples, and small ones that we write with it."""

from io import BytesIO
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

SAMPLES = Path(pydicom.__file__).parent / "data" / "test_files"
VECTORS = Path(__file__).parents[4].parent / "shared" / "vectors"
CT = UID("1.2.840.10008.5.1.4.1.1.2")


def sample(name: str) -> bytes:
    """One of pydicom's own sample files."""
    return (SAMPLES / name).read_bytes()


def image(transfer_syntax: UID = ExplicitVRLittleEndian, **elements: object) -> Dataset:
    """A small CT of 4 × 4 pixels, to be changed and written."""
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    made.SOPClassUID = CT
    made.SOPInstanceUID = "1.2.3.1.1"
    made.StudyInstanceUID = "1.2.3"
    made.SeriesInstanceUID = "1.2.3.1"
    made.PatientID = "P-17"
    made.Rows, made.Columns = 4, 4
    made.SamplesPerPixel, made.BitsAllocated, made.BitsStored, made.HighBit = 1, 16, 16, 15
    made.PixelRepresentation = 0
    made.PhotometricInterpretation = "MONOCHROME2"
    made.add_new(0x7FE00010, "OW", bytes(range(32)))
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = transfer_syntax
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    return made


def written(dataset: Dataset) -> bytes:
    """The file of it."""
    file = BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()
