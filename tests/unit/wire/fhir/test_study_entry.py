"""The images of an entry as a reader finds them, whatever the source makes of its elements."""

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.wire.fhir.entries import STUDY, read_study, study_json
from tijdlijn.domain.identifiers import AccessionNumber, Code, SopInstanceUID, StudyInstanceUID
from tijdlijn.domain.study import Study, StudyMoment
from tijdlijn.wire.fhir import names


@pytest.mark.requirement("B38")
@pytest.mark.parametrize("prefix", ["", "urn:oid:"])
@pytest.mark.parametrize("system", ["urn:dicom:uid", "urn:ietf:rfc:3986", None])
def test_a_uid_is_read_with_and_without_prefix_in_any_system(prefix: str, system: str | None) -> None:
    resource = study_json()
    resource["context"]["related"][0]["identifier"] |= {"value": f"{prefix}1.2.3.4", "system": system}

    assert read_study(resource).study_uid == StudyInstanceUID("1.2.3.4")


@pytest.mark.requirement("B38")
def test_a_uid_is_written_one_way() -> None:
    assert study_json()["context"]["related"][0] == {
        "identifier": {
            "type": {
                "coding": [{"system": "urn:ietf:rfc:3986", "code": "urn:ihe:iti:xds:2016:studyInstanceUID"}]
            },
            "system": "urn:dicom:uid",
            "value": "urn:oid:1.2.826.0.1.3680043.10.1",
        }
    }


@pytest.mark.requirement("B25", "B28", "T4.2.ties")
def test_what_ties_a_copy_to_its_origin_goes_along_and_what_is_no_uid_is_left_out() -> None:
    study = replace(
        STUDY,
        original_uids=(StudyInstanceUID("1.2.8"), StudyInstanceUID("1.2.9")),
        instance_uids=(SopInstanceUID("1.2.3.1"),),
    )
    resource = study_json(study)
    assert read_study(resource) == study

    for extension in resource["extension"]:
        if extension["url"].endswith("original-study"):
            extension["valueIdentifier"]["value"] = "geen uid"
    assert read_study(resource) == replace(study, original_uids=())


def test_a_uid_with_leading_zeros_is_kept_and_never_repaired() -> None:
    study = replace(STUDY, study_uid=StudyInstanceUID("1.002.03"))
    assert read_study(study_json(study)).study_uid.value == "1.002.03"


@pytest.mark.requirement("B38", "B36")
@pytest.mark.parametrize(
    "format_code",
    [
        {
            "system": "http://dicom.nema.org/resources/ontology/DCMUID",
            "code": "1.2.840.10008.5.1.4.1.1.88.59",
        },
        {"system": "urn:oid:1.2.840.10008.2.6.1", "code": "urn:oid:1.2.840.10008.5.1.4.1.1.88.59"},
        {
            "system": "http://terminology.hl7.org/CodeSystem/DICOM_UIDs",
            "code": "1.2.840.10008.5.1.4.1.1.88.59",
        },
    ],
)
def test_images_are_read_whatever_their_format_is_called(format_code: dict[str, str]) -> None:
    resource = study_json()
    resource["content"][0]["format"] = format_code
    assert read_study(resource) == STUDY


@pytest.mark.requirement("B33", "A15")
def test_what_is_not_known_is_written_as_not_known() -> None:
    study = Study(study_uid=STUDY.study_uid)
    resource = study_json(study)

    unknown = {
        "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
        ]
    }
    assert resource["context"]["period"] == {"_start": unknown}
    assert resource["_date"] == unknown
    assert resource["type"] == unknown
    assert "contained" not in resource


@pytest.mark.requirement("B31")
def test_the_date_of_the_document_is_never_taken_for_the_study() -> None:
    resource = study_json()
    resource["date"] = "2026-01-01T00:00:00Z"
    del resource["context"]["period"]

    assert read_study(resource).moment == StudyMoment()


@pytest.mark.parametrize("start", ["yesterday", "2025-99-99", "2025-09-11T10:32"])
def test_an_unreadable_start_leaves_the_row_without_a_date(start: str) -> None:
    resource = study_json()
    resource["context"]["period"]["start"] = start
    assert read_study(resource).moment == StudyMoment()


@pytest.mark.requirement("A15")
@pytest.mark.parametrize(
    ("changes", "description"),
    [
        ({"description": "CT"}, "CT"),
        ({"content": [{"attachment": {"title": "Titel"}}]}, "Titel"),
        ({"type": {"text": "Verrichting"}}, "Verrichting"),
        ({}, None),
    ],
)
def test_a_description_is_read_from_where_sources_put_it(
    changes: dict[str, Any], description: str | None
) -> None:
    resource = study_json()
    for name in ("description", "type", "content"):
        del resource[name]

    assert read_study(resource | changes).description == description


@pytest.mark.requirement("B37")
def test_a_procedure_keeps_the_display_it_came_with() -> None:
    resource = study_json()
    resource["type"] = {
        "coding": [{"code": "no system"}, {"system": "urn:x", "code": "1", "display": "CT ábd"}]
    }
    assert read_study(resource).procedure == Code("urn:x", "1", "CT ábd")


@pytest.mark.requirement("B34", "B35")
def test_events_are_told_apart_by_their_system() -> None:
    resource = study_json()
    resource["context"]["event"] = [
        {"coding": [{"system": "urn:oid:1.2.840.10008.2.16.4", "code": "PT"}]},
        {"text": "iets anders"},
        {"coding": [{"system": names.SNOMED, "code": "43799004"}]},
        {"coding": [{"system": names.DCM, "code": "CT"}, {"system": "urn:x", "code": "y"}]},
        {"coding": [{"system": names.DCM, "code": "PT"}]},
        {"coding": [{"system": names.DCM, "code": "<b>"}]},
        {"coding": [{"system": names.SNOMED, "code": "2"}]},
    ]
    study = read_study(resource)

    assert study.modalities == ("PT", "CT")
    assert study.region == Code(names.SNOMED, "43799004")


@pytest.mark.requirement("B35")
def test_a_side_qualifies_its_region_as_the_dutch_profile_says() -> None:
    region = study_json()["context"]["event"][1]

    assert region["extension"] == [
        {
            "url": "http://nictiz.nl/fhir/StructureDefinition/ext-AnatomicalLocation.Laterality",
            "valueCodeableConcept": {"coding": [{"system": names.SNOMED, "code": "7771000"}]},
        }
    ]


@pytest.mark.requirement("B35")
@pytest.mark.parametrize("code", ["51440003", None])
def test_a_side_that_is_not_known_is_none(code: str | None) -> None:
    resource = study_json()
    extension = resource["context"]["event"][1]["extension"][0]
    extension["valueCodeableConcept"]["coding"][0]["code"] = code
    assert read_study(resource).laterality is None


@pytest.mark.requirement("B27")
def test_of_several_accession_numbers_the_one_with_an_issuer_counts() -> None:
    resource = study_json()
    kind = resource["context"]["related"][1]["identifier"]["type"]
    resource["context"]["related"] += [
        {"identifier": {"type": kind, "value": "B-1"}},
        {"identifier": {"type": kind, "value": "B-2", "system": "urn:oid:1.2.3"}},
    ]
    del resource["context"]["related"][1]

    assert read_study(resource).accession == AccessionNumber("B-2", "1.2.3")


def test_a_name_in_parts_is_put_together() -> None:
    resource = study_json()
    resource["contained"][0]["name"] = [{"family": "Test-Aneurysma", "given": ["T.", "A."]}]
    assert read_study(resource).demographics.name == "T. A. Test-Aneurysma"
