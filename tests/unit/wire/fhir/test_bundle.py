"""Pages: entries pass untouched, what is missing is said, and nothing is always the same nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.wire.fhir.bundle import Searchset, parse_searchset, searchset
from tijdlijn.wire.fhir.operation_outcome import (
    Notice,
    operation_outcome,
    parse_operation_outcome,
    partial_notice,
)

BASE = "https://umc-rijnmond.localhost/fhir"
RIJNMOND = Ura("90000102")

resources = st.builds(
    lambda name, extra: json.dumps({"resourceType": "DocumentReference", "id": name, "x": extra}).encode(),
    st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True),
    st.text(max_size=20) | st.floats(allow_nan=False, allow_infinity=False) | st.lists(st.integers()),
)
texts = st.text(min_size=1, max_size=30)
notices = st.builds(
    Notice,
    severity=st.sampled_from(["information", "warning", "error", "fatal"]),
    code=st.sampled_from(["incomplete", "timeout"]),
    diagnostics=st.none() | texts,
    custodian=st.none() | st.just(RIJNMOND),
    holder_outcome=st.none() | st.just("partial"),
)


@given(st.lists(resources, max_size=5), st.lists(notices, max_size=3), st.none() | st.just(f"{BASE}/page/2"))
def test_a_page_gives_back_the_same_bytes_and_notices(
    entries: list[bytes], outcomes: list[Notice], next_url: str | None
) -> None:
    page = searchset(entries, base_url=BASE, outcomes=outcomes, next_url=next_url)

    assert parse_searchset(page) == Searchset(tuple(entries), tuple(outcomes), next_url)


@pytest.mark.requirement("A34", "T2.4.deny", "B23")
@pytest.mark.hazard("H4")
def test_an_empty_page_tells_nothing_of_why_it_is_empty() -> None:
    assert searchset([], base_url=BASE, total=0) == b'{"resourceType":"Bundle","type":"searchset","total":0}'


def test_every_entry_has_its_full_address() -> None:
    page = json.loads(searchset([b'{"resourceType":"List","id":"7"}'], base_url=f"{BASE}/"))
    assert page["entry"][0] == {
        "fullUrl": f"{BASE}/List/7",
        "resource": {"resourceType": "List", "id": "7"},
        "search": {"mode": "match"},
    }


def test_a_resource_without_id_cannot_be_put_in_a_page() -> None:
    with pytest.raises(InputInvalid):
        searchset([b'{"resourceType":"List"}'], base_url=BASE)


def page_of(*entries: object, kind: str = "searchset") -> bytes:
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": list(entries)}).encode()


@pytest.mark.requirement("T2.6.nonsense-holder", "B22")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize("bad", [{}, {"resource": {}}, {"resource": None}, {"resource": 7}, {"resource": []}])
def test_an_entry_that_is_no_resource_hides_no_other_and_is_not_lost(bad: object) -> None:
    good = {"resource": {"resourceType": "DocumentReference", "id": "1"}}

    page = parse_searchset(page_of(bad, good))

    assert len(page.entries) == 2
    assert json.loads(page.entries[1]) == good["resource"]


def test_included_resources_are_left_out() -> None:
    page = parse_searchset(
        page_of(
            {"resource": {"resourceType": "Organization", "id": "1"}, "search": {"mode": "include"}},
            {"resource": {"resourceType": "DocumentReference", "id": "2"}, "search": {"mode": "match"}},
        )
    )
    assert [json.loads(entry)["id"] for entry in page.entries] == ["2"]


@pytest.mark.requirement("B22")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    "entry",
    [
        {"resource": {"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}},
        {"resource": {"resourceType": "OperationOutcome"}},
        {"resource": {"resourceType": "OperationOutcome", "issue": 7}},
        {"resource": {"resourceType": "Basic"}, "search": {"mode": "outcome"}},
        {"search": {"mode": "outcome"}},
    ],
)
def test_an_outcome_in_a_page_is_a_gap_even_if_it_cannot_be_read(entry: object) -> None:
    page = parse_searchset(page_of(entry))

    assert page.entries == ()
    assert all(outcome.is_gap for outcome in page.outcomes)
    assert page.outcomes


def test_a_mere_information_is_no_gap() -> None:
    assert not Notice("information", "informational").is_gap


@pytest.mark.parametrize("kind", ["collection", "transaction", ""])
def test_another_bundle_is_no_page(kind: str) -> None:
    with pytest.raises(InputInvalid):
        parse_searchset(page_of(kind=kind))


def test_a_next_link_beyond_all_measure_is_refused() -> None:
    page = searchset([], base_url=BASE, next_url=f"{BASE}/{'x' * 3000}")
    with pytest.raises(InputInvalid):
        parse_searchset(page)


def test_a_partial_answer_names_whose_part_is_missing() -> None:
    notice = partial_notice("one file cannot be read", RIJNMOND)

    assert parse_operation_outcome(operation_outcome(notice), limit_bytes=4096) == (notice,)
    assert notice.is_gap
    assert json.loads(operation_outcome(notice))["issue"][0]["details"]["coding"][0]["code"] == "partial"
