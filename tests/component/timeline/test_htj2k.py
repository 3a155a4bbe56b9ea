"""Frames as lossless HTJ2K or uncompressed, whatever they are stored in, over `/dw`."""

import asyncio
import json
from io import BytesIO

import numpy as np
import pytest
from imagecodecs import jpeg2k_decode
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from starlette.responses import Response

from tests.lib.dicom_files import STUDY
from tests.lib.image_desk import Desk, parts_of
from tests.lib.published_pixels import published
from tests.lib.rad107_holder import header_of
from tests.lib.study_images import of_the_study, opened, path_of

JPHC = 'multipart/related; type="image/jphc"'
PLAIN = 'multipart/related; type="application/octet-stream"'
AS_STORED = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
EITHER = f"{JPHC}; transfer-syntax=1.2.840.10008.1.2.4.201, {AS_STORED}; q=0.5"
MADE = "image/jphc; transfer-syntax=1.2.840.10008.1.2.4.201"


IN_EVERY_CODEC = (
    *("MR_small.dcm", "MR_small_bigendian.dcm", "CT_small.dcm", "MR_small_RLE.dcm", "JPEG-LL.dcm"),
    *("MR_small_jpeg_ls_lossless.dcm", "MR_small_jp2klossless.dcm", "SC_rgb_rle_16bit.dcm"),
    *("SC_rgb_jpeg_gdcm.dcm", "US1_J2KR.dcm", "OBXXXX1A.dcm", "JPGExtended.dcm"),
)


@pytest.mark.requirement("T3.6.htj2k")
async def test_every_sample_arrives_as_it_is_stored(desk: Desk) -> None:
    files = [of_the_study(name) for name in IN_EVERY_CODEC]
    browser = await opened(desk, *files)
    for name, file in zip(IN_EVERY_CODEC, files, strict=True):
        stored = published(name).by_pydicom()
        for accept in (JPHC, EITHER):
            ((content_type, frame),) = parts_of(await browser.get(f"{path_of(file)}/frames/1", accept))
            made = jpeg2k_decode(frame)
            assert (content_type, made.shape, made.dtype) == (MADE, stored.shape, stored.dtype), name
            # Another decoder's arithmetic for lossy JPEG may differ by one step.
            allowed = 1 if name == "JPGExtended.dcm" else 0
            assert np.abs(made.astype(np.int64) - stored).max() <= allowed, name


@pytest.mark.requirement("T3.6.plain", "T3.1.negotiation")
async def test_whoever_lacks_a_codec_gets_frames_uncompressed(desk: Desk) -> None:
    names = ("MR_small_RLE.dcm", "JPEG-LL.dcm", "MR_small_jpeg_ls_lossless.dcm", "MR_small_jp2klossless.dcm")
    files = [of_the_study(name) for name in names]
    browser = await opened(desk, *files)
    for name, file in zip(names, files, strict=True):
        for accept in (PLAIN, f"{PLAIN}; transfer-syntax=1.2.840.10008.1.2.1"):
            ((content_type, frame),) = parts_of(await browser.get(f"{path_of(file)}/frames/1", accept))
            assert content_type == "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
            assert frame == published(name).by_pydicom().tobytes(), name
        ((content_type, frame),) = parts_of(await browser.get(f"{path_of(file)}/frames/1", AS_STORED))
        assert frame == published(name).frame


@pytest.mark.requirement("T3.6.htj2k")
async def test_many_frames_come_in_the_order_in_which_they_were_asked_for(desk: Desk) -> None:
    browser = await opened(desk, file := of_the_study("emri_small_RLE.dcm"))
    for asked in ([3], list(range(1, 11)), [7, 2, 9, 1]):
        answer = await browser.get(f"{path_of(file)}/frames/{','.join(map(str, asked))}", JPHC)
        image = published("emri_small_RLE.dcm")
        for (content_type, frame), number in zip(parts_of(answer), asked, strict=True):
            assert content_type == MADE
            assert (jpeg2k_decode(frame) == image.by_pydicom(number)).all()


@pytest.mark.requirement("T3.6.htj2k")
async def test_many_askers_at_once_get_what_they_asked_for(desk: Desk) -> None:
    browser = await opened(desk, file := of_the_study("emri_small_RLE.dcm"))
    answers = await asyncio.gather(
        *(browser.get(f"{path_of(file)}/frames/{number}", JPHC) for number in range(1, 11))
    )
    image = published("emri_small_RLE.dcm")
    for number, answer in enumerate(answers, start=1):
        assert (jpeg2k_decode(parts_of(answer)[0][1]) == image.by_pydicom(number)).all()


@pytest.mark.requirement("T3.6.htj2k", "T3.1.negotiation")
async def test_without_asking_frames_stay_as_they_are_stored(desk: Desk) -> None:
    browser = await opened(desk, file := of_the_study("MR_small.dcm"))
    for accept in (None, "*/*", AS_STORED):
        ((content_type, frame),) = parts_of(await browser.get(f"{path_of(file)}/frames/1", accept))
        assert content_type == "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
        assert frame == published("MR_small.dcm").frame


@pytest.mark.requirement("T3.6.htj2k", "T3.1.negotiation")
async def test_what_would_change_its_meaning_is_not_made_into_htj2k(desk: Desk) -> None:
    names = ("examples_ybr_color.dcm", "liver_1frame.dcm", "rtdose_1frame.dcm")
    files = [of_the_study(name) for name in names]
    browser = await opened(desk, *files)
    for file in files:
        path = f"{path_of(file)}/frames/1"
        assert (await browser.get(path, JPHC)).status == 406
        (content_type, _), *_ = parts_of(await browser.get(path, f"{JPHC}, */*; q=0.1"))
        assert not content_type.startswith("image/jphc")


@pytest.mark.requirement("T3.6.htj2k", "T3.1.made-by-holder")
@pytest.mark.parametrize("says_frames", [True, False])
async def test_frames_and_headers_that_the_holder_makes_are_enough(desk: Desk, says_frames: bool) -> None:
    browser = await opened(desk, file := of_the_study("MR_small.dcm"))
    header = json.loads(header_of(file).to_json())
    desk.holder.made = {"metadata": Response(json.dumps([header]), media_type="application/dicom+json")}
    if says_frames:
        plain = b"application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
        frame = b"--b\r\nContent-Type: " + plain + b"\r\n\r\n" + published("MR_small.dcm").frame
        desk.holder.made["frames"] = Response(
            frame + b"\r\n--b--",
            media_type='multipart/related; type="application/octet-stream"; boundary=b',
        )
    for _ in range(2):
        ((content_type, made),) = parts_of(await browser.get(f"{path_of(file)}/frames/1", JPHC))
        assert content_type == MADE
        assert (jpeg2k_decode(made) == published("MR_small.dcm").by_pydicom()).all()
    asked = [path.rpartition("/")[2] for path in desk.holder.requests if "/instances/" in path]
    assert asked.count("metadata") == (1 if says_frames else 0)


@pytest.mark.requirement("T3.6.htj2k", "T3.1.made-by-holder")
async def test_a_series_of_any_length_tells_what_its_frames_are(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [of_the_study(name) for name in ("MR_small.dcm", "CT_small.dcm", "MR_small_RLE.dcm")]
    browser = await opened(desk, *files)
    series = path_of(files[0]).partition("/instances")[0]
    metadata = (await browser.get(f"{series}/metadata")).body
    # All headers of the series together are more than is ever read at once.
    monkeypatch.setattr("tijdlijn.wire.dicom.json_objects.MAX_LIST_BYTES", len(metadata) - 1)
    plain = b"application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
    frame = b"--b\r\nContent-Type: " + plain + b"\r\n\r\n" + published("MR_small.dcm").frame
    kind = 'multipart/related; type="application/octet-stream"; boundary=b'
    desk.holder.made = {"frames": Response(frame + b"\r\n--b--", media_type=kind)}
    ((content_type, made),) = parts_of(await browser.get(f"{path_of(files[0])}/frames/1", JPHC))
    assert content_type == MADE
    assert (jpeg2k_decode(made) == published("MR_small.dcm").by_pydicom()).all()


@pytest.mark.hazard("H22")
@pytest.mark.requirement("T3.6.hostile")
async def test_a_frame_that_cannot_be_decoded_is_told_and_the_next_one_comes(desk: Desk) -> None:
    good = of_the_study("MR_small.dcm")
    browser = await opened(desk, good)
    spoilt = dcmread(BytesIO(of_the_study("MR_small_jp2klossless.dcm")))
    spoilt.PixelData = encapsulate([published("MR_small_jp2klossless.dcm").frame[:900]])
    written = BytesIO()
    dcmwrite(written, spoilt, enforce_file_format=True)
    desk.holder.served_instead = [written.getvalue()]
    answer = await browser.get(f"{path_of(good)}/frames/1", JPHC)
    assert (answer.status, json.loads(answer.body)["resourceType"]) == (502, "OperationOutcome")
    desk.holder.served_instead = None
    assert (await browser.get(f"{path_of(good)}/frames/1", JPHC)).status == 200
    assert (await browser.get(f"/studies/{STUDY}/metadata")).status == 200
