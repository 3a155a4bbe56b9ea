"""An object filed under the wrong patient: its own header is compared with the record before it is read."""

import json
from typing import Any

import pytest

from tests.component.timeline.test_documents import pdf_file
from tests.component.timeline.test_images import PART10
from tests.component.timeline.test_made_by_holder import frames_of, headers_of
from tests.lib.dicom_files import STUDY, dicom_file
from tests.lib.ecg_files import channel, ecg_file, waveform_group
from tests.lib.image_desk import Desk
from tests.lib.structured_files import structured_file, text_item
from tests.lib.study_images import opened, path_of
from tijdlijn.domain.errors import PeerUnreachable

WAVES = [waveform_group([channel("I")], [[0, 400] * 500])]


@pytest.mark.hazard("H3", "H10")
@pytest.mark.requirement("T3.5.person")
@pytest.mark.parametrize("says", [{"PatientBirthDate": "19820101"}, {"PatientSex": "M"}])
async def test_what_names_another_person_is_not_read_and_the_rest_is(
    desk: Desk, says: dict[str, Any]
) -> None:
    report = structured_file("Verslag", text_item("Bevinding", "van een ander"), **says)
    others = [report, ecg_file(*WAVES, **says), pdf_file(**says), dicom_file(**says)]
    own = [dicom_file(), pdf_file(PatientName="Test-Aneurysma-Anders^T.", PatientBirthDate=None)]
    browser = await opened(desk, *own, *others)
    for file in others:
        answer = await browser.get(f"{path_of(file)}/rendered")
        assert (answer.status, json.loads(answer.body)["resourceType"]) == (409, "OperationOutcome")
    for file in own:
        assert (await browser.get(f"{path_of(file)}/rendered")).status == 200


BIRTH_DATE, SEX = "00100030", "00100040"
OTHERS = [{"PatientBirthDate": "19820101"}, {"PatientSex": "M"}]
TOLD_BY_HOLDER = [
    {BIRTH_DATE: {"vr": "DA", "Value": ["19820101"]}},
    {SEX: {"vr": "CS", "Value": ["M"]}},
]


@pytest.mark.hazard("H3", "H10")
@pytest.mark.requirement("T4.12.headers")
@pytest.mark.parametrize("says", OTHERS)
async def test_nothing_of_a_file_that_names_another_person_is_given_in_any_form(
    desk: Desk, says: dict[str, Any]
) -> None:
    file = dicom_file(**says)
    browser = await opened(desk, dicom_file(), file)
    for form in ("", "/metadata", "/frames/1", "/frames/1/rendered", "/bulkdata/7FE00010", "/thumbnail"):
        answer = await browser.get(f"{path_of(file)}{form}")
        assert (answer.status, json.loads(answer.body)["resourceType"]) == (409, "OperationOutcome"), form


@pytest.mark.hazard("H3", "H10")
@pytest.mark.requirement("T4.12.headers")
async def test_a_series_ends_before_a_file_that_names_another_person(desk: Desk) -> None:
    own, file = dicom_file(), dicom_file(PatientSex="M")
    browser = await opened(desk, own, file)
    series = path_of(own).rpartition("/instances")[0]
    assert (await browser.get(f"{series}/metadata")).status == 409
    with pytest.raises(PeerUnreachable):
        await browser.get(series, PART10)


@pytest.mark.hazard("H3", "H10")
@pytest.mark.requirement("T4.12.headers")
@pytest.mark.parametrize("says", TOLD_BY_HOLDER)
async def test_headers_and_frames_that_a_holder_makes_of_another_person_are_not_given(
    desk: Desk, says: dict[str, Any]
) -> None:
    file = dicom_file()
    browser = await opened(desk, file)
    desk.holder.made = {"metadata": headers_of(desk, **says), "frames": frames_of(b"another's")}
    for form in ("/metadata", "/frames/1"):
        answer = await browser.get(f"{path_of(file)}{form}")
        assert (answer.status, b"another" in answer.body.replace(b"another person", b"")) == (409, False)


@pytest.mark.hazard("H3")
@pytest.mark.requirement("T4.12.headers")
@pytest.mark.parametrize(
    "says",
    [
        {"PatientName": "Test-Partner-Test-Aneurysma^T."},
        {"PatientName": None},
        {"PatientBirthDate": None, "PatientSex": None},
        {"PatientBirthDate": None, "PatientSex": "O"},
    ],
    ids=["a partner's name", "no name", "says nothing", "says less"],
)
async def test_another_name_and_what_is_not_said_close_nothing(desk: Desk, says: dict[str, Any]) -> None:
    file = dicom_file(**says)
    browser = await opened(desk, file)
    for form in ("", "/metadata", "/frames/1", "/thumbnail"):
        assert (await browser.get(f"{path_of(file)}{form}")).status == 200, form


@pytest.mark.hazard("H3", "H10")
@pytest.mark.requirement("T4.12.opening")
@pytest.mark.parametrize("says", OTHERS)
async def test_a_study_whose_manifest_names_another_person_is_said_to_be_closed(
    desk: Desk, says: dict[str, Any]
) -> None:
    desk.holder.files = [dicom_file(**says)]
    browser = await desk.open_browser()
    answer = await browser.begin(browser.key(STUDY))
    (study,) = json.loads(answer.body)["studies"]
    assert (study["state"], study["path"], study["series"]) == ("other-person", None, None)
