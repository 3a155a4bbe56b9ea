"""An object filed under the wrong patient: its own header is compared with the record before it is read."""

import json
from typing import Any

import pytest

from tests.component.timeline.test_documents import pdf_file
from tests.lib.dicom_files import dicom_file
from tests.lib.ecg_files import channel, ecg_file, waveform_group
from tests.lib.image_desk import Desk
from tests.lib.structured_files import structured_file, text_item
from tests.lib.study_images import opened, path_of

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
