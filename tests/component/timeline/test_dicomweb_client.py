"""A client that somebody else wrote reads a study of a holder that offers only Part 10 files."""

import asyncio

import pytest
from imagecodecs import jpeg8_decode, png_decode
from pydicom import Dataset

from tests.component.timeline.test_images import files_of_a_study
from tests.lib.dicom_files import STUDY
from tests.lib.dicomweb_reader import read_study, reader_at
from tests.lib.image_desk import Desk
from tests.lib.rad107_holder import header_of
from tests.lib.study_images import of_the_study, opened


@pytest.mark.requirement("T3.1.made", "T3.1.stored", "T3.1.search")
async def test_dicomweb_client_reads_a_study(desk: Desk) -> None:
    desk.holder.files = files_of_a_study()
    browser = await (await desk.open_browser()).opened(STUDY)
    reader = reader_at(desk.port, "timeline.localhost", browser.cookies)
    found = await asyncio.to_thread(read_study, reader, STUDY)
    headers = {header_of(file).SOPInstanceUID: header_of(file) for file in desk.holder.files}
    assert len(found["studies"]) == 1
    assert len(found["series"]) == 2
    assert {one["00080018"]["Value"][0] for one in found["instances"]} == set(headers)
    for told in found["metadata"]:
        told.pop("7FE00010")
        told.pop("00083002")
        assert Dataset.from_json(told) == headers[told["00080018"]["Value"][0]]
    assert found["frames"] == {uid: [bytes(range(64))] for uid in headers}
    for uid, dataset in found["files"].items():
        assert dataset.PixelData == bytes(range(64))
        del dataset.PixelData
        assert dataset == headers[uid]


@pytest.mark.requirement("T3.1.rendered")
async def test_dicomweb_client_reads_pictures(desk: Desk) -> None:
    browser = await opened(desk, file := of_the_study("emri_small_RLE.dcm"))
    reader, header = reader_at(desk.port, "timeline.localhost", browser.cookies), header_of(file)
    path = (STUDY, header.SeriesInstanceUID, header.SOPInstanceUID)
    png = await asyncio.to_thread(reader.retrieve_instance_rendered, *path, ("image/png",))
    assert png_decode(png).shape == (64, 64)
    sizes = {"viewport": "32,16", "quality": 50}
    jpeg = await asyncio.to_thread(
        reader.retrieve_instance_frames_rendered, *path, [7], ("image/jpeg",), sizes
    )
    assert jpeg8_decode(jpeg).shape == (16, 16)
