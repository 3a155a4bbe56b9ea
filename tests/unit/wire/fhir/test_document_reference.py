"""Studies and reports over the border and back, and what a reader may and may not take."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.bsn import BSN_SYSTEM, Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import AccessionNumber, Code, StudyInstanceUID, Ura
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.study import (
    Availability,
    Laterality,
    Rendition,
    Report,
    ReportStatus,
    SourceEntry,
    Study,
    StudyMoment,
)
from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.document_reference import (
    DIALECT,
    Holder,
    entry_id,
    read_document_reference,
    report_to_document_reference,
    study_to_document_reference,
)

PATIENT = Bsn("999900006")
RIJNMOND = Ura("90000102")
BASE = "https://umc-rijnmond.localhost:8443/fhir"
HOLDER = Holder(RIJNMOND, "V5", BASE)

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
    lambda text: text == text.strip()
)
digits = st.text("0123456789", min_size=1, max_size=8)
oids = st.lists(digits, min_size=2, max_size=6).map(".".join)
uids = oids.filter(lambda text: len(text) <= 64).map(StudyInstanceUID)
days = st.dates(min_value=date(1895, 11, 8), max_value=date(2100, 1, 1))
moments = (
    st.just(StudyMoment())
    | st.builds(StudyMoment, day=days)
    | st.builds(StudyMoment, day=days, at=st.times())
)
codes = st.builds(
    Code, system=st.sampled_from([names.SNOMED, "urn:oid:1.2.3"]), code=digits, display=st.none() | words
)
accessions = st.builds(AccessionNumber, value=words, issuer=st.none() | oids)
vague_dates = days.flatmap(
    lambda day: st.sampled_from([VagueDate(day.isoformat()[:length]) for length in (4, 7, 10)])
)
people = st.builds(
    Demographics,
    name=st.none() | words,
    birth_date=st.none() | vague_dates,
    sex=st.none() | st.sampled_from(Sex),
)
counts = st.none() | st.integers(0, 2**31 - 1)
studies = st.builds(
    Study,
    study_uid=uids,
    moment=moments,
    modalities=st.lists(st.sampled_from(["CT", "MR", "US", "CR", "DX", "NM", "PT"]), unique=True).map(tuple),
    description=st.none() | words,
    procedure=st.none() | codes,
    region=st.none() | codes,
    laterality=st.none() | st.sampled_from(Laterality),
    institution_name=st.none() | words,
    accession=st.none() | accessions,
    series_count=counts,
    instance_count=counts,
    image_count=counts,
    size_bytes=st.none() | st.integers(0, 10**13),
    availability=st.sampled_from(Availability),
    demographics=people,
)
document_ids = oids | st.uuids().map(str) | st.from_regex(r"R-[0-9]{1,8}", fullmatch=True)
renditions = st.builds(
    Rendition,
    media_type=st.sampled_from(["application/pdf", "text/plain"]),
    locator=st.uuids().map(lambda name: f"Binary/{name}"),
    size_bytes=st.none() | st.integers(1, 2**31 - 1),
)
reports = st.builds(
    Report,
    report_id=document_ids,
    study_uids=st.lists(uids, max_size=3, unique=True).map(tuple),
    status=st.sampled_from(ReportStatus),
    authored_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    title=st.none() | words,
    author=st.none() | words,
    renditions=st.lists(renditions, min_size=1, max_size=2).map(tuple),
    accession=st.none() | accessions,
    appends_to=st.none() | document_ids,
    replaces=st.none() | document_ids,
    demographics=people,
)

STUDY = Study(
    study_uid=StudyInstanceUID("1.2.826.0.1.3680043.10.1"),
    moment=StudyMoment(date(2025, 9, 11), time(10, 32)),
    modalities=("CT",),
    description="CT abdomen met contrast",
    region=Code(names.SNOMED, "818981001", "buik"),
    laterality=Laterality.LEFT,
    institution_name="UMC Rijnmond",
    accession=AccessionNumber("A-17", "2.999.5"),
    series_count=3,
    instance_count=412,
    size_bytes=5_000_000_000,
    demographics=Demographics("Test-Aneurysma, T.", VagueDate("1951-03-14"), Sex.FEMALE),
)
REPORT = Report(
    report_id="2.25.4711",
    study_uids=(STUDY.study_uid,),
    status=ReportStatus.APPENDED,
    authored_at=datetime(2025, 9, 11, 12, 0, tzinfo=UTC),
    title="CT abdomen",
    author="dr. R. Test-Radioloog",
    renditions=(Rendition("application/pdf", "Binary/abc", 1234), Rendition("text/plain", "Binary/def")),
    accession=AccessionNumber("A-17", "2.999.5"),
    appends_to="2.25.4710",
)


def read(raw: bytes) -> tuple[SourceEntry, Bsn | None]:
    return read_document_reference(raw, route_id="route-1", base_url=BASE)


def study_json(study: Study = STUDY) -> dict[str, Any]:
    resource: dict[str, Any] = json.loads(study_to_document_reference(study, holder=HOLDER, patient=PATIENT))
    return resource


def report_json(report: Report = REPORT) -> dict[str, Any]:
    resource: dict[str, Any] = json.loads(
        report_to_document_reference(report, holder=HOLDER, patient=PATIENT)
    )
    return resource


def read_study(resource: dict[str, Any]) -> Study:
    content = read(json.dumps(resource).encode())[0].content
    assert isinstance(content, Study)
    return content


def read_report(resource: dict[str, Any]) -> Report:
    content = read(json.dumps(resource).encode())[0].content
    assert isinstance(content, Report)
    return content


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


@pytest.mark.requirement("B38")
def test_a_report_in_the_format_that_examples_misspell_is_read() -> None:
    resource = report_json()
    resource["content"][0]["format"] = {"system": names.IHE_FORMAT, "code": "urn.ihe.rad:PDF"}
    assert read_report(resource).renditions[0].media_type == "application/pdf"


@pytest.mark.requirement("B39")
@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/fhir/Binary/abc",
        "https://umc-rijnmond.localhost:8443/fhir/../admin",
        "https://umc-rijnmond.localhost:8443/fhir/Binary/../../admin",
        "https://umc-rijnmond.localhost:8443/fhir@evil.example/Binary/abc",
        "https://umc-rijnmond.localhost:8443/fhir/Binary/abc?patient=999900006",
        "https://umc-rijnmond.localhost:8443/fhir/Binary/%2e%2e/x",
        "file:///etc/passwd",
        "//evil.example/Binary/abc",
        "/Binary/abc",
        "",
    ],
)
def test_a_document_elsewhere_is_left_out(url: str) -> None:
    resource = report_json()
    resource["content"][0]["attachment"]["url"] = url

    assert [one.media_type for one in read_report(resource).renditions] == ["text/plain"]


def test_a_relative_address_is_the_holders_own() -> None:
    resource = report_json()
    resource["content"][0]["attachment"]["url"] = "Binary/abc"
    assert read_report(resource).renditions[0].locator == f"{BASE}/Binary/abc"


def test_an_address_is_not_taken_for_a_documents_own_size() -> None:
    resource = report_json()
    resource["content"][0]["attachment"]["size"] = 0
    assert read_report(resource).renditions[0].size_bytes is None


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


@pytest.mark.parametrize(
    ("doc_status", "relation", "status"),
    [
        ("preliminary", None, ReportStatus.PRELIMINARY),
        ("final", None, ReportStatus.FINAL),
        ("amended", None, ReportStatus.CORRECTED),
        ("amended", "replaces", ReportStatus.CORRECTED),
        ("amended", "appends", ReportStatus.APPENDED),
        ("entered-in-error", None, ReportStatus.WITHDRAWN),
        (None, None, ReportStatus.FINAL),
        ("something new", None, ReportStatus.FINAL),
    ],
)
def test_the_state_of_a_report_is_read_without_our_extension(
    doc_status: str | None, relation: str | None, status: ReportStatus
) -> None:
    resource = report_json()
    del resource["extension"]
    resource["docStatus"] = doc_status
    resource["relatesTo"] = []
    if relation:
        target = {"identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.3"}}
        resource["relatesTo"] = [{"code": relation, "target": target}]
    report = read_report(resource)

    assert report.status is status
    assert (report.replaces, report.appends_to) == (
        "1.2.3" if relation == "replaces" else None,
        "1.2.3" if relation == "appends" else None,
    )


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


def test_a_name_in_parts_is_put_together() -> None:
    resource = study_json()
    resource["contained"][0]["name"] = [{"family": "Test-Aneurysma", "given": ["T.", "A."]}]
    assert read_study(resource).demographics.name == "T. A. Test-Aneurysma"


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


def test_the_same_study_has_the_same_id_at_one_holder_and_another_elsewhere() -> None:
    uid = STUDY.study_uid.value
    assert entry_id(RIJNMOND, uid) == entry_id(RIJNMOND, uid)
    assert entry_id(RIJNMOND, uid) != entry_id(Ura("90000103"), uid)
