"""What a study holds besides images: opened in its pane, or named with its file to be had."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from pydicom import dcmread
from pydicom.filebase import DicomBytesIO

from tests.component.page.comparing import CURRENT, PRIOR, Compare, Comparing, compare
from tests.lib import scanned
from tests.lib.dicom_files import dicom_file
from tests.lib.ecg_files import channel, ecg_file, waveform_group
from tests.lib.page_replay import one_page_pdf
from tests.lib.page_rows import OTHER, row
from tests.lib.replayed_images import ReplayedStudy
from tests.lib.structured_files import (
    DOSE,
    KEY_OBJECTS,
    number_item,
    reference_item,
    structured_file,
    text_item,
)
from tijdlijn.wire.dicom.sop_classes import STORAGE

__all__ = ["compare"]

ROOT = "2.25.2"
IMAGES = scanned.ct(ROOT, 3, first_mm=0, step_mm=5)


def of_study(number: int, **attributes: object) -> dict[str, object]:
    """What makes an object one of the prior study, in a series of its own."""
    uids = {
        "StudyInstanceUID": ROOT,
        "SeriesInstanceUID": f"{ROOT}.{number}",
        "SOPInstanceUID": f"{ROOT}.{number}.1",
    }
    return {**uids, "SeriesNumber": number, "InstanceNumber": 1, **attributes}


REPORT = structured_file(
    "Verslag van metingen",
    text_item("Bevinding", "Aneurysma <b onclick=x>van de aorta</b>."),
    number_item("Lengte", "46.5", "mm"),
    **of_study(50, SeriesDescription="Metingen"),  # type: ignore[arg-type]
)
DOSES = structured_file(
    "Dosisrapport",
    text_item("Protocol", "Buik"),
    **of_study(51, sop_class=DOSE),  # type: ignore[arg-type]
)
MARKED = structured_file(
    "Of Interest",
    reference_item("IMAGE", f"{ROOT}.1.2"),
    **of_study(52, sop_class=KEY_OBJECTS),  # type: ignore[arg-type]
)
ECG = ecg_file(waveform_group([channel("II")], [[0, 400] * 500]), **of_study(53))
PDF = dicom_file(
    pixels=False,
    **of_study(  # type: ignore[arg-type]
        54,
        SOPClassUID=f"{STORAGE}.104.1",
        Modality="DOC",
        EncapsulatedDocument=one_page_pdf("Brief"),
        MIMETypeOfEncapsulatedDocument="application/pdf",
    ),
)
STRUCTURES = dicom_file(
    pixels=False,
    **of_study(55, SOPClassUID=f"{STORAGE}.481.3", Modality="RTSTRUCT"),  # type: ignore[arg-type]
)
UNKNOWN = dicom_file(pixels=False, **of_study(56, SOPClassUID="1.2.3.4", Modality="OT"))  # type: ignore[arg-type]


def beside(compare: Compare, *others: bytes, images: list[bytes] | None = None) -> Comparing:
    """Open a prior that holds these objects besides its images."""
    return compare(prior=ReplayedStudy([*(IMAGES if images is None else images), *others]))


def listed(comparing: Comparing) -> Locator:
    """The open list of the prior's objects."""
    others = comparing.side(1).locator(".others")
    others.locator("summary").click()
    return others.locator("li")


def opened(comparing: Comparing, name: str) -> Locator:
    """Open one of them from the list; its reader."""
    listed(comparing).filter(has_text=name).get_by_role("button", name="Openen").click()
    return comparing.side(1).locator(".reader")


@pytest.mark.requirement("T3.5.sr")
def test_a_structured_report_is_read_in_a_sandbox_in_the_pane(compare: Compare) -> None:
    reader = opened(beside(compare, REPORT), "gestructureerd verslag · Metingen")
    frame = reader.locator("iframe")
    assert frame.get_attribute("sandbox") == ""
    assert str(frame.get_attribute("src")).startswith("blob:")
    page = reader.frame_locator("iframe")
    expect(page.get_by_role("heading", level=1)).to_have_text("Verslag van metingen")
    expect(page.locator("body")).to_contain_text("Aneurysma <b onclick=x>van de aorta</b>.")
    expect(page.locator("body")).to_contain_text("Lengte: 46,5 mm")
    # Its stylesheet is let through by the policy of the page.
    expect(page.locator("body")).to_have_css("max-width", "960px")


def test_a_report_has_the_theme_of_the_page(compare: Compare) -> None:
    comparing = beside(compare, REPORT)
    comparing.opened.page.get_by_role("button", name="Gedimd").click()
    page = opened(comparing, "Metingen").frame_locator("iframe")
    expect(page.locator("body")).to_have_css("background-color", "rgb(11, 12, 14)")


@pytest.mark.requirement("T3.5.key-objects")
def test_doses_and_marked_images_are_named_for_what_they_are(compare: Compare) -> None:
    comparing = beside(compare, DOSES, MARKED)
    expect(comparing.side(1).locator("summary")).to_have_text(
        "Ook in dit onderzoek: stralingsdosis, gemarkeerde beelden"
    )
    reader = opened(comparing, "gemarkeerde beelden")
    expect(reader.frame_locator("iframe").locator("header")).to_contain_text("Gemarkeerde beelden")


@pytest.mark.requirement("T3.5.ecg")
def test_an_ecg_is_drawn_as_an_image(compare: Compare) -> None:
    reader = opened(beside(compare, ECG), "ECG met 12 afleidingen")
    picture = reader.locator("img")
    expect(picture).to_be_visible()
    assert str(picture.get_attribute("src")).startswith("blob:")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth > 900)")


@pytest.mark.requirement("T3.5.pdf")
def test_a_document_goes_to_the_browsers_own_reader(compare: Compare) -> None:
    reader = opened(beside(compare, PDF), "pdf-document")
    expect(reader.locator("iframe.pdf")).to_have_attribute("title", "pdf-document")


@pytest.mark.requirement("T3.5.unknown")
@pytest.mark.hazard("H51")
def test_what_cannot_be_shown_is_said_and_its_file_can_be_had(compare: Compare, tmp_path: Path) -> None:
    comparing = beside(compare, UNKNOWN)
    said = comparing.side(1).locator(".unshown")
    expect(said).to_have_text(
        "Dit onderzoek bevat 1 object dat hier niet getoond kan worden (onbekende soort 1.2.3.4) · Downloaden"
    )
    with comparing.opened.page.expect_download() as download:
        said.get_by_role("button", name="Downloaden").click()
    assert download.value.suggested_filename == "other-56-1.dcm"
    download.value.save_as(tmp_path / "object.dcm")
    assert (tmp_path / "object.dcm").read_bytes() == UNKNOWN


@pytest.mark.requirement("T3.5.unknown")
def test_several_that_cannot_be_shown_are_named_and_listed(compare: Compare) -> None:
    comparing = beside(compare, UNKNOWN, STRUCTURES)
    expect(comparing.side(1).locator(".unshown")).to_contain_text(
        "2 objecten die hier niet getoond kunnen worden (ingetekende structuren voor radiotherapie, "
        "onbekende soort 1.2.3.4)"
    )
    rows = listed(comparing)
    expect(rows).to_have_count(2)
    expect(rows.first.get_by_role("button")).to_have_text(["Downloaden"])


def test_a_study_without_images_shows_at_once_what_it_has(compare: Compare) -> None:
    comparing = beside(compare, ECG, images=[])
    expect(comparing.side(1).locator(".reader img")).to_be_visible()
    comparing.side(1).get_by_role("button", name="Terug naar de beelden").click()
    expect(comparing.side(1)).to_contain_text("Dit onderzoek heeft geen beelden die hier te tonen zijn.")


def test_escape_leaves_the_reader_and_not_the_images(compare: Compare) -> None:
    comparing = beside(compare, ECG)
    reader = opened(comparing, "ECG")
    expect(reader.locator("img")).to_be_visible()
    comparing.press("Escape")
    expect(reader).to_be_hidden()
    expect(comparing.caption(1, "place")).to_have_text("Beeld 2 van 3")
    expect(comparing.side(1).locator("summary")).to_be_focused()


def test_another_prior_takes_what_is_read_with_it(compare: Compare) -> None:
    rows = (
        row(CURRENT),
        row(PRIOR, date="2025-09-11", custodian=OTHER),
        row("mr", date="2023-05-05", modality="MR", description="MR lwk", custodian=OTHER),
    )
    comparing = compare(
        rows=rows,
        prior=ReplayedStudy([*IMAGES, REPORT]),
        studies={"mr": ReplayedStudy(scanned.mr("2.25.4", 5))},
    )
    reader = opened(comparing, "verslag")
    expect(reader.locator("iframe")).to_be_visible()
    comparing.side(0).locator(".rail").focus()
    comparing.press("]")
    comparing.places("Beeld 11 van 21", "Beeld 3 van 5")
    expect(comparing.opened.page.locator(".reader iframe")).to_have_count(0)
    expect(comparing.side(1).locator(".others")).to_be_empty()


@pytest.mark.requirement("T3.1.hostile")
@pytest.mark.parametrize(
    ("status", "says"),
    [
        (502, "Dit object is hier niet te lezen."),
        (404, "Dit object wordt niet gegeven."),
        (504, "Dit object kon niet worden opgehaald."),
        (409, "Dit object noemt een andere persoon dan het dossier; het is niet getoond."),
    ],
)
def test_trouble_with_an_object_is_said_in_its_place_and_the_rest_lives_on(
    compare: Compare, status: int, says: str
) -> None:
    prior = ReplayedStudy([*IMAGES, REPORT], broken={f"{ROOT}.50.1": (status, "text/html", b"<h1>fout</h1>")})
    comparing = compare(prior=prior)
    reader = opened(comparing, "verslag")
    expect(reader.locator(".note")).to_contain_text(says)
    expect(reader.locator(".note")).to_contain_text("UMC Rijnmond")
    expect(comparing.caption(0, "place")).to_have_text("Beeld 11 van 21")
    prior.broken.clear()
    reader.get_by_role("button", name="Opnieuw").click()
    expect(reader.frame_locator("iframe").locator("h1")).to_have_text("Verslag van metingen")


def test_files_are_of_one_study() -> None:
    for file in (*IMAGES, REPORT, DOSES, MARKED, ECG, PDF, STRUCTURES, UNKNOWN):
        assert dcmread(DicomBytesIO(file)).StudyInstanceUID == ROOT
