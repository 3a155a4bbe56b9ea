"""Everything that we write is FHIR, by the judgement of another implementation.

`fhir.resources` has no plain R4; R4B is the same for the resources here (reference/standards.md §13).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.identifiers import AccessionNumber, Code, StudyInstanceUID, TraceId, Ura
from tijdlijn.domain.patient import Demographics, Sex, VagueDate
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.domain.study import (
    Availability,
    Laterality,
    Rendition,
    Report,
    ReportStatus,
    Study,
    StudyMoment,
)
from tijdlijn.wire.fhir.audit_event import audit_event
from tijdlijn.wire.fhir.bundle import searchset
from tijdlijn.wire.fhir.capability import gateway_capability
from tijdlijn.wire.fhir.directory import DirectoryEndpoint, endpoint, organization
from tijdlijn.wire.fhir.document_reference import (
    Holder,
    report_to_document_reference,
    study_to_document_reference,
)
from tijdlijn.wire.fhir.launch_resources import Encounter, encounter, patient
from tijdlijn.wire.fhir.localisation_list import encode_list, encode_registration
from tijdlijn.wire.fhir.operation_outcome import operation_outcome, partial_notice

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
URA = Ura("90000102")
TRACE = TraceId("0123456789abcdef0123456789abcdef")
PATIENT = Bsn("999900006")
BASE = "https://umc-rijnmond.localhost/fhir"
ROUTE = Route(
    "r1", "generic-functions", "mhd-bbs", "https://umc-rijnmond.localhost", (URA, Ura("90000103")), "C"
)
STUDY = study_to_document_reference(
    Study(StudyInstanceUID("1.2.3"), StudyMoment(date(2025, 9, 11))),
    holder=Holder(URA, "V5", BASE),
    patient=PATIENT,
)


def assert_is_fhir(raw: bytes) -> None:
    """The other implementation reads it, and has nothing left over that it does not know."""
    resource = json.loads(raw)
    model = get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    assert json.loads(model.model_dump_json(by_alias=True)) == resource


@dataclass
class Act:
    action: str = "search"
    outcome: str = "answered"
    trace_id: TraceId = TRACE
    actor_user: str | None = "900012345"
    actor_role: str | None = "01.015"
    actor_institution: Ura | None = URA
    patient_ref: bytes | None = bytes(32)
    object_ref: str | None = "Binary/1"
    purpose: str | None = "TREAT"
    ground: str | None = "local-consent"
    access_point: str | None = "timeline"


@dataclass
class Ending:
    closed_at: datetime = NOW
    outcome: str = "answered"


@dataclass
class Recorded:
    record_id: int = 17
    recorded_at: datetime = NOW
    entry: Act = field(default_factory=Act)
    closing: Ending | None = None


NOTHING_KNOWN = Act("sweep", "cut-off", TraceId("0" * 32), None, None, None, None, None, None, None, None)

WRITTEN = {
    "searchset": searchset(
        [STUDY], base_url=BASE, outcomes=[partial_notice("x", URA)], next_url=f"{BASE}/2", total=1
    ),
    "empty searchset": searchset([], base_url=BASE, total=0),
    "outcome": operation_outcome(partial_notice("x", URA)),
    "registration": encode_registration(subject="abc", custodian=URA),
    "list": encode_list(list_id="1", custodian=URA, registered_at=NOW),
    "organization": organization(
        Institution(URA, "UMC", "UMC", "V5", "010-1", True, ('{"kty":"EC"}',)), last_updated=NOW
    ),
    "endpoint": endpoint(DirectoryEndpoint(ROUTE, True, NOW, NOW), last_updated=NOW),
    "endpoint without end": endpoint(DirectoryEndpoint(ROUTE, False)),
    "patient": patient("1", PATIENT, Demographics("Test", VagueDate("1951-03"), Sex.FEMALE)),
    "patient without BSN": patient("1", None, Demographics()),
    "encounter": encounter("1", Encounter("SEH-bezoek", date(2026, 11, 24)), class_code="EMER"),
    "capability": gateway_capability(base_url=BASE, version="0.1.0", built_on=date(2026, 11, 24)),
    "audit of a search": audit_event(Recorded(), source="gateway"),
    "audit of a closed act": audit_event(
        Recorded(entry=Act("read-report"), closing=Ending()), source="gateway"
    ),
    "audit of an unknown act": audit_event(Recorded(entry=NOTHING_KNOWN), source="gateway"),
}


@pytest.mark.requirement("A51")
@pytest.mark.parametrize("raw", WRITTEN.values(), ids=WRITTEN)
def test_what_we_write_is_fhir(raw: bytes) -> None:
    assert_is_fhir(raw)


def test_a_study_of_which_nothing_is_known_is_fhir() -> None:
    assert_is_fhir(STUDY)


def test_a_study_and_a_report_of_which_all_is_known_are_fhir() -> None:
    person = Demographics("Test-Aneurysma, T.", VagueDate("1951"), Sex.FEMALE)
    study = Study(
        study_uid=StudyInstanceUID("1.2.3"),
        moment=StudyMoment(date(2025, 9, 11), time(10, 32, 5, 250000)),
        modalities=("PT", "CT"),
        description="PET-CT",
        procedure=Code("urn:oid:1.2", "17", "PET-CT"),
        region=Code("http://snomed.info/sct", "38266002", "hele lichaam"),
        laterality=Laterality.BOTH,
        institution_name="UMC Rijnmond",
        accession=AccessionNumber("A-17", "2.999.5"),
        series_count=3,
        instance_count=412,
        size_bytes=5_000_000_000,
        availability=Availability.NEARLINE,
        demographics=person,
    )
    report = Report(
        report_id="2.25.4711",
        study_uids=(study.study_uid, StudyInstanceUID("1.2.4")),
        status=ReportStatus.WITHDRAWN,
        authored_at=NOW,
        title="PET-CT",
        author="dr. R. Test-Radioloog",
        renditions=(
            Rendition("application/pdf", "Binary/1", 9_000_000_000),
            Rendition("text/plain", "Binary/2", 5),
        ),
        accession=study.accession,
        appends_to="not-an-oid",
        replaces="2.25.4710",
        demographics=person,
    )
    holder = Holder(URA, "V5", BASE)
    assert_is_fhir(study_to_document_reference(study, holder=holder, patient=PATIENT))
    assert_is_fhir(report_to_document_reference(report, holder=holder, patient=PATIENT))


def audited(act: Act, closing: Ending | None = None) -> Mapping[str, object]:
    event: Mapping[str, object] = json.loads(
        audit_event(Recorded(entry=act, closing=closing), source="gateway")
    )
    return event


@pytest.mark.requirement("A58", "B46", "B47", "B48")
@pytest.mark.hazard("H9")
def test_an_audit_event_says_who_for_whom_why_and_on_which_ground() -> None:
    text = json.dumps(audited(Act()))

    for part in ("900012345", "01.015", "90000102", "TREAT", "local-consent", "0123456789abcdef", "timeline"):
        assert part in text
    assert '"XrequestId"' in text


@pytest.mark.parametrize(
    ("action", "code", "interaction"),
    [
        ("search", "E", "search"),
        ("read-report", "R", "read"),
        ("register", "C", "create"),
        ("withdraw", "D", "delete"),
    ],
)
def test_an_act_has_its_standard_interaction(action: str, code: str, interaction: str) -> None:
    event = audited(Act(action))
    assert event["action"] == code
    assert interaction in json.dumps(event["subtype"])


@pytest.mark.parametrize(
    ("outcome", "code"), [("answered", "0"), ("permit", "0"), ("deny", "4"), ("cut-off", "4")]
)
def test_how_an_act_ended_is_in_the_event(outcome: str, code: str) -> None:
    event = audited(Act(), Ending(outcome=outcome))
    assert (event["outcome"], event["outcomeDesc"]) == (code, outcome)
    assert event["period"] == {"start": "2026-11-24T10:00:00Z", "end": "2026-11-24T10:00:00Z"}


@pytest.mark.parametrize("act", [Act(), NOTHING_KNOWN])
def test_there_is_exactly_one_requestor(act: Act) -> None:
    agents = audited(act)["agent"]
    assert isinstance(agents, list)
    assert sum(agent["requestor"] for agent in agents) == 1


@settings(max_examples=25)
@given(st.dates(min_value=date(1895, 1, 1)), st.none() | st.times())
def test_every_study_moment_is_a_fhir_date_time(day: date, at: time | None) -> None:
    study = Study(StudyInstanceUID("1.2.3"), StudyMoment(day, at))
    raw = study_to_document_reference(study, holder=Holder(URA, "V5", BASE), patient=PATIENT)
    assert_is_fhir(raw)
