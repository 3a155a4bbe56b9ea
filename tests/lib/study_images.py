"""Published images as instances of the image desk's study."""

import warnings
from collections.abc import Callable
from io import BytesIO

from pydicom import Dataset
from pydicom.filewriter import dcmwrite

from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.image_desk import Desk, DeskBrowser
from tests.lib.published_pixels import published
from tests.lib.rad107_holder import header_of


def of_the_study(name: str, spoil: Callable[[Dataset], object] | None = None, **attributes: object) -> bytes:
    """A published image as an instance of our test study."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset, ours = published(name).dataset, header_of(dicom_file())
        for keyword in ("SpecificCharacterSet", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"):
            setattr(dataset, keyword, getattr(ours, keyword))
        for keyword in ("PatientID", "IssuerOfPatientID", "PatientName", "PatientBirthDate", "PatientSex"):
            setattr(dataset, keyword, getattr(ours, keyword))
        for keyword, value in attributes.items():
            setattr(dataset, keyword, value)
        if spoil is not None:
            spoil(dataset)
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        written = BytesIO()
        dcmwrite(written, dataset, enforce_file_format=True)
    return written.getvalue()


def path_of(file: bytes) -> str:
    """The address of an instance below `/dw`."""
    header = header_of(file)
    return f"/studies/{STUDY}/series/{header.SeriesInstanceUID}/instances/{header.SOPInstanceUID}"


async def opened(desk: Desk, *files: bytes) -> DeskBrowser:
    """A browser that has opened the study, of which the holder has these files."""
    desk.holder.files = list(files)
    return await (await desk.open_browser()).opened(STUDY)
