"""A concern as a Task: it comes back as it went, names no patient, and nonsense is refused."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tijdlijn.domain.concern import Concern, ConcernKind, ConcernState, Handling
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import StudyInstanceUID
from tijdlijn.wire.fhir.task import concern_to_task, handled_to_task, read_concern, read_handling

pytestmark = pytest.mark.requirement("T4.11.queue")
ID = UUID("5a3f7f66-4a43-4c58-9d2f-0c8f7a5f1b11")
STUDY = Concern(ID, ConcernKind.WRONG_SIDE, "links is rechts", study_uid=StudyInstanceUID("2.25.7"))
REPORT = Concern(ID, ConcernKind.WRONG_REPORT, report_id="2.25.9")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize("concern", [STUDY, REPORT])
def test_a_concern_comes_back_as_it_went(concern: Concern) -> None:
    assert read_concern(concern_to_task(concern)) == concern


@pytest.mark.parametrize("state", list(ConcernState))
def test_what_became_of_it_comes_back_as_it_went(state: ConcernState) -> None:
    handling = Handling(state, NOW, "hersteld")
    assert read_handling(handled_to_task(STUDY, handling)) == handling


def test_a_task_names_no_patient() -> None:
    assert "for" not in json.loads(concern_to_task(STUDY))


def test_a_status_of_another_server_is_never_taken_for_settled() -> None:
    task = json.loads(handled_to_task(STUDY, Handling(ConcernState.RECEIVED, NOW)))
    changed = json.dumps(task | {"status": "on-hold"}).encode()
    assert read_handling(changed).state is ConcernState.IN_PROGRESS


@pytest.mark.parametrize(
    "change",
    [
        {"id": "one"},
        {"id": None},
        {"code": None},
        {"code": {"coding": [{"system": "http://elsewhere", "code": "wrong-side"}]}},
        {"code": {"coding": [{"system": "https://tijdlijn.example/fhir/CodeSystem/concern", "code": "x"}]}},
        {"focus": {}},
        {"focus": {"identifier": {"system": "urn:dicom:uid", "value": "no uid"}}},
        {"focus": {"identifier": {"system": "http://elsewhere", "value": "7"}}},
        {"description": "x" * 2001},
        {"resourceType": "List"},
    ],
)
def test_nonsense_is_refused(change: dict[str, Any]) -> None:
    task = json.loads(concern_to_task(STUDY)) | change
    with pytest.raises(InputInvalid):
        read_concern(json.dumps(task).encode())


@pytest.mark.parametrize("change", [{"status": None}, {"lastModified": None}, {"lastModified": "2026"}])
def test_what_says_nothing_of_its_state_is_refused(change: dict[str, Any]) -> None:
    task = json.loads(handled_to_task(STUDY, Handling(ConcernState.RECEIVED, NOW))) | change
    with pytest.raises(InputInvalid):
        read_handling(json.dumps(task).encode())
