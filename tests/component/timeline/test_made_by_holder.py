"""What `/dw` takes of a holder that makes headers and frames itself, and does without where none does."""

import json

import pytest
from starlette.responses import Response

from tests.component.timeline.test_images import (
    FRAMES,
    SERIES,
    STUDY_PATH,
    files_of_a_study,
    path_of,
    with_frames,
)
from tests.lib.dicom_files import STUDY
from tests.lib.image_desk import Desk, DeskBrowser, parts_of
from tests.lib.rad107_holder import header_of

PLAIN = "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"


@pytest.fixture
async def browser(desk: Desk) -> DeskBrowser:
    """A browser that has opened a study."""
    desk.holder.files = files_of_a_study()
    return await (await desk.open_browser()).opened(STUDY)


def headers_of(desk: Desk, **elements: object) -> Response:
    """What a holder makes of the first series, with these elements instead of its own."""
    told = []
    for file in desk.holder.files:
        header = header_of(file)
        if header.SeriesInstanceUID == SERIES:
            told.append(json.loads(header.to_json()) | elements)
    return Response(json.dumps(told), media_type="application/dicom+json")


def frames_of(*frames: bytes) -> Response:
    parts = b"".join(b"\r\n--b\r\nContent-Type: " + PLAIN.encode() + b"\r\n\r\n" + frame for frame in frames)
    return Response(parts + b"\r\n--b--", media_type='multipart/related; type="x"; boundary=b')


def asked_for(desk: Desk, end: str) -> int:
    """How often the holder was asked for something that ends so."""
    return sum(path.endswith(end) for path in desk.holder.requests)


@pytest.mark.requirement("T3.1.made-by-holder")
async def test_metadata_that_the_holder_makes_cost_no_file(desk: Desk, browser: DeskBrowser) -> None:
    archive = {"vr": "OW", "BulkDataURI": "http://archive.internal/pixels"}
    desk.holder.made = {"metadata": headers_of(desk, **{"7FE00010": archive})}

    told = json.loads((await browser.get(f"{STUDY_PATH}/series/{SERIES}/metadata")).body)

    assert [one["00200013"]["Value"] for one in told] == [[1], [2], [3]]
    for one, file in zip(told, desk.holder.files[:3], strict=True):
        address = f"http://timeline.localhost/dw{path_of(file)}/bulkdata/7FE00010"
        assert one["7FE00010"] == {"vr": "OW", "BulkDataURI": address}
    assert asked_for(desk, SERIES) == 0
    await browser.get(f"{STUDY_PATH}/series/{SERIES}/metadata")
    assert asked_for(desk, "/metadata") == 1


@pytest.mark.hazard("H3", "H10")
@pytest.mark.requirement("T3.1.made-by-holder", "T3.1.hostile")
async def test_metadata_of_another_study_are_not_shown(desk: Desk, browser: DeskBrowser) -> None:
    another = {"vr": "UI", "Value": ["2.25.999"]}
    for tag in ("0020000D", "0020000E"):
        desk.holder.made = {"metadata": headers_of(desk, **{tag: another})}
        answer = await browser.get(f"{STUDY_PATH}/series/{SERIES}/metadata")
        assert (answer.status, b"2.25.999" in answer.body) == (502, False)


@pytest.mark.requirement("T3.1.made-by-holder", "T3.1.made")
async def test_a_holder_that_makes_none_is_not_asked_again_for_a_while(
    desk: Desk, browser: DeskBrowser
) -> None:
    frame = f"{path_of(desk.holder.files[0])}/frames/1"
    for advanced_s, asked in ((0, 1), (10, 1), (610, 2)):
        desk.clock.advance(advanced_s)
        await browser.opened(STUDY)
        assert (await browser.get(frame, FRAMES)).status == 200
        assert asked_for(desk, "/metadata") + asked_for(desk, "/frames/1") == asked


@pytest.mark.hazard("H3", "H10")
@pytest.mark.requirement("T4.12.headers")
async def test_a_frame_whose_header_was_never_seen_is_read_from_its_file(
    desk: Desk, browser: DeskBrowser
) -> None:
    desk.holder.files = [file := with_frames(1, fragments_each=None)]
    desk.holder.made = {"frames": frames_of(b"whose?")}

    answer = await browser.get(f"{path_of(file)}/frames/1", FRAMES)

    assert parts_of(answer) == [(PLAIN, bytes(64))]
    assert asked_for(desk, "/frames/1") == 0


@pytest.mark.requirement("T3.1.made-by-holder")
async def test_frames_of_a_holder_that_gives_them_cost_no_file(desk: Desk, browser: DeskBrowser) -> None:
    desk.holder.files = [file := with_frames(5, fragments_each=None)]
    desk.holder.made = {"frames": frames_of(b"two", b"four"), "metadata": headers_of(desk)}

    answer = await browser.get(f"{path_of(file)}/frames/2,4", FRAMES)

    assert parts_of(answer) == [(PLAIN, b"two"), (PLAIN, b"four")]
    assert asked_for(desk, path_of(file)) == 0
    desk.clock.advance(301)
    await desk.studies.look()
    (record,) = await desk.recorded("open-study")
    assert record.closing is not None
    bytes_of_headers = len(headers_of(desk).body) - len("[]")
    assert record.closing.counts == {"instances": 0, "frames": 2, "bytes": 7 + bytes_of_headers}


@pytest.mark.requirement("T3.1.made-by-holder", "T3.1.hostile")
async def test_a_frame_that_such_a_holder_has_not_is_looked_for_in_the_file(
    desk: Desk, browser: DeskBrowser
) -> None:
    desk.holder.files = [file := with_frames(2, fragments_each=None)]
    desk.holder.made = {"frames": frames_of(b"one"), "metadata": headers_of(desk)}
    assert (await browser.get(f"{path_of(file)}/frames/1", FRAMES)).status == 200
    desk.holder.made = {}

    assert (await browser.get(f"{path_of(file)}/frames/3", FRAMES)).status == 404
    answer = await browser.get(f"{path_of(file)}/frames/2", FRAMES)

    assert parts_of(answer) == [(PLAIN, bytes([1] * 64))]
    assert asked_for(desk, "/frames/2") == 1, "one that gave a frame before is asked first each time"


@pytest.mark.requirement("T3.1.made-by-holder")
async def test_frames_that_do_not_ascend_are_known_to_be_there_before_any_is_given(
    desk: Desk, browser: DeskBrowser
) -> None:
    desk.holder.files = [file := with_frames(3, fragments_each=None)]
    desk.holder.made = {"frames": frames_of(b"x")}

    assert (await browser.get(f"{path_of(file)}/frames/3,1,9", FRAMES)).status == 404
    answer = await browser.get(f"{path_of(file)}/frames/3,1", FRAMES)

    assert [data for _, data in parts_of(answer)] == [bytes([2] * 64), bytes([0] * 64)]


@pytest.mark.requirement("T3.1.made-by-holder")
@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"])
async def test_frames_that_may_stand_in_another_order_of_bytes_are_read_from_the_file(
    desk: Desk, browser: DeskBrowser, syntax: str
) -> None:
    desk.holder.files = [file := with_frames(1, fragments_each=None)]
    made = frames_of(b"xx")
    made.body = bytes(made.body).replace(b"1.2.840.10008.1.2.1\r", syntax.encode() + b"\r")
    made.headers["content-length"] = str(len(made.body))
    desk.holder.made = {"frames": made, "metadata": headers_of(desk)}

    answer = await browser.get(f"{path_of(file)}/frames/1", FRAMES)

    assert parts_of(answer) == [(PLAIN, bytes(64))]
