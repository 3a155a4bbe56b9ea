"""What a clinician's browser shows of each codec, beside what pydicom makes of the same files."""

import shutil
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.workplace import Timeline, Workplace
from tests.lib.codec_samples import PUBLISHED, Sample, mammogram, samples
from tests.lib.demo_world import DemoWorld
from tests.lib.screen_pixels import looks_like, on_screen
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, derived_uid
from tijdlijn.testing.world.identities import accession_number, local_patient_id

HOSPITAL, STORY = "ziekenhuis-feijenoord", "aneurysma"
Studies = dict[str, list[Sample]]


@pytest.fixture(scope="module")
def studies(demo_world: DemoWorld) -> Iterator[Studies]:
    """One study for each codec, and one mammogram, at another hospital as long as this module runs."""
    made = {codec: samples(codec, _header(demo_world, codec, "MR")) for codec in PUBLISHED}
    made["mammogram"] = mammogram(_header(demo_world, "mammogram", "MG"))
    archive = demo_world.folder.archives / HOSPITAL / "dicom"
    folders = [archive / f"shown-{name}" for name in made]
    try:
        for folder, files in zip(folders, made.values(), strict=True):
            _write(folder, files)
        yield made
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("codec", PUBLISHED)
@pytest.mark.requirement("T3.6.screen")
@pytest.mark.hazard("H23")
def test_the_browser_shows_the_pixels_that_pydicom_decodes(
    workplace: Workplace, studies: Studies, codec: str
) -> None:
    timeline = workplace.launch(STORY)
    pane = _beside(timeline, codec)
    images = [(sample, frame) for sample in studies[codec] for frame in range(1, sample.frame_count + 1)]
    timeline.page.keyboard.press("Home")
    for number, (sample, frame) in enumerate(images, start=1):
        if frame in (1, sample.frame_count):
            _at(pane, number, len(images))
            shown, expected = on_screen(pane.locator("canvas")), sample.shown(frame)
            assert looks_like(shown, expected), f"{sample.name}, frame {frame}"
            assert not looks_like(shown, 255 - expected), "the comparison tells pictures apart"
        timeline.page.keyboard.press("ArrowDown")


@pytest.mark.requirement("T3.6.screen")
@pytest.mark.hazard("H23")
def test_a_mammogram_is_shown_whole_and_as_it_is(workplace: Workplace, studies: Studies) -> None:
    pane = _beside(workplace.launch(STORY), "mammogram")
    _at(pane, 1, 1)
    (sample,) = studies["mammogram"]
    assert looks_like(on_screen(pane.locator("canvas")), sample.shown())
    letters = [letter.inner_text() for letter in pane.locator(".or:visible").all()]
    assert sorted(letters) == ["A", "F", "H", "P"]


def _header(world: DemoWorld, name: str, modality: str) -> StudyHeader:
    story = next(one for one in world.world.stories if one.key == STORY)
    institution = world.world.institution(HOSPITAL)
    return StudyHeader(
        local_id=local_patient_id(institution, STORY),
        dicom_name=story.patient.dicom_name,
        birth_date=story.patient.birth_date,
        sex=story.patient.sex,
        study_uid=StudyInstanceUID(derived_uid("shown", name)),
        uid_path=f"shown/{name}",
        day=world.built_on - timedelta(days=900 + len(name)),
        at=time(9, 30),
        description=f"Codec {name}.",
        accession=accession_number(institution, STORY, 900 + len(name)),
        institution_name=institution.name,
        character_set="ISO_IR 192",
        modality=modality,
        body_part="ABDOMEN",
        laterality=None,
    )


def _write(folder: Path, files: list[Sample]) -> None:
    folder.mkdir()
    for number, sample in enumerate(files, start=1):
        (folder / f"{number:04d}.dcm").write_bytes(sample.file)


def _beside(timeline: Timeline, name: str) -> Locator:
    """Open a study beside the current one, and give its pane."""
    timeline.row(f"Codec {name}.").click()
    timeline.page.keyboard.press("Enter")
    pane = timeline.inside.locator(".view").nth(1)
    expect(pane.locator("header")).to_contain_text(f"Codec {name}.")
    return pane


def _at(pane: Locator, number: int, of: int) -> None:
    """Wait until this image is said to stand on the screen."""
    expect(pane.locator(".ov .place")).to_have_text(f"Beeld {number} van {of}")
