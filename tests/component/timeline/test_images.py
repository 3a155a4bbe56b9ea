"""What a browser gets under `/dw` when the holder has nothing but manifests and Part 10 files."""

import asyncio
import json
from contextlib import closing
from gzip import decompress as gunzip
from http.client import HTTPConnection, HTTPMessage
from io import BytesIO

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate, generate_frames
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRBigEndian

from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.image_desk import Desk, DeskBrowser, parts_of
from tests.lib.rad107_holder import header_of

SERIES, OTHER_SERIES = "2.25.200", "2.25.300"
STUDY_PATH = f"/studies/{STUDY}"
PART10 = 'multipart/related; type="application/dicom"; transfer-syntax=*'
FRAMES = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'


def files_of_a_study() -> list[bytes]:
    """Three instances in one series, one in another."""
    return [
        dicom_file(SeriesInstanceUID=uid, InstanceNumber=number, ImageComments="x" * 900)
        for number, uid in enumerate((SERIES, SERIES, SERIES, OTHER_SERIES), start=1)
    ]


def path_of(file: bytes) -> str:
    header = header_of(file)
    return f"{STUDY_PATH}/series/{header.SeriesInstanceUID}/instances/{header.SOPInstanceUID}"


def with_frames(count: int, *, fragments_each: int | None, **attributes: object) -> bytes:
    """A file with several frames of 8×8: native, or compressed with so many fragments a frame."""
    file = dicom_file(encapsulated=fragments_each is not None, **attributes)  # type: ignore[arg-type]
    dataset = dcmread(BytesIO(file))
    dataset.NumberOfFrames = count
    frames = [bytes([number] * 64) for number in range(count)]
    dataset.PixelData = (
        b"".join(frames)
        if fragments_each is None
        else encapsulate(frames, fragments_per_frame=fragments_each)
    )
    written = BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    return written.getvalue()


@pytest.fixture
async def browser(desk: Desk) -> DeskBrowser:
    """A browser that has opened a study."""
    desk.holder.files = files_of_a_study()
    return await (await desk.open_browser()).opened(STUDY)


@pytest.mark.requirement("T3.1.stored", "T3.1.paths", "A66")
async def test_study_series_and_instance_come_as_they_are_stored(desk: Desk, browser: DeskBrowser) -> None:
    files = desk.holder.files
    for path, expected in (
        (STUDY_PATH, files),
        (f"{STUDY_PATH}/series/{OTHER_SERIES}", files[3:]),
        (path_of(files[1]), files[1:2]),
    ):
        answer = await browser.get(path, PART10)
        assert [body for _, body in parts_of(answer)] == expected
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.requirement("T3.1.negotiation")
async def test_a_form_that_cannot_be_given_is_not_acceptable(desk: Desk, browser: DeskBrowser) -> None:
    desk.holder.files = [dicom_file(encapsulated=True)]
    instance = path_of(desk.holder.files[0])
    for path, accept in (
        (STUDY_PATH, "image/png"),
        (STUDY_PATH, 'multipart/related; type="application/dicom"'),
        (f"{instance}/frames/1", 'multipart/related; type="image/jp2"'),
        (f"{instance}/metadata", "text/xml"),
        (f"{instance}/rendered", "text/html"),
    ):
        answer = await browser.get(path, accept)
        assert (answer.status, json.loads(answer.body)["resourceType"]) == (406, "OperationOutcome")
    assert (await browser.get(STUDY_PATH, "*/*")).status == 200


@pytest.mark.requirement("T3.1.made")
async def test_metadata_are_those_that_pydicom_makes_of_the_files(desk: Desk, browser: DeskBrowser) -> None:
    files = desk.holder.files
    for path, expected in (
        (f"{STUDY_PATH}/metadata", files),
        (f"{STUDY_PATH}/series/{SERIES}/metadata", files[:3]),
        (f"{path_of(files[2])}/metadata", files[2:3]),
    ):
        answer = await browser.get(path, "application/dicom+json")
        assert answer.headers["content-type"] == "application/dicom+json"
        told = json.loads(answer.body)
        assert len(told) == len(expected)
        for found, file in zip(told, expected, strict=True):
            uri = found.pop("7FE00010")["BulkDataURI"]
            assert uri == f"http://timeline.localhost/dw{path_of(file)}/bulkdata/7FE00010"
            assert found.pop("00083002")["Value"] == ["1.2.840.10008.1.2.1"]
            assert Dataset.from_json(found) == header_of(file)


@pytest.mark.requirement("T3.1.kept")
async def test_metadata_of_a_series_are_made_once_and_forgotten_with_the_session(
    desk: Desk, browser: DeskBrowser
) -> None:
    for _ in range(3):
        assert len(json.loads((await browser.get(f"{STUDY_PATH}/metadata")).body)) == 4
    assert [path for path in desk.holder.requests if "dicomweb" in path] == [
        f"/dicomweb{STUDY_PATH}/series/{SERIES}/metadata",
        f"/dicomweb{STUDY_PATH}/series/{SERIES}",
        f"/dicomweb{STUDY_PATH}/series/{OTHER_SERIES}",
    ]
    assert desk.studies.metadata.size_bytes > 0
    desk.clock.advance(301)
    await desk.studies.look()
    assert desk.studies.metadata.size_bytes == 0


@pytest.mark.requirement("T3.1.decision")
async def test_what_was_kept_is_not_given_once_the_holder_refuses(desk: Desk, browser: DeskBrowser) -> None:
    path = f"{STUDY_PATH}/series/{SERIES}/metadata"
    assert (await browser.get(path)).status == 200
    desk.holder.status = 404
    desk.clock.advance(61)
    assert (await browser.get(path)).status == 404
    assert desk.studies.metadata.size_bytes == 0


@pytest.mark.requirement("T3.1.made")
@pytest.mark.parametrize("fragments_each", [None, 1, 2])
async def test_frames_are_the_bytes_that_stand_in_the_file(
    desk: Desk, browser: DeskBrowser, fragments_each: int | None
) -> None:
    file = with_frames(5, fragments_each=fragments_each)
    desk.holder.files = [file]
    dataset = dcmread(BytesIO(file))
    if fragments_each is None:
        expected = [bytes([number] * 64) for number in range(5)]
        media_type = "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
    else:
        expected = list(generate_frames(dataset.PixelData, number_of_frames=5))
        media_type = "image/jpeg; transfer-syntax=1.2.840.10008.1.2.4.50"
    for asked in ([1], [5], [2, 3], [1, 2, 3, 4, 5], [4, 1, 5]):
        answer = await browser.get(f"{path_of(file)}/frames/{','.join(map(str, asked))}", FRAMES)
        assert parts_of(answer) == [(media_type, expected[number - 1]) for number in asked]


@pytest.mark.requirement("T3.1.made")
async def test_frames_of_one_bit_and_in_big_endian_are_turned_round(desk: Desk, browser: DeskBrowser) -> None:
    dataset = dcmread(BytesIO(dicom_file()))
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit = 15
    pixels = np.arange(64, dtype="<u2") * 257
    dataset.PixelData = pixels.astype(">u2").tobytes()
    dataset["PixelData"].VR = "OW"
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    written = BytesIO()
    dcmwrite(written, dataset, implicit_vr=False, little_endian=False)
    desk.holder.files = [written.getvalue()]
    ((_, frame),) = parts_of(await browser.get(f"{path_of(written.getvalue())}/frames/1", FRAMES))
    assert frame == pixels.tobytes()


@pytest.mark.requirement("T3.1.hostile")
@pytest.mark.parametrize(
    ("frames", "status"),
    [("2", 404), ("1,2", 404), ("4294967295", 404), ("0", 400), ("x", 400), ("1,,2", 400)],
)
async def test_a_frame_that_is_not_there_is_told_and_hurts_nothing(
    desk: Desk, browser: DeskBrowser, frames: str, status: int
) -> None:
    path = path_of(desk.holder.files[0])
    assert (await browser.get(f"{path}/frames/{frames}", FRAMES)).status == status
    assert (await browser.get(f"{path}/frames/1", FRAMES)).status == 200


@pytest.mark.requirement("T3.1.made")
async def test_bulk_data_are_found_where_the_metadata_say(desk: Desk, browser: DeskBrowser) -> None:
    long = b"\x01\x02" * 2000
    document = with_frames(2, fragments_each=None, SOPClassUID="1.2.840.10008.5.1.4.1.1.7")
    dataset = dcmread(BytesIO(document))
    dataset.add_new(0x00091001, "OB", long)
    dataset.add_new(0x00090010, "LO", "TEST")
    written = BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    desk.holder.files = [written.getvalue()]
    (told,) = json.loads((await browser.get(f"{STUDY_PATH}/metadata")).body)
    for tag, value in (("00091001", long), ("7FE00010", dataset.PixelData)):
        path = told[tag]["BulkDataURI"].removeprefix("http://timeline.localhost/dw")
        assert (await browser.get(path, "application/octet-stream")).body == value
        answer = await browser.get(path, FRAMES)
        assert parts_of(answer) == [("application/octet-stream", value)]
        assert f"Content-Location: {told[tag]['BulkDataURI']}\r\n".encode() in answer.body
        assert (await browser.get(path, "application/pdf")).body == value
        named = await browser.get(path, 'multipart/related; type="application/pdf"')
        assert [body for _, body in parts_of(named)] == [value]
    for path in ("00100010/1/00100020", "7FE00011", "x", "0009"):
        assert (await browser.get(f"{path_of(written.getvalue())}/bulkdata/{path}")).status == 404


@pytest.mark.requirement("T3.1.kept")
@pytest.mark.parametrize(
    ("taken", "coding"),
    [("gzip, br", "gzip"), ("br;q=1, gzip;q=0.5", "gzip"), ("gzip;q=0", None), ("", None)],
)
async def test_metadata_come_compressed_to_whoever_takes_them_so(
    desk: Desk, browser: DeskBrowser, taken: str, coding: str | None
) -> None:
    plain = (await browser.get(f"{STUDY_PATH}/metadata")).body
    path = f"/dw{STUDY_PATH}/metadata"
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    asked = {"Host": "timeline.localhost", "Accept-Encoding": taken, "Cookie": cookies}

    def received() -> tuple[HTTPMessage, bytes]:
        with closing(HTTPConnection("127.0.0.1", desk.port)) as connection:
            connection.request("GET", path, headers=asked)
            answer = connection.getresponse()
            return answer.headers, answer.read()

    headers, body = await asyncio.to_thread(received)
    assert headers["content-encoding"] == coding
    assert (headers["cache-control"], headers["vary"]) == ("no-store", "Accept-Encoding")
    assert (gunzip(body) if coding else body) == plain


@pytest.mark.requirement("T3.1.made")
async def test_bulk_data_of_compressed_pixels_are_all_their_frames(desk: Desk, browser: DeskBrowser) -> None:
    file = with_frames(3, fragments_each=1)
    desk.holder.files = [file]
    path = f"{path_of(file)}/bulkdata/7FE00010"
    answer = await browser.get(path, FRAMES)
    assert [body for _, body in parts_of(answer)] == [bytes([number] * 64) for number in range(3)]
    location = f"\r\nContent-Location: http://timeline.localhost/dw{path}\r\n".encode()
    assert answer.body.count(location) == 3


@pytest.mark.requirement("T3.1.search")
async def test_a_search_finds_what_the_ticket_names_and_nothing_else(
    desk: Desk, browser: DeskBrowser
) -> None:
    desk.holder.files.append(dicom_file(StudyInstanceUID="2.25.111"))
    (study,) = json.loads((await browser.get("/studies?limit=101&includefield=all")).body)
    assert study["0020000D"]["Value"] == [STUDY]
    assert (study["00201206"]["Value"], study["00201208"]["Value"]) == ([2], [4])
    assert json.loads((await browser.get("/studies?StudyInstanceUID=2.25.111")).body) == []
    series = json.loads((await browser.get(f"{STUDY_PATH}/series?Modality=CT")).body)
    assert [one["0020000E"]["Value"] for one in series] == [[SERIES], [OTHER_SERIES]]
    instances = json.loads(
        (await browser.get(f"{STUDY_PATH}/series/{SERIES}/instances?offset=1&limit=1")).body
    )
    assert [one["00080018"]["Value"] for one in instances] == [
        [header_of(desk.holder.files[1]).SOPInstanceUID]
    ]
    assert len(json.loads((await browser.get(f"{STUDY_PATH}/instances")).body)) == 4


@pytest.mark.requirement("T3.1.search")
async def test_a_key_that_is_not_matched_on_is_said(browser: DeskBrowser) -> None:
    answer = await browser.get("/studies?PatientName=Test")
    assert (answer.status, answer.headers["warning"][:3]) == (200, "299")
    assert (await browser.get("/studies?limit=x")).status == 400


@pytest.mark.requirement("T3.1.cut-off", "T3.1.resume")
async def test_a_study_that_is_cut_off_never_looks_whole(desk: Desk, browser: DeskBrowser) -> None:
    whole = (await browser.get(STUDY_PATH, PART10)).body
    desk.holder.breaks = [3000]
    assert len((await browser.get(STUDY_PATH, PART10)).body) == len(whole)
    desk.holder.breaks = [3000, 3000, 3000]
    with pytest.raises(Exception, match="closed before the answer was whole"):
        await browser.get(STUDY_PATH, PART10)
    assert (await browser.get(STUDY_PATH, PART10)).status == 200


@pytest.mark.requirement("T3.1.hostile")
@pytest.mark.parametrize("path", ["", "/metadata", f"/series/{SERIES}/metadata"])
async def test_a_holder_that_sends_no_dicom_is_told_and_the_room_lives_on(
    desk: Desk, browser: DeskBrowser, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    good, desk.holder.served_instead = desk.holder.files, [b"<html>not DICOM</html>" * 500]
    answer = await browser.get(f"{STUDY_PATH}{path}")
    assert (answer.status, json.loads(answer.body)["resourceType"]) == (502, "OperationOutcome")
    desk.holder.served_instead = None
    assert [body for _, body in parts_of(await browser.get(STUDY_PATH, PART10))] == good


@pytest.mark.requirement("T3.1.hostile")
async def test_hostile_files_cost_one_answer(desk: Desk, browser: DeskBrowser) -> None:
    good = desk.holder.files[0]
    start = good[: good.index(b"\x10\x00\x10\x00PN")]
    endless = start + b"\x10\x00\x20\x00UN\x00\x00\xff\xff\xff\xf0" + b"\0" * 5_000_000
    huge = dcmread(BytesIO(good))
    huge.Rows = huge.Columns = 65535
    written = BytesIO()
    dcmwrite(written, huge, enforce_file_format=True)
    for file in (endless, good[:-40], written.getvalue()):
        desk.holder.served_instead = [file]
        answer = await browser.get(f"{path_of(good)}/frames/1", FRAMES)
        assert (answer.status, json.loads(answer.body)["resourceType"]) == (502, "OperationOutcome")
    desk.holder.served_instead = None
    assert (await browser.get(f"{path_of(good)}/frames/1", FRAMES)).status == 200


@pytest.mark.requirement("T3.1.hostile")
async def test_an_address_edited_by_hand_opens_nothing(desk: Desk, browser: DeskBrowser) -> None:
    for path in (
        "/studies/abc",
        f"{STUDY_PATH}/series/2.25.9",
        f"{STUDY_PATH}/series/{SERIES}/instances/2.25.9",
        f"{STUDY_PATH}/series/{SERIES}/instances/2.25.9/frames/1",
        f"{STUDY_PATH}/series/{OTHER_SERIES}/instances/{header_of(desk.holder.files[0]).SOPInstanceUID}",
        f"{STUDY_PATH}/../..",
        "/studies/" + "1" * 500,
    ):
        assert (await browser.get(path)).status in (400, 404)
    assert (await browser.get(STUDY_PATH)).status == 200
