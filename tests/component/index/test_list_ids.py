"""A registration's id carries the registration, and nobody but the index can read or make one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import Ura
from tijdlijn.runtime.sealing import Sealer
from tijdlijn.services.index.list_ids import PSEUDONYM_BYTES, ListIds, Registration
from tijdlijn.wire.fhir.localisation_list import IMAGING

FHIR_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")

registrations = st.builds(
    Registration,
    st.binary(min_size=PSEUDONYM_BYTES, max_size=PSEUDONYM_BYTES),
    st.integers(0, 99_999_999).map(lambda number: Ura(f"{number:08d}")),
    st.just(IMAGING),
)


@given(registrations)
def test_an_id_is_a_fhir_id_and_gives_its_registration_back(registration: Registration) -> None:
    ids = ListIds(Sealer(b"k" * 32))
    list_id = ids.id_of(registration)
    assert FHIR_ID.fullmatch(list_id)
    assert ids.registration_of(list_id) == registration
    assert ids.id_of(registration) == list_id


@given(registrations, st.integers(0, 59), st.sampled_from("AZaz09.-"))
def test_a_changed_id_is_none(registration: Registration, place: int, letter: str) -> None:
    ids = ListIds(Sealer(b"k" * 32))
    list_id = ids.id_of(registration)
    changed = list_id[:place] + letter + list_id[place + 1 :]
    if changed != list_id:
        with pytest.raises(InputInvalid):
            ids.registration_of(changed)


@given(st.text())
def test_what_was_never_given_out_is_none(text: str) -> None:
    with pytest.raises(InputInvalid):
        ListIds(Sealer(b"k" * 32)).registration_of(text)


def test_another_index_cannot_read_the_id() -> None:
    list_id = ListIds(Sealer(b"k" * 32)).id_of(Registration(bytes(PSEUDONYM_BYTES), Ura("90000101"), IMAGING))
    with pytest.raises(InputInvalid):
        ListIds(Sealer(b"o" * 32)).registration_of(list_id)
