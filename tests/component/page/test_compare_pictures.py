"""What stands on a picture, and what the reader does with it."""

import pytest
from playwright.sync_api import expect
from pydicom import Dataset

from tests.component.page.comparing import Compare, Comparing, compare
from tests.lib import scanned
from tests.lib.replayed_images import ReplayedStudy

__all__ = ["compare"]

pytestmark = pytest.mark.requirement("T3.3.pictures")


def letters(comparing: Comparing, side: int) -> tuple[str, ...]:
    """At the top, the right, the bottom and the left."""
    edges = ("top", "right", "bottom", "left")
    return tuple(comparing.side(side).locator(f".or.at-{edge}").inner_text() for edge in edges)


def drag(comparing: Comparing, side: int, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw with the mouse from one place of a picture to another, both from 0 to 1."""
    box = comparing.side(side).locator(".pic").bounding_box()
    assert box is not None
    mouse = comparing.opened.page.mouse
    mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
    mouse.down()
    mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=4)
    mouse.up()


def test_letters_come_from_the_geometry(compare: Compare) -> None:
    comparing = compare(prior=ReplayedStudy(scanned.mr("2.25.4", 5)))
    expect(comparing.caption(1, "place")).to_have_text("Beeld 3 van 5")
    assert letters(comparing, 0) == ("A", "L", "P", "R")
    assert letters(comparing, 1) == ("H", "P", "F", "A")


def test_a_prone_scan_is_shown_as_it_was_made_and_its_letters_say_so(compare: Compare) -> None:
    def prone(dataset: Dataset) -> None:
        dataset.ImageOrientationPatient = [-1, 0, 0, 0, -1, 0]
        dataset.ImagePositionPatient = [160, 160, dataset.ImagePositionPatient[2]]

    comparing = compare(prior=ReplayedStudy(scanned.ct("2.25.2", 11, first_mm=0, step_mm=5, change=prone)))
    expect(comparing.caption(1, "place")).to_have_text("Beeld 6 van 11")
    assert letters(comparing, 1) == ("P", "R", "A", "L")


def test_an_image_that_does_not_say_how_it_lies_is_said_not_to(compare: Compare) -> None:
    comparing = compare(prior=ReplayedStudy(scanned.radiograph("2.25.3")))
    expect(comparing.side(1).get_by_text("oriëntatie onbekend")).to_be_visible()
    assert letters(comparing, 1) == ("", "", "", "")
    expect(comparing.side(0).get_by_text("oriëntatie onbekend")).to_be_hidden()


def test_a_line_over_calibrated_pixels_is_measured_in_millimetres(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("d")
    # The whole picture, 64 pixels of 5 mm, is as wide as the pane.
    drag(comparing, 0, (0.25, 0.5), (0.75, 0.5))
    expect(comparing.side(0).locator(".measured")).to_have_text("160,0 mm")
    comparing.press("Delete")
    expect(comparing.side(0).locator(".measured")).to_have_count(0)


def test_without_a_scale_a_line_is_counted_in_pixels(compare: Compare) -> None:
    comparing = compare(prior=ReplayedStudy(scanned.radiograph("2.25.3")))
    expect(comparing.caption(1, "place")).to_have_text("Beeld 1 van 1")
    comparing.press("d")
    drag(comparing, 1, (0.25, 0.5), (0.75, 0.5))
    expect(comparing.side(1).locator(".measured")).to_have_text("48,0 pixels")


def test_millimetres_of_a_detector_are_called_that(compare: Compare) -> None:
    def on_detector(dataset: Dataset) -> None:
        dataset.ImagerPixelSpacing = [2, 2]

    comparing = compare(prior=ReplayedStudy(scanned.radiograph("2.25.3", change=on_detector)))
    expect(comparing.caption(1, "place")).to_have_text("Beeld 1 van 1")
    comparing.press("d")
    drag(comparing, 1, (0.25, 0.5), (0.75, 0.5))
    expect(comparing.side(1).locator(".measured")).to_have_text("96,0 mm op detector")


def test_a_measure_stays_with_its_image(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("d")
    drag(comparing, 0, (0.25, 0.5), (0.75, 0.5))
    comparing.press("ArrowDown")
    expect(comparing.caption(0, "place")).to_have_text("Beeld 12 van 21")
    expect(comparing.side(0).locator(".measured")).to_have_count(0)
    comparing.press("ArrowUp")
    expect(comparing.side(0).locator(".measured")).to_have_text("160,0 mm")


def test_dragging_changes_the_window_and_reset_the_place(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    drag(comparing, 0, (0.5, 0.5), (0.6, 0.5))
    expect(comparing.caption(0, "window")).not_to_have_text("W 400 · C 40 HU")
    comparing.press("+")
    expect(comparing.caption(0, "placing")).to_have_text("125 %")
    comparing.press("0")
    expect(comparing.caption(0, "placing")).to_have_text("passend")


def test_zooming_keeps_the_place_under_the_pointer(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    before = comparing.pixel(0, 0.13, 0.5)
    box = comparing.side(0).locator(".pic").bounding_box()
    assert box is not None
    page = comparing.opened.page
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.5 * box["height"])
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    expect(comparing.caption(0, "placing")).not_to_have_text("passend")
    # The edge of the body, a tenth in from the left, is where it was; what lay to its right went outward.
    assert before == (128, 128, 128)
    assert comparing.pixel(0, 0.08, 0.5) == (0, 0, 0)


def test_inverting_turns_dark_into_bright(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("i")
    expect(comparing.caption(0, "window")).to_have_text("W 400 · C 40 HU · omgekeerd")
    expect(comparing.caption(1, "window")).to_have_text("W 400 · C 40 HU · omgekeerd")
    assert comparing.pixel(0, 0.02, 0.5) == (255, 255, 255)


def test_values_of_which_the_low_ones_are_bright_are_drawn_so(compare: Compare) -> None:
    def low_is_bright(dataset: Dataset) -> None:
        dataset.PhotometricInterpretation = "MONOCHROME1"

    plain = ReplayedStudy(scanned.radiograph("2.25.5"))
    comparing = compare(
        current=plain, prior=ReplayedStudy(scanned.radiograph("2.25.3", change=low_is_bright))
    )
    comparing.places("Beeld 1 van 1", "Beeld 1 van 1")
    corner = (0.03, 0.2)
    assert comparing.pixel(0, *corner)[0] < 60
    assert comparing.pixel(1, *corner)[0] > 195


def test_a_clip_plays_and_stops_by_one_key(compare: Compare) -> None:
    comparing = compare(prior=ReplayedStudy(scanned.ultrasound_clip("2.25.6")))
    expect(comparing.caption(1, "place")).to_have_text("Opname 1 van 12")
    red = comparing.pixel(1, 0.25, 0.75)
    assert red == (200, 30, 30)
    comparing.press("a")
    expect(comparing.caption(1, "place")).to_have_text("Opname 3 van 12")
    comparing.opened.page.get_by_role("button", name="Stoppen").click()
    expect(comparing.opened.page.get_by_role("button", name="Afspelen")).to_be_visible()


def test_another_series_is_chosen_by_name(compare: Compare) -> None:
    def venous(dataset: Dataset) -> None:
        dataset.SeriesDescription = "veneus"

    files = scanned.ct("2.25.2", 11, first_mm=0, step_mm=5)
    files += scanned.ct("2.25.2", 7, first_mm=0, step_mm=5, series=2, change=venous)
    comparing = compare(prior=ReplayedStudy(files))
    choice = comparing.side(1).get_by_role("combobox", name="Kies een reeks")
    expect(choice.locator("option")).to_have_text(["Reeks 1 van 2 · arterieel", "Reeks 2 van 2 · veneus"])
    choice.select_option(label="Reeks 2 van 2 · veneus")
    expect(comparing.caption(1, "place")).to_have_text("Beeld 4 van 7")


@pytest.mark.requirement("T3.3.previews")
@pytest.mark.hazard("H25")
def test_an_image_that_was_compressed_with_loss_says_so(compare: Compare) -> None:
    def lossy(dataset: Dataset) -> None:
        dataset.LossyImageCompression, dataset.LossyImageCompressionRatio = "01", 10

    comparing = compare(prior=ReplayedStudy(scanned.radiograph("2.25.3", change=lossy)))
    expect(comparing.caption(1, "lossy")).to_have_text("met verlies gecomprimeerd, 10 : 1")
    expect(comparing.caption(0, "lossy")).to_be_hidden()


def test_a_screen_reader_hears_which_image_and_can_move_the_slider(compare: Compare) -> None:
    comparing = compare()
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    slider = comparing.side(0).get_by_role("slider", name="Beeld in de reeks")
    expect(slider).to_have_attribute("aria-valuenow", "11")
    slider.focus()
    comparing.press("ArrowDown")
    expect(slider).to_have_attribute("aria-valuetext", "Beeld 12 van 21")
    expect(comparing.side(0).get_by_role("status")).to_have_text("Beeld 12 van 21, z −255,0 mm")


def exact(dataset: Dataset) -> None:
    dataset.WindowCenter, dataset.WindowWidth, dataset.VOILUTFunction = 40, 80, "LINEAR_EXACT"


def sigmoid(dataset: Dataset) -> None:
    dataset.VOILUTFunction = "SIGMOID"


def table_of_greys(dataset: Dataset) -> None:
    del dataset.WindowCenter, dataset.WindowWidth
    table = Dataset()
    table.add_new(0x00283002, "SS", [256, -100, 8])
    table.add_new(0x00283006, "OW", bytes(256))
    dataset.VOILUTSequence = [table]


@pytest.mark.hazard("H21")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (exact, "W 80 · C 40 HU"),
        (sigmoid, "W 400 · C 40 HU · grijswaarden bij benadering: de maker vraagt een kromme"),
        (table_of_greys, "W 256 · C 28 HU · grijswaarden bij benadering: de maker vraagt een tabel"),
    ],
)
def test_greys_that_a_window_cannot_give_are_said_to_be_approximate(
    compare: Compare, change: scanned.Change, says: str
) -> None:
    files = scanned.ct("2.25.2", 11, first_mm=-290, step_mm=10, change=change)
    current = ReplayedStudy(scanned.ct("2.25.1", 21, first_mm=-300, step_mm=5, change=change))
    comparing = compare(current=current, prior=ReplayedStudy(files))
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    expect(comparing.caption(0, "window")).to_have_text(says)


@pytest.mark.hazard("H21")
def test_padding_is_no_part_of_the_greys_that_are_shown(compare: Compare) -> None:
    def padded(dataset: Dataset) -> None:
        dataset.PixelPaddingValue = 0
        pixels = bytearray(dataset.PixelData)
        for at in range(0, len(pixels), 2):
            value = 0 if at < len(pixels) // 2 else 2000 + (at // 2) % 96
            pixels[at : at + 2] = value.to_bytes(2, "little")
        dataset.PixelData = bytes(pixels)

    comparing = compare(prior=ReplayedStudy(scanned.radiograph("2.25.3", change=padded)))
    expect(comparing.caption(1, "window")).to_have_text("W 96 · C 2048")
