"""Pictures and thumbnails under `/dw`, of files that a holder has nothing but as they are."""

import json
import struct
from collections.abc import Callable, Mapping
from io import BytesIO

import numpy as np
import pytest
from imagecodecs import jpeg8_decode, png_decode
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate
from pydicom.pixels.processing import apply_modality_lut, apply_windowing

from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.image_desk import Desk
from tests.lib.published_pixels import published
from tests.lib.study_images import of_the_study, opened, path_of

STUDY_PATH = f"/studies/{STUDY}"
PNG = "image/png"
IN_GREY = (
    *("MR_small.dcm", "MR_small_RLE.dcm", "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm"),
    *("JPEG-LL.dcm", "JPGExtended.dcm"),
)


@pytest.mark.hazard("H21")
@pytest.mark.requirement("T3.1.rendered")
async def test_a_rendered_picture_has_the_pixels_that_pydicom_decodes(desk: Desk) -> None:
    files = [of_the_study(name) for name in IN_GREY]
    browser = await opened(desk, *files)
    for name, file in zip(IN_GREY, files, strict=True):
        answer = await browser.get(f"{path_of(file)}/rendered?window=600,1600,linear", PNG)
        assert (answer.status, answer.headers["content-type"]) == (200, PNG), name
        assert answer.headers["cache-control"] == "no-store"
        dataset = dcmread(BytesIO(file))
        dataset.WindowCenter, dataset.WindowWidth = 600, 1600
        values = apply_modality_lut(published(name).by_pydicom(), dataset)
        low, high = apply_windowing(np.array([-(2**31), 2**31 - 1]), dataset)
        expected = (apply_windowing(values, dataset) - low) / (high - low) * 255
        assert np.abs(png_decode(answer.body) - expected).max() <= 1, name


@pytest.mark.requirement("T3.1.rendered")
async def test_a_picture_is_in_colour_where_the_image_is(desk: Desk) -> None:
    browser = await opened(desk, file := of_the_study("SC_rgb_jpeg_gdcm.dcm"))
    answer = await browser.get(f"{path_of(file)}/rendered", PNG)
    assert (png_decode(answer.body) == published("SC_rgb_jpeg_gdcm.dcm").by_pydicom()).all()
    refused = await browser.get(f"{path_of(file)}/rendered?window=1,2,linear", PNG)
    assert refused.status == 400


@pytest.mark.requirement("T3.1.rendered")
async def test_a_picture_fits_its_viewport_in_the_form_and_quality_asked_for(desk: Desk) -> None:
    browser = await opened(desk, file := of_the_study("CT_small.dcm"))
    path = f"{path_of(file)}/rendered"
    good = await browser.get(f"{path}?quality=95", "image/jpeg")
    poor = await browser.get(f"{path}?quality=5", "image/jpeg")
    assert jpeg8_decode(good.body).shape == (128, 128)
    assert len(poor.body) < len(good.body) / 2
    whole = png_decode((await browser.get(path, PNG)).body)
    part = await browser.get(f"{path}?viewport=40,80,10,20,40,80", PNG)
    assert (png_decode(part.body) == whole[20:100, 10:50]).all()
    turned = await browser.get(f"{path}?viewport=128,128,,,-128,", PNG)
    assert (png_decode(turned.body) == whole[:, ::-1]).all()
    assert jpeg8_decode((await browser.get(f"{path}?viewport=64,999")).body).shape == (64, 64)


@pytest.mark.requirement("T3.1.rendered")
async def test_each_frame_has_its_picture_and_one_stands_for_all(desk: Desk) -> None:
    browser = await opened(desk, file := of_the_study("emri_small_RLE.dcm"))
    pictures = {
        number: (await browser.get(f"{path_of(file)}/frames/{number}/rendered", PNG)).body
        for number in (1, 5, 10)
    }
    assert len(set(pictures.values())) == 3
    assert (await browser.get(f"{path_of(file)}/rendered", PNG)).body == pictures[5]
    for frames, status in (("11", 404), ("0", 400), ("1,2", 400), ("4294967295", 404)):
        assert (await browser.get(f"{path_of(file)}/frames/{frames}/rendered", PNG)).status == status


@pytest.mark.requirement("T3.1.thumbnail")
async def test_study_series_instance_and_frame_have_a_thumbnail(desk: Desk) -> None:
    other = of_the_study("MR_small.dcm", SeriesInstanceUID="2.25.300")
    files = [of_the_study("CT_small.dcm", InstanceNumber=number) for number in (1, 2, 3)]
    report = dicom_file(SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11", SeriesInstanceUID="2.25.400")
    browser = await opened(desk, other, *files, report)
    of_ct = (await browser.get(f"{path_of(files[1])}/thumbnail", PNG)).body
    assert png_decode(of_ct).shape == (200, 200)
    for path in (STUDY_PATH, f"{STUDY_PATH}/series/2.25.200", f"{path_of(files[0])}/frames/1"):
        assert (await browser.get(f"{path}/thumbnail", PNG)).body == of_ct
    assert (await browser.get(f"{STUDY_PATH}/series/2.25.300/thumbnail", PNG)).body != of_ct
    small = await browser.get(f"{STUDY_PATH}/thumbnail?viewport=64,32")
    assert (small.headers["content-type"], jpeg8_decode(small.body).shape) == ("image/jpeg", (32, 32))
    for path in ("/series/2.25.400", "/series/2.25.9"):
        assert (await browser.get(f"{STUDY_PATH}{path}/thumbnail")).status == 404


@pytest.mark.requirement("T3.1.rendered", "T3.1.negotiation")
async def test_what_is_no_wish_for_a_picture_is_said(desk: Desk) -> None:
    browser = await opened(desk, file := of_the_study("CT_small.dcm"))
    path = f"{path_of(file)}/rendered"
    assert (await browser.get(path, "text/html")).status == 406
    for query in (
        *("quality=0", "quality=x", "window=1,2", "window=1,0,linear", "window=nan,2,linear"),
        *("window=1,2,cubic", "viewport=0,1", "viewport=5000,1", "viewport=10,10,500,0"),
        *("viewport=10,10,0,0,0,5", "viewport=1,2,3,4,5,6,7"),
    ):
        answer = await browser.get(f"{path}?{query}")
        assert (answer.status, json.loads(answer.body)["resourceType"]) == (400, "OperationOutcome"), query
    assert (await browser.get(path)).status == 200


def saying(**values: object) -> Callable[[Dataset], None]:
    def spoil(dataset: Dataset) -> None:
        for keyword, value in values.items():
            setattr(dataset, keyword, value)

    return spoil


def with_frame(dataset: Dataset, frame: bytes) -> None:
    dataset.PixelData = encapsulate([frame])


def with_sizes_of_its_own(dataset: Dataset) -> None:
    frame = bytearray(published("JPEG2000.dcm").frame)
    frame[8:16] = struct.pack(">II", 65535, 65535)
    with_frame(dataset, bytes(frame))


HOSTILE: Mapping[str, tuple[str, Callable[[Dataset], object]]] = {
    "huge": ("CT_small.dcm", saying(Rows=65535, Columns=65535)),
    "many": ("CT_small.dcm", saying(Rows=65535, NumberOfFrames=2**31 - 1)),
    "lying": ("JPEG2000.dcm", with_sizes_of_its_own),
    "cut": ("JPEG2000.dcm", lambda file: with_frame(file, published("JPEG2000.dcm").frame[:5000])),
    "cut-jpeg": ("JPGExtended.dcm", lambda file: with_frame(file, published("JPGExtended.dcm").frame[:5000])),
    "empty": ("JPEG2000.dcm", lambda file: with_frame(file, b"\0\0")),
    "bits": ("CT_small.dcm", saying(BitsStored=40, HighBit=3)),
    "palette": ("OBXXXX1A.dcm", saying(RedPaletteColorLookupTableData=b"\0\0")),
}
"""Images, each with what would hurt whoever believed it."""


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.1.hostile", "T3.6.hostile")
async def test_a_hostile_image_costs_its_own_answer_only(desk: Desk) -> None:
    good = of_the_study("CT_small.dcm")
    browser = await opened(desk, good)
    for name, (published_name, spoil) in HOSTILE.items():
        desk.holder.served_instead = [of_the_study(published_name, spoil)]
        for what in ("rendered", "thumbnail", "frames/1/rendered"):
            answer = await browser.get(f"{path_of(good)}/{what}")
            assert (answer.status, json.loads(answer.body)["resourceType"]) == (502, "OperationOutcome"), name
        desk.holder.served_instead = None
        assert (await browser.get(f"{path_of(good)}/rendered")).status == 200
