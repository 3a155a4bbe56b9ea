"""What cannot be shown says so in its place, and the rest stays."""

import threading
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect
from pydicom import Dataset
from pydicom.uid import MPEG2MPML, SecondaryCaptureImageStorage

from tests.component.page.comparing import CURRENT, PRIOR, Compare, Comparing, compare
from tests.component.page.conftest import OpenPage
from tests.lib import scanned
from tests.lib.page_rows import COMPLETE, HOLDERS, OTHER, PATIENT, THIRD, row
from tests.lib.replayed_images import ReplayedStudy
from tijdlijn.wire.dicom.part10 import MAX_HEAD_BYTES

__all__ = ["compare"]

pytestmark = pytest.mark.requirement("T3.3.trouble")
UID = "2.25.2"


def stack(**going_wrong: object) -> ReplayedStudy:
    """The prior's stack of eleven, with this going wrong."""
    return ReplayedStudy(scanned.ct(UID, 11, first_mm=-290, step_mm=10), **going_wrong)  # type: ignore[arg-type]


def the_rest_stays(comparing: Comparing) -> None:
    """The current study can still be scrolled."""
    expect(comparing.caption(0, "place")).to_have_text("Beeld 11 van 21")
    comparing.side(0).locator(".rail").focus()
    comparing.press("ArrowDown")
    expect(comparing.caption(0, "place")).to_have_text("Beeld 12 van 21")


def test_an_instance_that_was_read_incompletely_is_named_and_not_shown(compare: Compare) -> None:
    def overlong(dataset: Dataset) -> None:
        dataset.add_new(0x00290010, "LO", "TEST")
        dataset.add_new(0x00291010, "OB", bytes(MAX_HEAD_BYTES + 2))

    whole = scanned.ct(UID, 11, first_mm=-290, step_mm=10)
    spoilt = scanned.ct(UID, 11, first_mm=-290, step_mm=10, change=overlong)[3]
    comparing = compare(prior=ReplayedStudy([*whole[:3], spoilt, *whole[4:]]))
    expect(comparing.side(1)).to_contain_text("Beeld 6 van 10")
    expect(comparing.side(1)).to_contain_text(
        "1 beeld van UMC Rijnmond is onvolledig gelezen en niet getoond"
    )


def test_a_study_that_its_holder_does_not_give(compare: Compare) -> None:
    comparing = compare(prior=stack(state="not-given"))
    expect(comparing.side(1)).to_contain_text("De beelden van dit onderzoek zijn niet te openen.")
    expect(comparing.side(1)).to_contain_text("UMC Rijnmond geeft ze niet of niet meer.")
    the_rest_stays(comparing)


def test_a_holder_that_cannot_be_reached_can_be_asked_again(compare: Compare) -> None:
    prior = stack(state="unreachable")
    comparing = compare(prior=prior)
    expect(comparing.side(1)).to_contain_text("De beelden konden niet worden opgehaald.")
    the_rest_stays(comparing)
    prior.state = "open"
    comparing.side(1).get_by_role("button", name="Opnieuw").click()
    expect(comparing.caption(1, "place")).to_contain_text("van 11")


def test_another_hospital_s_copy_is_offered(compare: Compare) -> None:
    prior_row = row(PRIOR, date="2025-09-11", custodian=OTHER, others=[THIRD])
    # Imported: its own header says where it was made, and the one to ask is another.
    prior_row["copies"][1]["institution_name"] = "UMC Rijnmond"  # type: ignore[index]
    rows = (row(CURRENT), prior_row)
    copy = ReplayedStudy(scanned.ct(UID, 7, first_mm=0, step_mm=10))
    prior = stack(state="unreachable")
    comparing = compare(prior=prior, rows=rows, studies={f"{PRIOR}@{THIRD}": copy})
    expect(comparing.side(1)).to_contain_text("De beelden konden niet worden opgehaald.")
    # Told anew meanwhile: what is offered is still another one than what failed.
    comparing.opened.question.send(rows[1])
    prior.state = "not-given"
    comparing.side(1).get_by_role("button", name="Opnieuw").click()
    expect(comparing.side(1)).to_contain_text("zijn niet te openen")
    comparing.side(1).get_by_role("button", name="Open het exemplaar van MC Delfshaven").click()
    expect(comparing.caption(1, "place")).to_have_text("Beeld 4 van 7")
    expect(comparing.side(1).locator("header")).to_contain_text("UMC Rijnmond")


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (404, "De beelden van dit onderzoek zijn niet te openen."),
        (503, "De beelden konden niet worden opgehaald."),
    ],
)
def test_headers_that_do_not_come(compare: Compare, status: int, says: str) -> None:
    comparing = compare(prior=stack(metadata_status=status))
    expect(comparing.side(1)).to_contain_text(says)
    the_rest_stays(comparing)


def test_a_frame_that_is_not_given_stays_a_gap(compare: Compare) -> None:
    prior = stack()
    prior.broken = {f"{UID}.1.5": (404, "text/plain", b"")}
    comparing = compare(prior=prior)
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    expect(comparing.caption(1, "loaded")).to_have_text("geladen 10 van 11, 1 ontbreekt")
    comparing.press("ArrowDown")
    expect(comparing.side(1)).to_contain_text("Beeld 7 wordt niet gegeven.")
    expect(comparing.caption(1, "place")).to_be_hidden()
    assert comparing.side(1).locator("canvas").count() == 0
    comparing.press("ArrowDown")
    expect(comparing.caption(1, "place")).to_have_text("Beeld 8 van 11")
    expect(comparing.side(1)).not_to_contain_text("wordt niet gegeven")


def test_bytes_that_are_no_frame_are_said_to_be_unreadable(compare: Compare) -> None:
    prior = stack()
    prior.broken = {f"{UID}.1.6": (200, "text/html", b"<html>4711 login</html>")}
    comparing = compare(prior=prior)
    expect(comparing.side(1)).to_contain_text("Beeld 6 is onleesbaar.")
    expect(comparing.side(1)).not_to_contain_text("4711")
    the_rest_stays(comparing)


def test_a_damaged_compressed_frame_costs_that_frame_alone(compare: Compare) -> None:
    def broken(dataset: Dataset) -> None:
        dataset.PixelData = b"\xff\x4f\xff\x51" + b"\x00" * 60

    frame = scanned.encapsulated(
        scanned.ct(UID, 1, first_mm=0, step_mm=5, change=broken)[0], "1.2.840.10008.1.2.4.90"
    )
    rest = scanned.ct(UID, 11, first_mm=5, step_mm=5)[1:]
    comparing = compare(prior=ReplayedStudy([frame, *rest]))
    expect(comparing.caption(1, "loaded")).to_contain_text("geladen 11 van 11")
    comparing.press("End")
    expect(comparing.side(1)).to_contain_text("Beeld 11 is onleesbaar.")
    comparing.press("ArrowUp")
    expect(comparing.caption(1, "place")).to_have_text("Beeld 10 van 11")


def test_a_form_that_the_browser_has_no_decoder_for(compare: Compare) -> None:
    file = scanned.encapsulated(scanned.radiograph(UID)[0], "1.2.840.10008.1.2.4.92")
    comparing = compare(prior=ReplayedStudy([file]))
    expect(comparing.side(1)).to_contain_text("Beeld 1 is hier niet te tonen.")
    expect(comparing.side(1)).to_contain_text("Open het in de volledige viewer.")
    the_rest_stays(comparing)


def test_what_the_service_makes_of_such_a_form_is_a_preview_and_says_so(compare: Compare) -> None:
    made = BytesIO()
    Image.new("RGB", (96, 96), (90, 90, 90)).save(made, "JPEG", quality=95)
    file = scanned.encapsulated(scanned.ct(UID, 1, first_mm=0, step_mm=5)[0], "1.2.840.10008.1.2.4.92")
    comparing = compare(prior=ReplayedStudy([file], frame_picture=made.getvalue()))
    expect(comparing.caption(1, "preview")).to_have_text("voorbeeld van de server, niet op volle kwaliteit")
    assert comparing.pixel(1, 0.5, 0.5) == (90, 90, 90)
    expect(comparing.caption(1, "window")).to_be_hidden()
    comparing.press("d")
    box = comparing.side(1).locator(".pic").bounding_box()
    assert box is not None
    mouse = comparing.opened.page.mouse
    mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.up()
    expect(comparing.side(1).locator(".measured")).to_have_text("Hier is niet te meten")
    expect(comparing.caption(0, "preview")).to_be_hidden()


def shifted(dataset: Dataset) -> None:
    dataset.BitsStored, dataset.HighBit = 12, 15


def tabled(dataset: Dataset) -> None:
    del dataset.RescaleSlope, dataset.RescaleIntercept, dataset.RescaleType
    table = Dataset()
    table.add_new(0x00283002, "US", [4, 0, 16])
    table.ModalityLUTType = "US"
    table.add_new(0x00283006, "OW", bytes(8))
    dataset.ModalityLUTSequence = [table]


@pytest.mark.hazard("H23")
@pytest.mark.parametrize("change", [shifted, tabled])
def test_values_that_the_page_would_read_otherwise_are_left_to_the_service(
    compare: Compare, change: scanned.Change
) -> None:
    made = BytesIO()
    Image.new("RGB", (64, 64), (90, 90, 90)).save(made, "JPEG", quality=95)
    files = scanned.ct(UID, 1, first_mm=0, step_mm=5, change=change)
    comparing = compare(prior=ReplayedStudy(files, frame_picture=made.getvalue()))
    expect(comparing.caption(1, "preview")).to_have_text("voorbeeld van de server, niet op volle kwaliteit")
    assert comparing.pixel(1, 0.5, 0.5) == (90, 90, 90)
    expect(comparing.caption(1, "window")).to_be_hidden()


def test_a_frame_of_a_size_that_no_page_can_hold_is_refused(compare: Compare) -> None:
    def huge(dataset: Dataset) -> None:
        dataset.Rows = dataset.Columns = 65535

    comparing = compare(prior=ReplayedStudy(scanned.radiograph(UID, change=huge)))
    expect(comparing.side(1)).to_contain_text("geen beelden die hier te tonen zijn")
    the_rest_stays(comparing)


def test_fewer_images_than_announced_are_counted_out(compare: Compare) -> None:
    prior = stack(withheld={f"{UID}.1.2", f"{UID}.1.3"})
    comparing = compare(prior=prior)
    expect(comparing.caption(1, "place")).to_have_text("Beeld 6 van 9")
    expect(comparing.side(1)).to_contain_text("9 van 11 beelden: de rest kwam niet van UMC Rijnmond")


def test_what_is_no_image_is_named(compare: Compare) -> None:
    film = scanned.instance(SecondaryCaptureImageStorage, UID, 2, 1, scanned.disc(8, 0))
    film.Modality = "XC"
    film.SOPClassUID = "1.2.840.10008.5.1.4.1.1.77.1.1.1"
    files = [*stack().files, scanned.encapsulated(scanned.written(film), str(MPEG2MPML))]
    comparing = compare(prior=ReplayedStudy(files))
    expect(comparing.side(1)).to_contain_text("Ook in dit onderzoek: endoscopiefilm")
    expect(comparing.caption(1, "place")).to_have_text("Beeld 6 van 11")


def test_a_study_of_nothing_but_a_film_says_so(compare: Compare) -> None:
    film = scanned.instance("1.2.840.10008.5.1.4.1.1.77.1.1.1", UID, 1, 1, scanned.disc(8, 0))
    film.Modality = "ES"
    comparing = compare(prior=ReplayedStudy([scanned.encapsulated(scanned.written(film), str(MPEG2MPML))]))
    expect(comparing.side(1)).to_contain_text("Dit onderzoek heeft geen beelden die hier te tonen zijn.")
    expect(comparing.side(1)).to_contain_text("film")


def test_a_view_that_does_not_load_can_be_asked_for_again(open_page: OpenPage) -> None:
    replay = open_page.replay
    replay.images.studies = {PRIOR: stack()}
    replay.broken_assets = {"surface-"}
    open_page.expected_faults = "503"
    open_page.question.send(PATIENT, HOLDERS, row(PRIOR, date="2025-09-11", custodian=OTHER), COMPLETE)
    open_page.row("11-09-2025").click()
    open_page.page.keyboard.press("Enter")
    view = open_page.page.locator(".compare")
    expect(view).to_contain_text("De beeldweergave kon niet worden opgehaald.")
    replay.broken_assets = set()
    view.get_by_role("button", name="Terug naar de lijst").click()
    expect(open_page.row("11-09-2025")).to_be_focused()


def test_images_still_on_their_way_are_counted(compare: Compare) -> None:
    gate = threading.Event()
    prior = stack(gate=gate, ungated=f"{UID}.1.6")
    comparing = compare(prior=prior)
    comparing.places("Beeld 11 van 21", "Beeld 6 van 11")
    expect(comparing.caption(1, "loaded")).to_have_text("geladen 1 van 11")
    rail = comparing.side(1).locator(".rail .here")
    expect(rail).to_have_attribute("d", "M0 5H1V6H0Z")
    comparing.press("ArrowDown")
    expect(comparing.caption(1, "awaited")).to_have_text("Beeld 7 wordt opgehaald…")
    expect(comparing.caption(1, "place")).to_have_text("Beeld 6 van 11")
    gate.set()
    expect(comparing.caption(1, "place")).to_have_text("Beeld 7 van 11")
    expect(comparing.caption(1, "loaded")).to_have_text("geladen 11 van 11")
    expect(rail).to_have_attribute("d", "M0 0H1V11H0Z")
