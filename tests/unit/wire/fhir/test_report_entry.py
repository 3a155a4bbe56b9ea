"""The report of an entry as a reader finds it: its state, its format, and where its document may lie."""

import pytest

from tests.unit.wire.fhir.entries import BASE, read_report, report_json
from tijdlijn.domain.study import ReportStatus
from tijdlijn.wire.fhir import names


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
