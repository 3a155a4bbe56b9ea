"""What a browser gets under `/dw` of what is no picture: a page, a drawing, a document, a film, its file."""

import json
from io import BytesIO

import pytest
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID

from tests.component.timeline.test_images import STUDY_PATH, path_of
from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.ecg_files import channel, ecg_file, waveform_group
from tests.lib.image_desk import Desk, DeskBrowser
from tests.lib.page_replay import one_page_pdf
from tests.lib.structured_files import (
    KEY_OBJECTS,
    container,
    reference_item,
    structured_file,
    text_item,
)
from tijdlijn.domain.errors import PeerError
from tijdlijn.runtime.http_client import HttpResponse
from tijdlijn.wire.dicom.sop_classes import STORAGE
from tijdlijn.wire.dicom.structured import STYLE_SOURCE

PDF = one_page_pdf("Uitslag")
ECG = ecg_file(waveform_group([channel("I")], [[0, 400] * 500]))


def pdf_file(document: bytes = PDF, **attributes: object) -> bytes:
    values = {
        "SOPClassUID": f"{STORAGE}.104.1",
        "Modality": "DOC",
        "EncapsulatedDocument": document,
    } | attributes
    return dicom_file(pixels=False, MIMETypeOfEncapsulatedDocument="application/pdf", **values)  # type: ignore[arg-type]


def film_file(stream: bytes, syntax: str = "1.2.840.10008.1.2.4.102") -> bytes:
    """A film of several fragments, as long ones are stored."""
    dataset = dcmread(
        BytesIO(dicom_file(SOPClassUID=f"{STORAGE}.77.1.1.1", Modality="ES", encapsulated=True))
    )
    dataset.PixelData = encapsulate([stream], fragments_per_frame=3)
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    written = BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    return written.getvalue()


async def rendered(desk: Desk, file: bytes, accept: str = "*/*", *others: bytes) -> HttpResponse:
    desk.holder.files = [file, *others]
    browser = await (await desk.open_browser()).opened(STUDY)
    return await browser.get(f"{path_of(file)}/rendered", accept)


def policy_of(answer: HttpResponse) -> dict[str, str]:
    directives = (one.strip().partition(" ") for one in answer.headers["content-security-policy"].split(";"))
    return {name: sources for name, _, sources in directives}


@pytest.mark.requirement("T3.5.sr")
@pytest.mark.hazard("H10")
async def test_a_structured_report_is_a_page_in_a_sandbox_without_scripts(desk: Desk) -> None:
    answer = await rendered(
        desk, structured_file("Verslag", text_item("Bevinding", "<script>x</script>")), "text/html"
    )
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert policy_of(answer) == {
        "sandbox": "",
        "default-src": "'none'",
        "frame-ancestors": "'self'",
        "style-src": STYLE_SOURCE,
    }
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    page = answer.body.decode()
    assert "<b>Bevinding:</b> &lt;script&gt;x&lt;/script&gt;" in page
    assert "Patiënt volgens dit bestand" in page


async def test_the_words_around_a_report_are_in_the_language_of_the_page(desk: Desk) -> None:
    file = structured_file("Verslag", text_item("Bevinding", "x"))
    desk.holder.files = [file]
    browser = await (await desk.open_browser()).opened(STUDY)
    browser.cookies["tijdlijn_timeline_language"] = "en"
    page = (await browser.get(f"{path_of(file)}/rendered")).body.decode()
    assert '<html lang="en">' in page
    assert "Patient according to this file" in page


async def test_a_report_comes_in_the_theme_that_the_page_has(desk: Desk) -> None:
    file = structured_file("Verslag", text_item("Bevinding", "x"))
    desk.holder.files = [file]
    browser = await (await desk.open_browser()).opened(STUDY)
    for asked, theme in (("?theme=dim", ' data-theme="dim"'), ("?theme=%22%3E", ""), ("", "")):
        page = (await browser.get(f"{path_of(file)}/rendered{asked}")).body.decode()
        assert page.startswith(f'<!DOCTYPE html><html lang="nl"{theme}><head>')


@pytest.mark.requirement("T3.5.key-objects")
async def test_marked_images_are_named_by_the_numbers_that_the_manifest_has(desk: Desk) -> None:
    image = dicom_file(SeriesNumber=4, SeriesDescription="Axiaal", InstanceNumber=31)
    uid = str(dcmread(BytesIO(image)).SOPInstanceUID)
    file = structured_file(
        "Of Interest",
        reference_item("IMAGE", uid),
        reference_item("IMAGE", "2.25.404"),
        sop_class=KEY_OBJECTS,
        SeriesInstanceUID="2.25.201",
    )
    page = (await rendered(desk, file, "text/html", image)).body.decode()
    assert "serie 4 (Axiaal) · beeld 31 · CT Image" in page
    assert "niet in dit onderzoek" in page


@pytest.mark.requirement("T3.5.ecg")
async def test_an_ecg_is_a_drawing_in_a_sandbox(desk: Desk) -> None:
    answer = await rendered(desk, ECG, "image/svg+xml")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert policy_of(answer)["default-src"] == "'none'"
    assert "sandbox" in policy_of(answer)
    assert answer.body.startswith(b"<svg ")


@pytest.mark.requirement("T3.5.pdf")
async def test_an_encapsulated_pdf_comes_as_it_stands_in_the_file(desk: Desk) -> None:
    answer = await rendered(desk, pdf_file(PDF + bytes(200_001)), "application/pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body.rstrip(b"\0") == PDF
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.requirement("T3.5.video")
@pytest.mark.parametrize(
    ("begins_with", "media_type"),
    [
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"G" + bytes(187) + b"G", "video/mp2t"),
        (b"\0\0\x01\xb3", "video/mpeg"),
    ],
)
async def test_a_film_comes_as_its_stream_under_the_type_that_its_bytes_have(
    desk: Desk, begins_with: bytes, media_type: str
) -> None:
    stream = begins_with + bytes(range(256)) * 1000
    answer = await rendered(desk, film_file(stream), "video/*")
    assert (answer.status, answer.headers["content-type"]) == (200, media_type)
    assert answer.body[: len(stream)] == stream
    assert len(answer.body) - len(stream) < 8


@pytest.mark.requirement("T3.5.unknown")
@pytest.mark.parametrize(
    "file",
    [
        dicom_file(pixels=False, SOPClassUID=f"{STORAGE}.481.3", Modality="RTSTRUCT"),
        dicom_file(pixels=False, SOPClassUID=f"{STORAGE}.11.1", Modality="PR"),
        dicom_file(pixels=False, SOPClassUID=f"{STORAGE}.66", Modality="OT"),
        dicom_file(pixels=False, SOPClassUID="1.2.3.4", Modality="OT"),
        dicom_file(pixels=False, SOPClassUID=f"{STORAGE}.9.4.1", Modality="AU"),
        pdf_file(b"<ClinicalDocument/>  ", SOPClassUID=f"{STORAGE}.104.2"),
    ],
    ids=["structures", "presentation", "raw", "unknown", "sound", "cda"],
)
async def test_what_cannot_be_shown_has_no_rendered_form_and_can_be_had_as_its_file(
    desk: Desk, file: bytes
) -> None:
    assert (await rendered(desk, file)).status == 406
    browser = await (await desk.open_browser(context_id="other")).opened(STUDY)
    answer = await browser.get(path_of(file), 'application/dicom; transfer-syntax="*"')
    assert (answer.status, answer.body) == (200, file)
    assert answer.headers["content-type"].startswith("application/dicom; transfer-syntax=1.2.840.10008.1.2")
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["cache-control"] == "no-store"


async def test_one_file_by_itself_is_given_only_of_one_instance_and_as_it_is_stored(desk: Desk) -> None:
    file = film_file(bytes(300))
    desk.holder.files = [file]
    browser = await (await desk.open_browser()).opened(STUDY)
    assert (await browser.get(STUDY_PATH, "application/dicom")).status == 406
    assert (await browser.get(path_of(file), "application/dicom")).status == 406
    assert (await browser.get(path_of(file), 'application/dicom; transfer-syntax="*"')).body == file


@pytest.mark.requirement("T3.1.negotiation")
@pytest.mark.parametrize(
    "file",
    [structured_file("V", text_item("a", "b")), ECG, pdf_file(), film_file(b"\0\0\0\x20ftypisom" * 40)],
)
async def test_a_form_that_this_is_not_is_not_acceptable(desk: Desk, file: bytes) -> None:
    answer = await rendered(desk, file, "image/jpeg")
    assert (answer.status, json.loads(answer.body)["resourceType"]) == (406, "OperationOutcome")


def deep_report() -> bytes:
    deepest = text_item("Bodem", "x")
    for _ in range(40):
        deepest = container("Dieper", deepest)
    return structured_file("Verslag", deepest)


async def opened_beside_a_good_one(desk: Desk, file: bytes) -> DeskBrowser:
    good = structured_file("Goed", text_item("Bevinding", "x"), SeriesInstanceUID="2.25.201")
    desk.holder.files = [file, good]
    return await (await desk.open_browser()).opened(STUDY)


async def check_the_other_is_read(desk: Desk, browser: DeskBrowser) -> None:
    page = (await browser.get(f"{path_of(desk.holder.files[1])}/rendered")).body.decode()
    assert "<b>Bevinding:</b> x" in page


@pytest.mark.requirement("T3.1.hostile")
@pytest.mark.parametrize(
    "file",
    [
        deep_report(),
        structured_file("Verslag", ContentSequence=None, ConceptNameCodeSequence=None),
        ecg_file(waveform_group([channel("I")], [[0]], hz="0")),
        film_file(b"x" * 2000)[:-1900],
    ],
    ids=["deep", "empty", "no-frequency", "film"],
)
async def test_a_hostile_or_damaged_object_is_the_holders_fault_and_the_rest_is_read(
    desk: Desk, file: bytes
) -> None:
    browser = await opened_beside_a_good_one(desk, file)
    assert (await browser.get(f"{path_of(file)}/rendered")).status == 502
    await check_the_other_is_read(desk, browser)


@pytest.mark.requirement("T3.1.cut-off")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize("whole", [film_file(b"x" * 9000), pdf_file(PDF * 20)], ids=["film", "pdf"])
async def test_a_film_or_document_that_is_cut_off_never_looks_whole(desk: Desk, whole: bytes) -> None:
    file = whole[:-3000]
    browser = await opened_beside_a_good_one(desk, file)
    with pytest.raises(PeerError):
        await browser.get(f"{path_of(file)}/rendered")
    await check_the_other_is_read(desk, browser)
