"""What the index is told and what it tells: an institution, a category, and never a patient."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.wire.fhir.localisation_list import (
    IMAGING,
    ListedCustodian,
    RegistrationRequest,
    encode_list,
    encode_registration,
    parse_list,
    parse_registration,
)

RIJNMOND = Ura("90000102")
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.requirement("A53", "A54")
def test_a_registration_comes_back_as_it_went() -> None:
    body = encode_registration(subject="token-and-blind", custodian=RIJNMOND)
    assert parse_registration(body) == RegistrationRequest("token-and-blind", RIJNMOND, IMAGING)


@pytest.mark.requirement("T2.3.index")
def test_an_answer_of_the_index_comes_back_as_it_went() -> None:
    assert parse_list(encode_list(list_id="7", custodian=RIJNMOND, registered_at=NOW)) == ListedCustodian(
        "7", RIJNMOND, IMAGING
    )


@pytest.mark.requirement("T2.3.index")
@pytest.mark.hazard("H5")
def test_an_answer_of_the_index_holds_no_patient_and_nothing_clinical() -> None:
    answer = json.loads(encode_list(list_id="7", custodian=RIJNMOND, registered_at=NOW))
    assert set(answer) == {"resourceType", "id", "extension", "status", "mode", "code", "date", "emptyReason"}


@pytest.mark.parametrize(
    "change",
    [
        {"subject": None},
        {"subject": {"identifier": {"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": "999900006"}}},
        {"subject": {"identifier": {"value": "x"}}},
        {"extension": []},
        {"extension": [{"url": "urn:x", "valueReference": {"identifier": {"value": "90000102"}}}]},
        {"code": None},
        {"code": {"text": "Imaging"}},
        {"resourceType": "Bundle"},
    ],
)
def test_a_registration_that_lacks_something_is_refused(change: dict[str, Any]) -> None:
    body = json.loads(encode_registration(subject="x", custodian=RIJNMOND)) | change
    with pytest.raises(InputInvalid) as refused:
        parse_registration(json.dumps(body).encode())
    assert "999900006" not in str(refused.value)


@pytest.mark.parametrize("change", [{"id": None}, {"id": ""}, {"extension": []}, {"code": {}}])
def test_an_answer_that_lacks_something_is_refused(change: dict[str, Any]) -> None:
    answer = json.loads(encode_list(list_id="7", custodian=RIJNMOND, registered_at=NOW)) | change
    with pytest.raises(InputInvalid):
        parse_list(json.dumps(answer).encode())
