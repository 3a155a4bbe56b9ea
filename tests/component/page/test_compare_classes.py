"""Every class of the Dutch minimum, and what else stands beside images: each opens, or is named."""

from dataclasses import replace
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pydicom import Dataset, dcmwrite
from pydicom.uid import (
    UID,
    EncapsulatedPDFStorage,
    VideoEndoscopicImageStorage,
)

from tests.component.page.comparing import Compare, Comparing, compare
from tests.component.page.test_compare_others import opened
from tests.lib.page_rows import OTHER, row
from tests.lib.replayed_images import ReplayedStudy
from tests.lib.study_header import HEADER
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.testing.phantoms.sop_class_samples import DUTCH_MINIMUM, SAMPLE_CLASSES, sample
from tijdlijn.wire.dicom.sop_classes import ObjectKind, kind_of

__all__ = ["compare"]

READ = {ObjectKind.REPORT, ObjectKind.KEY_OBJECTS, ObjectKind.WAVEFORM, ObjectKind.DOCUMENT, ObjectKind.VIDEO}
IMAGES = [one for one in DUTCH_MINIMUM if kind_of(one) is ObjectKind.IMAGE]
BESIDE = [one for one in SAMPLE_CLASSES if kind_of(one) is not ObjectKind.IMAGE]

GREYS = """canvas => {
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Set(pixels.data).size;
}"""


def study_of(number: int, *datasets: Dataset) -> ReplayedStudy:
    files = []
    for dataset in datasets:
        dataset.StudyInstanceUID = f"2.25.{number}"
        file = BytesIO()
        dcmwrite(file, dataset, enforce_file_format=True)
        files.append(file.getvalue())
    return ReplayedStudy(files)


def sampled(number: int, *classes: UID) -> ReplayedStudy:
    header = replace(HEADER, study_uid=StudyInstanceUID(f"2.25.{number}"))
    return study_of(number, *(sample(one, header) for one in classes))


def opened_in_turn(compare: Compare, studies: list[ReplayedStudy]) -> Comparing:
    """The first of these studies beside the current one; `]` goes to the next."""
    rows = [row("huidig")]
    rows += [row(f"s{at}", date=f"{2020 - at}-01-02", custodian=OTHER) for at in range(len(studies))]
    named = {f"s{at}": study for at, study in enumerate(studies)}
    return compare(rows=tuple(rows), studies=named, chosen="02-01-2020")


@pytest.mark.requirement("T3.5.classes")
def test_each_class_of_images_is_drawn(compare: Compare) -> None:
    """The picture is there, and not all of one grey."""
    comparing = opened_in_turn(compare, [sampled(900 + at, one) for at, one in enumerate(IMAGES)])
    drawn = []
    for at, sop_class in enumerate(IMAGES):
        if at:
            comparing.press("]")
        view = comparing.side(1)
        expect(view.locator("header")).to_contain_text(str(2020 - at))
        expect(comparing.caption(1, "place")).to_be_visible(timeout=20_000)
        expect(view.locator("canvas")).to_be_visible()
        expect(view.locator(".note")).to_have_count(0)
        if view.locator("canvas").evaluate(GREYS) > 3:
            drawn.append(sop_class)
    assert drawn == IMAGES


@pytest.mark.requirement("T3.5.classes", "T3.5.unknown")
@pytest.mark.hazard("H51")
def test_each_class_that_is_no_image_is_read_or_named_with_its_file(compare: Compare) -> None:
    comparing = opened_in_turn(compare, [sampled(900 + at, one) for at, one in enumerate(BESIDE)])
    for at, sop_class in enumerate(BESIDE):
        if at:
            comparing.side(0).locator(".rail").focus()
            comparing.press("]")
        view = comparing.side(1)
        expect(view.locator("header")).to_contain_text(str(2020 - at))
        if kind_of(sop_class) in READ:
            expect(view.locator(".reader .content > :is(iframe, .drawing, video)")).to_be_visible(
                timeout=20_000
            )
            expect(view.locator(".reader .reading")).to_contain_text("Downloaden")
        else:
            expect(view.locator(".unshown")).to_contain_text("1 object dat hier niet getoond kan worden")
            expect(view.locator(".unshown").get_by_role("button")).to_have_text("Downloaden")


@pytest.mark.requirement("T3.5.video")
def test_a_film_is_played(compare: Compare) -> None:
    prior = sampled(900, VideoEndoscopicImageStorage, EncapsulatedPDFStorage)
    film = opened(compare(prior=prior), "endoscopiefilm").locator("video")
    expect(film).to_be_visible()
    width = film.evaluate(
        """video => new Promise(done => {
          video.addEventListener('timeupdate', () => video.currentTime > 0 && done(video.videoWidth));
          video.muted = true;
          void video.play();
        })"""
    )
    assert width == sample(VideoEndoscopicImageStorage, HEADER).Columns


@pytest.mark.requirement("T3.5.video")
def test_a_film_that_the_browser_cannot_play_is_said_and_can_be_had(compare: Compare) -> None:
    dataset = sample(VideoEndoscopicImageStorage, HEADER)
    dataset.PixelData = dataset.PixelData.replace(b"ftypisom", b"nonenone")
    reader = opened(
        compare(prior=study_of(900, dataset, sample(EncapsulatedPDFStorage, HEADER))), "endoscopiefilm"
    )
    expect(reader.locator(".note")).to_contain_text("Deze browser kan deze film niet afspelen.")
    expect(reader.get_by_role("button", name="Downloaden")).to_be_visible()
