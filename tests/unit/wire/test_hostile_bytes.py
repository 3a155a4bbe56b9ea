"""Bytes from outside: whatever they are, a reader gives its value or `InputInvalid`, and nothing else."""

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import StudyInstanceUID, Ura
from tijdlijn.domain.patient import Demographics, VagueDate
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.domain.study import Rendition, Report, ReportStatus, Study, StudyMoment
from tijdlijn.wire import smart
from tijdlijn.wire.dicom.qido import parse_studies
from tijdlijn.wire.fhir.bundle import parse_searchset, searchset
from tijdlijn.wire.fhir.directory import (
    DirectoryEndpoint,
    endpoint,
    organization,
    read_endpoint,
    read_organization,
)
from tijdlijn.wire.fhir.document_reference import (
    Holder,
    read_document_reference,
    report_to_document_reference,
    study_to_document_reference,
)
from tijdlijn.wire.fhir.launch_resources import Encounter, encounter, patient, read_encounter, read_patient
from tijdlijn.wire.fhir.localisation_list import (
    encode_list,
    encode_registration,
    parse_list,
    parse_registration,
)
from tijdlijn.wire.fhir.operation_outcome import operation_outcome, parse_operation_outcome, partial_notice

PATIENT = Bsn("999900006")
URA = Ura("90000102")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
BASE = "https://umc-rijnmond.localhost/fhir"
HOLDER = Holder(URA, "V5", BASE)
STUDY = study_to_document_reference(
    Study(
        study_uid=StudyInstanceUID("1.2.3"),
        moment=StudyMoment(date(2025, 9, 11)),
        modalities=("CT",),
        description="CT",
        series_count=1,
        demographics=Demographics(name="Test", birth_date=VagueDate("1951")),
    ),
    holder=HOLDER,
    patient=PATIENT,
)
REPORT = report_to_document_reference(
    Report(
        "1.2",
        (StudyInstanceUID("1.2.3"),),
        ReportStatus.FINAL,
        NOW,
        "CT",
        "dr. Test",
        (Rendition("text/plain", "Binary/1"),),
    ),
    holder=HOLDER,
    patient=PATIENT,
)
ROUTE = Route("r1", "generic-functions", "mhd-bbs", "https://umc-rijnmond.localhost", (URA,))
QIDO = json.dumps(
    [
        {
            "0020000D": {"vr": "UI", "Value": ["1.2.3"]},
            "00080020": {"vr": "DA", "Value": ["20250911"]},
            "00080051": {"vr": "SQ", "Value": [{"00400032": {"vr": "UT", "Value": ["1.2"]}}]},
            "00100010": {"vr": "PN", "Value": [{"Alphabetic": "Test^T."}]},
            "00201208": {"vr": "IS", "Value": [412]},
        }
    ]
).encode()
CONFIGURATION = smart.smart_configuration(
    smart.SmartConfiguration("https://epd.example", "https://epd.example/a", "https://epd.example/t")
)

Reader = Callable[[bytes], object]
READERS: dict[str, tuple[Reader, bytes]] = {
    "study": (lambda data: read_document_reference(data, route_id="r", base_url=BASE), STUDY),
    "report": (lambda data: read_document_reference(data, route_id="r", base_url=BASE), REPORT),
    "searchset": (
        parse_searchset,
        searchset([STUDY], base_url=BASE, outcomes=[partial_notice("x", URA)], next_url=f"{BASE}/p"),
    ),
    "outcome": (
        lambda data: parse_operation_outcome(data, limit_bytes=65536),
        operation_outcome(partial_notice("x", URA)),
    ),
    "registration": (parse_registration, encode_registration(subject="abc", custodian=URA)),
    "list": (parse_list, encode_list(list_id="1", custodian=URA, registered_at=NOW)),
    "organization": (read_organization, organization(Institution(URA, "UMC", "UMC", "V5", "010"))),
    "endpoint": (read_endpoint, endpoint(DirectoryEndpoint(ROUTE, True, NOW, NOW))),
    "patient": (read_patient, patient("1", PATIENT, Demographics("Test", VagueDate("1951")))),
    "encounter": (read_encounter, encounter("1", Encounter("SEH", date(2026, 1, 1)), class_code="EMER")),
    "smart configuration": (
        lambda data: smart.parse_smart_configuration(data, issuer="https://epd.example"),
        CONFIGURATION,
    ),
    "QIDO-RS": (lambda data: parse_studies(200, data), QIDO),
}
all_readers = pytest.mark.parametrize(("read", "valid"), READERS.values(), ids=READERS)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def read_or_refuse(read: Reader, data: bytes) -> None:
    with contextlib.suppress(InputInvalid):
        read(data)


@all_readers
def test_what_we_write_ourselves_is_read(read: Reader, valid: bytes) -> None:
    assert read(valid)


@pytest.mark.requirement("T2.6.nonsense-holder", "T2.6.form")
@all_readers
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(read: Reader, valid: bytes, data: bytes) -> None:
    read_or_refuse(read, data)


@all_readers
@given(value=json_values)
def test_any_json_is_read_or_refused(read: Reader, valid: bytes, value: object) -> None:
    read_or_refuse(read, json.dumps(value).encode())


@all_readers
@settings(max_examples=150)
@given(data=st.data())
def test_valid_json_with_any_value_changed_is_read_or_refused(
    read: Reader, valid: bytes, data: st.DataObject
) -> None:
    value = json.loads(valid)
    holder, key = value, None
    while isinstance(holder, dict | list) and holder:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(holder[key], dict | list) or not holder[key] or data.draw(st.booleans()):
            break
        holder = holder[key]
    if key is not None:
        holder[key] = data.draw(json_values)
    read_or_refuse(read, json.dumps(value).encode())


@all_readers
@settings(max_examples=50)
@given(data=st.data())
def test_valid_bytes_with_any_byte_changed_or_cut_off_are_read_or_refused(
    read: Reader, valid: bytes, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(valid) - 1))
    changed = valid[:place] + bytes([data.draw(st.integers(0, 255))]) + valid[place + 1 :]
    read_or_refuse(read, changed)
    read_or_refuse(read, valid[:place])


@all_readers
@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"resource":', b'{"contained":[', b'[{"a":'])
def test_deep_nesting_is_refused(read: Reader, valid: bytes, opening: bytes) -> None:
    with pytest.raises(InputInvalid):
        read(opening * 20_000)


@all_readers
def test_deep_nesting_inside_a_valid_resource_is_read_or_refused(read: Reader, valid: bytes) -> None:
    deep = b"[" * 20_000 + b"]" * 20_000
    at = valid.index(b"{") + 1
    read_or_refuse(read, valid[:at] + b'"deep":' + deep + b"," + valid[at:])


@all_readers
def test_more_than_the_limit_is_refused_unread(read: Reader, valid: bytes) -> None:
    with pytest.raises(InputInvalid, match="larger"):
        read(b" " * (17 * 1024 * 1024) + valid)
