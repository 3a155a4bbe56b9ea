"""Entries that cannot be used: to show them would be a guess."""

import json
from typing import Any

import pytest

from tests.unit.wire.fhir.entries import read, read_report, report_json, study_json
from tijdlijn.domain.bsn import BSN_SYSTEM
from tijdlijn.domain.errors import InputInvalid

UNUSABLE: dict[str, dict[str, Any]] = {
    "superseded": {"status": "superseded"},
    "entered in error": {"status": "entered-in-error"},
    "without status": {"status": None},
    "without custodian": {"custodian": None},
    "custodian without URA": {"custodian": {"display": "UMC Rijnmond"}},
    "custodian that is no URA": {
        "custodian": {"identifier": {"system": "http://fhir.nl/fhir/NamingSystem/ura", "value": "12"}}
    },
    "no category": {"category": []},
    "another category": {"category": [{"coding": [{"code": "LABS"}]}]},
    "no study": {"context": {"related": []}},
    "two studies": {
        "context": {
            "related": [
                {"identifier": {"system": "urn:dicom:uid", "value": "1.2.3"}},
                {"identifier": {"system": "urn:dicom:uid", "value": "1.2.4"}},
            ]
        }
    },
    "no UID": {"context": {"related": [{"identifier": {"system": "urn:dicom:uid", "value": "x"}}]}},
    "BSN that is none": {"subject": {"identifier": {"system": BSN_SYSTEM, "value": "123456789"}}},
    "birth date that is none": {"contained": [{"resourceType": "Patient", "birthDate": "14-03-1951"}]},
    "two patients": {
        "contained": [
            {"resourceType": "Patient", "identifier": [{"system": BSN_SYSTEM, "value": "999900018"}]}
        ]
    },
    "no id at all": {"id": None, "masterIdentifier": None},
    "another resource": {"resourceType": "Patient"},
    "a list where one is wanted": {"custodian": []},
    "contained is no resource": {"contained": [7]},
}


@pytest.mark.requirement("B45", "T2.6.nonsense-holder")
@pytest.mark.parametrize("change", UNUSABLE.values(), ids=UNUSABLE)
def test_what_would_be_a_guess_to_show_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputInvalid) as refused:
        read(json.dumps(study_json() | change).encode())
    assert "999900" not in str(refused.value)
    assert "1951" not in str(refused.value)


@pytest.mark.requirement("T2.6.nonsense-holder")
def test_a_report_without_a_document_is_refused() -> None:
    resource = report_json()
    resource["content"] = [{"attachment": {"url": "https://evil.example/x", "contentType": "text/plain"}}]
    with pytest.raises(InputInvalid):
        read_report(resource)
