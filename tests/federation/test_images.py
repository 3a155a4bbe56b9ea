"""Images of several hospitals through the whole of Tijdlijn, read by a client that somebody else wrote.

What a hospital has lies in a folder of files, or in Debian's Orthanc; what comes is compared with the files.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlsplit

import msgspec
import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import generate_frames

from tests.lib.browsing import Browser, Page, Told
from tests.lib.demo_world import DemoWorld
from tests.lib.dicomweb_reader import read_study, reader_at
from tijdlijn.services.timeline.images.begin import Opened

HOST = "timeline.localhost"


async def begin(page: Page, *keys: str) -> Opened:
    """Open studies as the page does, and take the ticket."""
    answer = await page.browser.ask(
        f"{page.origin}/images", method="POST", headers=page.headers, body=json.dumps({"keys": keys}).encode()
    )
    assert answer.status == 200, answer.body
    return msgspec.json.decode(answer.body, type=Opened)


def stored(world: DemoWorld, custodian: str, study_uid: str) -> dict[str, bytes]:
    """The files of a study in one hospital's archive, by instance."""
    (slug,) = (known.slug for known in world.world.institutions if known.ura.value == custodian)
    found: dict[str, bytes] = {}
    for file in (world.folder.archives / slug).rglob("*.dcm"):
        content = file.read_bytes()
        header = dcmread(BytesIO(content), stop_before_pixels=True, force=True)
        if header.get("StudyInstanceUID") == study_uid:
            found[header.SOPInstanceUID] = content
    return found


def keys_of(told: Told) -> dict[str, list[str]]:
    """The keys of all copies on the list, by custodian."""
    keys: dict[str, list[str]] = defaultdict(list)
    for row in told.rows:
        for copy in row.copies:
            if copy.images is not None:
                keys[copy.custodian].append(copy.images)
    return keys


@pytest.mark.requirement("T3.1.made", "T3.1.stored", "T3.1.search", "T3.2.read", "A22")
async def test_images_of_each_hospital_come_as_stored(demo_world: DemoWorld, browser: Browser) -> None:
    page = await browser.launch("aneurysma")
    keys = keys_of(await page.read())
    assert len(keys) >= 3
    for custodian, of_custodian in keys.items():
        (study,) = (await begin(page, of_custodian[0])).studies
        assert study.state == "open"
        files = stored(demo_world, custodian, study.study_uid)
        assert study.instance_count == len(files)
        port = urlsplit(page.origin).port
        assert port is not None
        assert study.path is not None
        root = study.path.removesuffix(f"/studies/{study.study_uid}")
        reader = reader_at(port, HOST, browser.cookies[HOST], root)
        found = await asyncio.to_thread(read_study, reader, study.study_uid)
        assert set(found["files"]) == set(files)
        assert len(found["metadata"]) == len(files)
        for told in found["metadata"]:
            file = dcmread(BytesIO(files[told["00080018"]["Value"][0]]))
            frames = found["frames"][file.SOPInstanceUID]
            assert frames[0] == next(_frames(file))
            told.pop("7FE00010")
            told.pop("00083002", None)
            del file.PixelData
            assert differing(Dataset.from_json(told), file) == []


@pytest.mark.requirement("T3.2.row", "T3.2.both", "T3.5.counts", "A22", "B40")
async def test_what_a_row_says_of_its_images_is_what_its_holder_lists(browser: Browser) -> None:
    page = await browser.launch("aneurysma")
    rows = [row for row in (await page.read()).rows if row.copies and row.copies[0].images is not None]
    assert len(rows) >= 3
    sizes = []
    for row in rows:
        first = row.copies[0]
        assert row.study is not None
        assert first.images is not None
        (study,) = (await begin(page, first.images)).studies
        kinds = [instance.kind for series in study.series or () for instance in series.instances]
        pictures = sum(kind in ("image", "video") for kind in kinds)
        assert row.study.image_count == first.image_count == pictures
        assert (row.study.series_count, row.study.instance_count) == (study.series_count, len(kinds))
        assert row.study.size_bytes == study.size_bytes
        assert study.lists_all is True
        sizes.append(study.size_bytes)
    assert any(sizes)


def differing(told: Dataset, file: Dataset) -> list[str]:
    """Attributes of which the metadata say something else than the file; they are always in UTF-8."""
    tags = (told.keys() | file.keys()) - {0x00080005}
    return [f"{tag}: {told.get(tag)} / {file.get(tag)}" for tag in tags if told.get(tag) != file.get(tag)]


def _frames(file: Dataset) -> Iterator[bytes]:
    if file.file_meta.TransferSyntaxUID.is_encapsulated:
        return generate_frames(file.PixelData, number_of_frames=int(file.get("NumberOfFrames", 1)))
    size = len(file.PixelData) // int(file.get("NumberOfFrames", 1))
    return iter([file.PixelData[:size]])
