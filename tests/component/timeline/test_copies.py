"""One study at two hospitals under one UID: each copy is read at its own, and never shown as the other."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.component.timeline.test_images import PART10, SERIES, STUDY_PATH
from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.image_desk import Desk, DeskBrowser, image_desk, parts_of
from tests.lib.rad107_holder import Rad107Holder
from tests.lib.viewer_desk import ViewerBrowser, ViewerDesk, viewer_desk
from tijdlijn.connectors.mhd import DIALECT
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Route

ELSEWHERE, ROUTE = Ura("90000103"), "mhd-elsewhere"
PRIOR = "2.25.111"
FILES = {"A": dicom_file(InstitutionName="A"), "B": dicom_file(InstitutionName="B")}


@dataclass
class Two:
    """The browser, and the keys of both copies."""

    browser: DeskBrowser
    a: str
    b: str

    async def path(self, key: str) -> str:
        """Open one copy, and give where the page is told that it is, below `/dw`."""
        (study,) = json.loads((await self.browser.begin(key)).body)["studies"]
        assert study["state"] == "open"
        return str(study["path"]).removeprefix("/dw")


@pytest.fixture
async def desk(fresh_database: str) -> AsyncIterator[Desk]:
    """A room with two holders, of which each has its own copy of the study."""
    async with Rad107Holder(files=[FILES["B"]], custodian=ELSEWHERE).serving() as elsewhere:
        route = Route(ROUTE, "generic-functions", DIALECT, elsewhere.url, (ELSEWHERE,))
        async with image_desk(fresh_database, [route]) as running:
            running.holder.files = [FILES["A"], dicom_file(StudyInstanceUID=PRIOR)]
            yield running


@pytest.fixture
async def two(desk: Desk) -> Two:
    """A browser of the patient whose study both have."""
    browser = await desk.open_browser()
    return Two(browser, browser.key(STUDY), browser.key(STUDY, custodian=ELSEWHERE, route_id=ROUTE))


@pytest.mark.requirement("T3.1.ticket", "T3.3.copies")
@pytest.mark.hazard("H10")
@pytest.mark.parametrize("first", ["a", "b"])
async def test_each_copy_is_read_at_its_own_hospital_in_whichever_order_they_open(
    two: Two, first: str
) -> None:
    keys = [two.a, two.b] if first == "a" else [two.b, two.a]
    paths = {key: await two.path(key) for key in keys}
    for _ in range(2):
        for key, name in ((two.a, "A"), (two.b, "B")):
            ((_, file),) = parts_of(await two.browser.get(paths[key], PART10))
            assert file == FILES[name]
            answer = await two.browser.get(f"{paths[key]}/series/{SERIES}/metadata")
            (header,) = json.loads(answer.body)
            assert header["00080080"]["Value"] == [name]
            pixels = header["7FE00010"]["BulkDataURI"]
            assert f"/dw{paths[key]}/" in pixels
            value = await two.browser.get(pixels.partition("/dw")[2])
            assert value.status == 200


@pytest.mark.requirement("T3.1.ticket", "T3.3.copies")
@pytest.mark.hazard("H10")
async def test_both_in_one_question_are_both_open_and_on_record_at_once(desk: Desk, two: Two) -> None:
    studies = json.loads((await two.browser.begin(two.a, two.b)).body)["studies"]
    assert [study["state"] for study in studies] == ["open", "open"]
    assert studies[0]["path"] != studies[1]["path"]
    records = await desk.recorded("open-study")
    assert [record.closing for record in records] == [None, None]


@pytest.mark.requirement("T3.1.ticket", "T3.3.copies")
@pytest.mark.hazard("H10")
async def test_an_address_that_does_not_say_which_copy_is_refused_in_words_once_there_are_two(
    two: Two,
) -> None:
    path = await two.path(two.a)
    ((_, file),) = parts_of(await two.browser.get(STUDY_PATH, PART10))
    assert file == FILES["A"]
    other = await two.path(two.b)
    answer = await two.browser.get(STUDY_PATH, PART10)
    assert answer.status == 400
    assert "several institutions" in json.loads(answer.body)["issue"][0]["diagnostics"]
    unknown = path.replace(path.split("/")[2], "0" * 16)
    assert (await two.browser.get(unknown, PART10)).status == 404
    below = other.removesuffix(f"/{STUDY}")
    (found,) = json.loads((await two.browser.get(below)).body)
    assert found["0020000D"]["Value"] == [STUDY]


@pytest.fixture
async def viewer(desk: Desk, two: Two, tmp_path: Path) -> AsyncIterator[ViewerBrowser]:
    """The full viewer of the same browser."""
    at: ViewerDesk
    async with viewer_desk(desk, tmp_path) as at:
        yield ViewerBrowser(at, two.browser)


@pytest.mark.requirement("T3.4.handed", "T3.3.copies")
@pytest.mark.hazard("H31")
async def test_the_full_viewer_takes_one_copy_and_says_that_it_leaves_the_other(
    two: Two, viewer: ViewerBrowser
) -> None:
    handed = json.loads((await viewer.hand(STUDY, keys=[two.b])).body)
    assert [study["state"] for study in handed["studies"]] == ["open", "other-copy"]
    await viewer.step(handed["address"].removeprefix("http://viewer.localhost"))
    ((_, file),) = parts_of(await viewer.get(f"/dw{STUDY_PATH}", {"Accept": PART10}))
    assert file == FILES["A"]


@pytest.mark.requirement("T3.4.ticket", "T3.3.copies")
@pytest.mark.hazard("H31")
async def test_a_second_window_with_the_other_copy_does_not_open_and_the_first_stays_what_it_is(
    two: Two, viewer: ViewerBrowser
) -> None:
    await viewer.opened(STUDY)
    handed = json.loads((await viewer.hand(PRIOR, keys=[two.b])).body)
    answer = await viewer.step(handed["address"].removeprefix("http://viewer.localhost"))
    assert answer.status == 403
    assert "een andere instelling" in answer.body.decode()
    ((_, file),) = parts_of(await viewer.get(f"/dw{STUDY_PATH}", {"Accept": PART10}))
    assert file == FILES["A"]
    assert (await viewer.get(f"/dw/studies/{PRIOR}", {"Accept": PART10})).status == 404
