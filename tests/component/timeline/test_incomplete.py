"""An instance whose header is larger than is read: said where it stands, and never shown as whole."""

import json

import pytest
from pydicom import Dataset

from tests.lib.dicom_files import dicom_file
from tests.lib.image_desk import Desk, parts_of
from tests.lib.rad107_holder import header_of
from tests.lib.study_images import of_the_study, opened, path_of
from tijdlijn.wire.dicom.part10 import MAX_HEAD_BYTES

PART10 = 'multipart/related; type="application/dicom"; transfer-syntax=*'
FRAMES = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'


def overlong(dataset: Dataset) -> None:
    """A value that is larger than a header may be, before the pixels."""
    dataset.add_new(0x00290010, "LO", "TEST")
    dataset.add_new(0x00291010, "OB", bytes(MAX_HEAD_BYTES + 2))


@pytest.mark.hazard("H1", "H23")
@pytest.mark.requirement("T3.1.incomplete")
async def test_an_incomplete_instance_is_said_in_its_place_and_the_others_are_read(desk: Desk) -> None:
    file, good = of_the_study("CT_small.dcm", overlong), dicom_file()
    browser = await opened(desk, file, good)

    (header,) = json.loads((await browser.get(f"{path_of(file)}/metadata")).body)
    assert header["0097EF01"] == {"vr": "CS", "Value": ["INCOMPLETE"]}
    assert header["009700EF"] == {"vr": "LO", "Value": ["TIJDLIJN"]}
    for end in ("frames/1", "rendered", "frames/1/rendered", "thumbnail", "bulkdata/7FE00010"):
        answer = await browser.get(f"{path_of(file)}/{end}", FRAMES if end == "frames/1" else None)
        assert answer.status == 502, end
    ((_, stored),) = parts_of(await browser.get(path_of(file), PART10))
    assert stored == file

    (whole,) = json.loads((await browser.get(f"{path_of(good)}/metadata")).body)
    assert "0097EF01" not in whole
    assert (await browser.get(f"{path_of(good)}/frames/1", FRAMES)).status == 200
    assert header_of(good).SOPInstanceUID == whole["00080018"]["Value"][0]
