"""Who the patient of a launch is, and in which contact."""

import json
from datetime import date
from typing import Any

import pytest

from tijdlijn.domain.bsn import BSN_SYSTEM, Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.wire.fhir.launch_resources import Encounter, encounter, patient, read_encounter, read_patient

PATIENT = Bsn("999900006")
PERSON = Demographics("Test-Aneurysma, T. (Tjitske)", VagueDate("1951-03-14"), Sex.FEMALE)


def test_a_patient_comes_back_as_it_went() -> None:
    assert read_patient(patient("p-1", PATIENT, PERSON)) == (PATIENT, PERSON)


@pytest.mark.requirement("B4")
def test_a_patient_without_bsn_is_a_patient() -> None:
    assert read_patient(patient("p-1", None, Demographics())) == (None, Demographics())


@pytest.mark.requirement("B1", "B3")
@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    "change",
    [
        {"identifier": [{"system": BSN_SYSTEM, "value": "123456780"}]},
        {"identifier": [{"system": BSN_SYSTEM}]},
        {"identifier": [{"system": BSN_SYSTEM, "value": v} for v in ("999900006", "999900018")]},
        {"birthDate": "14-03-1951"},
        {"resourceType": "Person"},
    ],
)
def test_a_patient_whose_identity_is_in_doubt_is_refused(change: dict[str, Any]) -> None:
    resource = json.loads(patient("p-1", PATIENT, PERSON)) | change
    with pytest.raises(InputInvalid) as refused:
        read_patient(json.dumps(resource).encode())
    assert "1234" not in str(refused.value)
    assert "9999" not in str(refused.value)


def test_the_same_bsn_twice_is_one() -> None:
    resource = json.loads(patient("p-1", PATIENT, PERSON))
    resource["identifier"] += [
        {"system": "urn:oid:2.16.840.1.113883.2.4.6.3", "value": "999900006"},
        {"value": "P-17"},
    ]
    assert read_patient(json.dumps(resource).encode())[0] == PATIENT


@pytest.mark.parametrize(
    "content", [Encounter("SEH-bezoek", date(2026, 11, 24)), Encounter(None, None), Encounter("MDO", None)]
)
def test_a_contact_comes_back_as_it_went(content: Encounter) -> None:
    assert read_encounter(encounter("e-1", content, class_code="EMER")) == content


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ({"start": "2026-11-23T23:30:00Z"}, date(2026, 11, 24)),
        ({"start": "2026"}, None),
        ({"start": "soon"}, None),
        ({}, None),
    ],
)
def test_a_contact_began_on_a_dutch_day_or_is_not_known(period: dict[str, str], day: date | None) -> None:
    resource = {"resourceType": "Encounter", "period": period, "reasonCode": [{"text": "Verwijzing"}]}
    assert read_encounter(json.dumps(resource).encode()) == Encounter("Verwijzing", day)
