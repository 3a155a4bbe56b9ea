"""What stands there while images are on their way, and what is said when they no longer come."""

import threading
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.component.page.comparing import Compare, Comparing, compare
from tests.lib import scanned
from tests.lib.replayed_images import ReplayedStudy

__all__ = ["compare"]

UID, LARGE = "2.25.2", 1440
UNTIL = "voorvertoning: het beeld wordt opgehaald"


def large(gate: threading.Event) -> ReplayedStudy:
    """A radiograph of 4 MB that does not come before the gate is opened, and its preview in one grey."""
    made = BytesIO()
    Image.new("RGB", (400, 400), (90, 90, 90)).save(made, "JPEG", quality=95)
    files = scanned.radiograph(UID, size=LARGE)
    return ReplayedStudy(files, gate=gate, frame_picture=made.getvalue())


def draw_line(comparing: Comparing, side: int) -> None:
    """From a quarter of the picture to its half."""
    box = comparing.side(side).locator(".pic").bounding_box()
    assert box is not None
    mouse = comparing.opened.page.mouse
    mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.up()


@pytest.mark.requirement("T3.3.previews")
@pytest.mark.hazard("H25")
def test_a_large_image_has_a_preview_that_says_so_until_it_is_here(compare: Compare) -> None:
    gate = threading.Event()
    prior = large(gate)
    comparing = compare(prior=prior)
    expect(comparing.caption(1, "preview")).to_have_text(UNTIL)
    assert comparing.pixel(1, 0.5, 0.5) == (90, 90, 90)
    expect(comparing.caption(1, "window")).to_be_hidden()
    box = comparing.side(1).locator(".pic").bounding_box()
    assert box is not None
    [(width, height)] = prior.previews_asked
    assert width <= box["width"] + 1 < LARGE
    assert height <= box["height"] + 1

    comparing.press("d")
    draw_line(comparing, 1)
    expect(comparing.side(1).locator(".measured")).to_have_text("Hier is niet te meten")

    gate.set()
    expect(comparing.caption(1, "preview")).to_be_hidden()
    expect(comparing.caption(1, "awaited")).to_be_hidden()
    expect(comparing.caption(1, "window")).to_contain_text("W 4093")
    expect(comparing.side(1).locator(".measured")).to_have_count(0)
    draw_line(comparing, 1)
    expect(comparing.side(1).locator(".measured")).to_contain_text("pixels")


@pytest.mark.requirement("T3.3.previews")
def test_where_the_preview_cannot_be_made_the_image_is_waited_for(compare: Compare) -> None:
    gate = threading.Event()
    prior = large(gate)
    prior.frame_picture = None
    comparing = compare(prior=prior)
    expect(comparing.caption(1, "awaited")).to_have_text("Beeld 1 wordt opgehaald…")
    gate.set()
    expect(comparing.caption(1, "place")).to_have_text("Beeld 1 van 1")
    expect(comparing.caption(1, "preview")).to_be_hidden()


@pytest.mark.requirement("T3.3.previews")
def test_a_small_image_is_waited_for_without_a_preview(compare: Compare) -> None:
    gate = threading.Event()
    prior = ReplayedStudy(scanned.radiograph(UID), gate=gate, frame_picture=b"")
    comparing = compare(prior=prior)
    expect(comparing.caption(1, "awaited")).to_have_text("Beeld 1 wordt opgehaald…")
    gate.set()
    expect(comparing.caption(1, "place")).to_have_text("Beeld 1 van 1")
    assert prior.previews_asked == []


@pytest.mark.requirement("T3.3.trouble")
@pytest.mark.hazard("H7")
def test_a_series_whose_holder_no_longer_answers_says_so_and_can_be_asked_again(compare: Compare) -> None:
    prior = ReplayedStudy(scanned.ct(UID, 11, first_mm=-290, step_mm=10))
    prior.broken = {f"{UID}.1.{n}": (503, "text/plain", b"") for n in range(1, 12) if n != 6}
    comparing = compare(prior=prior)
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    remarks = comparing.side(1).locator(".remarks")
    says = "Aangekomen: 1 van 11 beelden. UMC Rijnmond antwoordt niet meer: de rest ontbreekt hier nog"
    expect(remarks).to_contain_text(says, timeout=15_000)
    expect(comparing.side(0).locator(".remarks")).to_be_hidden()
    prior.broken = {}
    remarks.get_by_role("button", name="Opnieuw").click()
    expect(comparing.caption(1, "loaded")).to_have_text("geladen 11 van 11")
    expect(remarks).to_be_hidden()
