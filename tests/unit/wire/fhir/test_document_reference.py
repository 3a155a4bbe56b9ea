"""Entries over the border and back, and what a study and a report have alike."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from tests.unit.wire.fhir.entries import (
    BASE,
    HOLDER,
    PATIENT,
    REPORT,
    RIJNMOND,
    STUDY,
    read,
    read_report,
    read_study,
    report_json,
    reports,
    studies,
    study_json,
)
from tijdlijn.domain.bsn import BSN_SYSTEM, Bsn
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.study import Report, Study
from tijdlijn.wire.fhir.document_reference import (
    DIALECT,
    entry_id,
    read_document_reference,
    report_to_document_reference,
    study_to_document_reference,
)


@pytest.mark.requirement("A51", "A14", "A22", "B25", "B27")
@given(studies)
def test_every_study_comes_back_as_it_went(study: Study) -> None:
    raw = study_to_document_reference(study, holder=HOLDER, patient=PATIENT)

    entry, patient = read(raw)

    assert entry.content == study
    assert patient == PATIENT
    assert (entry.custodian, entry.route_id, entry.dialect, entry.raw) == (RIJNMOND, "route-1", DIALECT, raw)
    assert entry.entry_id == entry_id(RIJNMOND, study.study_uid.value)


@pytest.mark.requirement("A51", "A9", "A11", "B30")
@given(reports)
def test_every_report_comes_back_as_it_went(report: Report) -> None:
    raw = report_to_document_reference(report, holder=HOLDER, patient=PATIENT)

    entry, patient = read(raw)

    absolute = tuple(replace(one, locator=f"{BASE}/{one.locator}") for one in report.renditions)
    assert entry.content == replace(report, renditions=absolute)
    assert patient == PATIENT
    assert entry.custodian == RIJNMOND


def test_a_base_address_with_a_closing_slash_is_the_same() -> None:
    slashed = replace(HOLDER, base_url=f"{BASE}/")
    raw = report_to_document_reference(REPORT, holder=slashed, patient=PATIENT)

    assert raw == report_to_document_reference(REPORT, holder=HOLDER, patient=PATIENT)
    assert read_document_reference(raw, route_id="route-1", base_url=f"{BASE}/") == read(raw)


@pytest.mark.requirement("A21", "B50")
def test_author_and_institution_are_found_by_their_kind() -> None:
    resource = report_json()
    resource["author"] = [
        {"reference": "Organization/1", "display": "UMC Rijnmond"},
        {"reference": f"{BASE}/PractitionerRole/2", "display": "dr. R. Test-Radioloog"},
    ]
    assert read_report(resource).author == "dr. R. Test-Radioloog"

    images = study_json()
    images["author"] = resource["author"]
    assert read_study(images).institution_name == "UMC Rijnmond"


def test_other_contained_resources_and_unknown_elements_do_no_harm() -> None:
    resource = study_json() | {"hash": "x", "text": {"div": "<div/>"}, "meta": {"tag": []}}
    resource["contained"] = [{"resourceType": "Organization", "id": "o", "name": 7}, *resource["contained"]]
    assert read_study(resource) == STUDY


@pytest.mark.requirement("B5", "T2.3.one-patient")
def test_an_entry_that_does_not_name_its_patient_says_so() -> None:
    resource = study_json()
    resource["subject"] = {"reference": "Patient/1"}
    assert read(json.dumps(resource).encode())[1] is None


def test_the_patient_may_be_named_by_oid_or_in_the_contained_resource() -> None:
    resource = study_json()
    resource["subject"] = {
        "identifier": {"system": "urn:oid:2.16.840.1.113883.2.4.6.3", "value": "999900018"}
    }
    assert read(json.dumps(resource).encode())[1] == Bsn("999900018")

    resource["subject"] = {"reference": "#patient"}
    resource["contained"][0]["identifier"] = [{"system": BSN_SYSTEM, "value": "999900018"}]
    assert read(json.dumps(resource).encode())[1] == Bsn("999900018")


def test_the_same_study_has_the_same_id_at_one_holder_and_another_elsewhere() -> None:
    uid = STUDY.study_uid.value
    assert entry_id(RIJNMOND, uid) == entry_id(RIJNMOND, uid)
    assert entry_id(RIJNMOND, uid) != entry_id(Ura("90000103"), uid)
