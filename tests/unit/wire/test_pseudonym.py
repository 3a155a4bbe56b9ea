"""The input of the blinded evaluation, and the text that the index takes."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.pseudonym import parse_subject_identifier, pseudonym_input, subject_identifier

PATIENT = Bsn("999900006")
INDEX = "oin:00000000000000000001"
SCOPE = "nationale-verwijsindex"


def hkdf_sha256(key: bytes, info: bytes) -> bytes:
    """RFC 5869 with an empty salt and one block, from its two formulas."""
    extracted = hmac.digest(bytes(32), key, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)


def test_the_input_is_the_canonical_person_bound_to_recipient_and_scope() -> None:
    person = b'{"landCode":"NL","type":"BSN","value":"999900006"}'

    derived = pseudonym_input(PATIENT, INDEX, SCOPE)

    assert derived == hkdf_sha256(person, f"{INDEX}|{SCOPE}|v1".encode())


@pytest.mark.requirement("A54")
def test_another_recipient_or_scope_gives_another_input() -> None:
    inputs = {
        pseudonym_input(PATIENT, INDEX, SCOPE),
        pseudonym_input(PATIENT, "oin:00000000000000000002", SCOPE),
        pseudonym_input(PATIENT, INDEX, "research"),
        pseudonym_input(Bsn("999900018"), INDEX, SCOPE),
    }
    assert len(inputs) == 4


@given(st.text(alphabet="abcXYZ019.-_", min_size=1, max_size=200), st.binary(min_size=32, max_size=32))
def test_a_subject_identifier_gives_back_token_and_blind(token: str, blind: bytes) -> None:
    text = subject_identifier(token, blind)

    assert parse_subject_identifier(text) == (token, blind)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(
    st.text(max_size=100) | st.binary(max_size=200).map(lambda data: base64.urlsafe_b64encode(data).decode())
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InputInvalid):
        parse_subject_identifier(text)


@pytest.mark.parametrize(
    "inside",
    [
        b'{"evaluated_output":"x"}',
        b'{"evaluated_output":"x","blind_factor":"AA"}',
        b'{"evaluated_output":1,"blind_factor":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}',
        b'{"evaluated_output":"x","blind_factor":7}',
        b"[" * 100_000,
    ],
)
def test_an_incomplete_pair_is_refused(inside: bytes) -> None:
    with pytest.raises(InputInvalid):
        parse_subject_identifier(base64.urlsafe_b64encode(inside).decode())
