"""Institutions and their endpoints over the border and back."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.domain.routes import Institution, Route
from tijdlijn.wire.fhir.directory import (
    DirectoryEndpoint,
    endpoint,
    organization,
    read_endpoint,
    read_organization,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)
uras = st.from_regex(r"[0-9]{8}", fullmatch=True).map(Ura)
texts = st.text(min_size=1, max_size=30)
institutions = st.builds(
    Institution,
    ura=uras,
    name=texts,
    short_name=texts,
    facility_type=st.sampled_from(["V5", "V6", "Z4", "Z5", "B1"]),
    phone=st.none() | texts,
    signing_keys=st.lists(texts, max_size=2).map(tuple),
)
routes = st.builds(
    Route,
    route_id=texts,
    network=st.sampled_from(["generic-functions", "xds-region"]),
    dialect=st.sampled_from(["mhd-bbs", "xca"]),
    endpoint=texts,
    custodians=st.lists(uras, min_size=1, max_size=3, unique=True).map(tuple),
    community=st.none() | texts,
)
times = st.none() | st.datetimes(timezones=st.just(UTC))
endpoints = st.builds(
    DirectoryEndpoint, route=routes, is_active=st.booleans(), starts_at=times, ends_at=times
)

ROUTE = Route("r1", "generic-functions", "mhd-bbs", "https://x.localhost", (Ura("90000102"),))


@pytest.mark.requirement("T2.3.directory")
@given(institutions)
def test_an_institution_comes_back_as_it_went(institution: Institution) -> None:
    assert read_organization(organization(institution, last_updated=NOW)) == institution


@pytest.mark.requirement("T2.3.directory", "T2.3.community")
@given(endpoints)
def test_an_endpoint_comes_back_as_it_went(entry: DirectoryEndpoint) -> None:
    assert read_endpoint(endpoint(entry, last_updated=NOW)) == entry


@pytest.mark.requirement("B49", "A55")
@pytest.mark.parametrize(
    ("is_active", "starts_in", "ends_in", "in_use"),
    [
        (True, None, None, True),
        (False, None, None, False),
        (True, -1, 1, True),
        (True, 1, None, False),
        (True, None, -1, False),
        (True, 0, None, True),
        (True, None, 0, False),
    ],
)
def test_an_endpoint_is_in_use_only_while_active_and_in_its_period(
    is_active: bool, starts_in: int | None, ends_in: int | None, in_use: bool
) -> None:
    def moment(hours: int | None) -> datetime | None:
        return None if hours is None else NOW + timedelta(hours=hours)

    assert DirectoryEndpoint(ROUTE, is_active, moment(starts_in), moment(ends_in)).in_use(NOW) is in_use


def test_an_endpoint_that_names_nobody_answers_for_its_own_institution() -> None:
    resource = json.loads(endpoint(DirectoryEndpoint(ROUTE, True)))
    resource["extension"] = [one for one in resource["extension"] if not one["url"].endswith("/represents")]
    assert read_endpoint(json.dumps(resource).encode()).route == ROUTE


@pytest.mark.requirement("B49")
@pytest.mark.parametrize(
    "change",
    [
        {"period": {"start": "2026-01-01"}},
        {"period": {"end": "soon"}},
        {"connectionType": {"system": "http://terminology.hl7.org/x", "code": "mhd-bbs"}},
        {"connectionType": None},
        {"address": None},
        {"id": None},
        {"extension": []},
        {"resourceType": "Organization"},
    ],
)
def test_an_endpoint_that_cannot_be_used_is_refused(change: dict[str, Any]) -> None:
    resource = json.loads(endpoint(DirectoryEndpoint(ROUTE, True))) | change
    with pytest.raises(InputInvalid):
        read_endpoint(json.dumps(resource).encode())


def test_an_endpoint_of_an_institution_that_is_none_is_refused_whole() -> None:
    resource = json.loads(endpoint(DirectoryEndpoint(ROUTE, True)))
    url = next(one["url"] for one in resource["extension"] if one["url"].endswith("/represents"))
    resource["extension"].append({"url": url, "valueIdentifier": {"system": "urn:x", "value": "1"}})
    with pytest.raises(InputInvalid):
        read_endpoint(json.dumps(resource).encode())


@pytest.mark.parametrize("change", [{"identifier": []}, {"name": None}, {"type": []}, {"name": 7}])
def test_an_institution_without_what_identifies_it_is_refused(change: dict[str, Any]) -> None:
    resource = json.loads(organization(Institution(Ura("90000102"), "UMC", "UMC", "V5"))) | change
    with pytest.raises(InputInvalid):
        read_organization(json.dumps(resource).encode())


def test_an_institution_without_short_name_uses_its_name() -> None:
    resource = json.loads(organization(Institution(Ura("90000102"), "UMC Rijnmond", "UMC", "V5"))) | {
        "alias": []
    }
    assert read_organization(json.dumps(resource).encode()).short_name == "UMC Rijnmond"
