"""A search form is accepted whole or refused in our own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.bsn import BSN_SYSTEM, Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.fhir.search_form import DEFAULT_COUNT, MAX_COUNT, SearchForm, read_search

PATIENT = Bsn("999900006")
SOUND = {"patient.identifier": [f"{BSN_SYSTEM}|{PATIENT.digits}"], "status": ["current"]}
NAMES = st.sampled_from(["patient.identifier", "status", "_count", "other"])


def test_patient_and_status_are_enough() -> None:
    form = read_search(SOUND, strict=True)
    assert (form, form.page_size) == (SearchForm(PATIENT, None), DEFAULT_COUNT)


@pytest.mark.parametrize(("asked", "given_count"), [("1", 1), ("500", 500), ("999999", MAX_COUNT)])
def test_page_size_is_bounded(asked: str, given_count: int) -> None:
    form = read_search({**SOUND, "_count": [asked]}, strict=True)
    assert (form.count, form.page_size) == (int(asked), given_count)


@pytest.mark.requirement("T2.6.query", "T2.6.form", "B3")
@given(
    st.dictionaries(NAMES, st.lists(st.text() | st.sampled_from(["current", "1"]), max_size=3)), st.booleans()
)
def test_any_form_is_a_search_or_a_refusal_that_repeats_nothing(
    form: dict[str, list[str]], strict: bool
) -> None:
    refusal = ""
    try:
        read_search(form, strict=strict)
    except InputInvalid as error:
        refusal = str(error)
    assert PATIENT.digits not in refusal


@pytest.mark.requirement("T2.3.one-patient")
@pytest.mark.parametrize("name", ["patient.identifier", "status"])
def test_what_stands_there_twice_is_refused(name: str) -> None:
    with pytest.raises(InputInvalid):
        read_search({**SOUND, name: SOUND[name] * 2}, strict=False)
