"""What stands there while images are on their way, and what is said when they no longer come."""

import threading
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.component.page.comparing import CURRENT, PRIOR, Compare, Comparing, compare
from tests.lib import scanned
from tests.lib.page_rows import OTHER, row
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


def three_series(**going_wrong: object) -> ReplayedStudy:
    """Of eleven, seven and seven images."""
    files = scanned.ct(UID, 11, first_mm=-290, step_mm=10)
    for series in (2, 3):
        files += scanned.ct(UID, 7, first_mm=0, step_mm=5, series=series)
    return ReplayedStudy(files, **going_wrong)  # type: ignore[arg-type]


@pytest.mark.requirement("T3.3.side-by-side", "T3.3.trouble")
@pytest.mark.hazard("H7")
def test_headers_of_the_other_series_come_after_the_first_images_and_are_counted_out(
    compare: Compare,
) -> None:
    gate = threading.Event()
    prior = three_series(gate=gate, withheld={f"{UID}.3.2", f"{UID}.3.3"})
    comparing = compare(prior=prior)
    expect(comparing.caption(0, "place")).to_have_text("Beeld 11 van 21")
    expect(comparing.caption(1, "awaited")).to_have_text("Beeld 6 wordt opgehaald…")
    assert prior.metadata_asked == [f"{UID}.1"]
    gate.set()
    expect(comparing.side(1).locator(".remarks")).to_have_text(
        "andere reeksen: 12 van 14 beelden: de rest kwam niet van UMC Rijnmond"
    )
    assert prior.metadata_asked == [f"{UID}.1", f"{UID}.2", f"{UID}.3"]
    comparing.side(1).get_by_role("combobox", name="Kies een reeks").select_option(index=2)
    expect(comparing.caption(1, "place")).to_have_text("Beeld 3 van 5")
    expect(comparing.side(1).locator(".remarks")).to_have_text(
        "5 van 7 beelden: de rest kwam niet van UMC Rijnmond"
    )
    assert len(prior.metadata_asked) == 3


def test_headers_that_nobody_waits_for_any_more_are_not_asked_for(compare: Compare) -> None:
    prior = three_series(metadata_gate=threading.Event())
    rows = (row(CURRENT), row(PRIOR, date="2025-09-11", custodian=OTHER), row("mr", date="2023-05-05"))
    other = ReplayedStudy(scanned.mr("2.25.4", 5))
    comparing = compare(prior=prior, rows=rows, studies={"mr": other})
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    comparing.press("]")
    comparing.places("Beeld 11 van 21", "Beeld 3 van 5")
    assert prior.metadata_gate is not None
    prior.metadata_gate.set()
    comparing.press("ArrowDown")
    expect(comparing.caption(1, "place")).to_have_text("Beeld 4 van 5")
    assert f"{UID}.3" not in prior.metadata_asked


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
