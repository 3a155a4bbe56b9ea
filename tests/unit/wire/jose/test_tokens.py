"""The four tokens that cross our borders: each bound to what it is for, and useless elsewhere."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tijdlijn.domain.access import Asker, Professional, Purpose
from tijdlijn.domain.bsn import Bsn
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import TraceId, Ura
from tijdlijn.domain.patient import Demographics
from tijdlijn.domain.question import Question
from tijdlijn.wire.jose import evaluated_pseudonym, grant, id_token, jwe, jws, treatment_statement
from tijdlijn.wire.jose.keys import DecryptionKey, SigningKey

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PATIENT = Bsn("999900006")
FRYSLAN, RIJNMOND, DELFSHAVEN = Ura("90000101"), Ura("90000102"), Ura("90000103")
TOKEN_ENDPOINT = "https://umc-rijnmond.localhost:8443/token"
INSTITUTION_KEY = SigningKey.generate()
KEYS = (INSTITUTION_KEY.public_jwk(),)
STRANGERS_KEYS = (SigningKey.generate().public_jwk(),)

STATEMENT = treatment_statement.TreatmentStatement(
    issuer=FRYSLAN,
    user_id="900012345",
    role_code="01.015",
    situation="SEH-bezoek",
    encounter_id="E-1",
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=8),
)
QUESTION = Question(
    patient=PATIENT,
    asker=Asker(
        professional=Professional("900012345", "dr. S. Test-Arts", "01.015", "SEH-arts"),
        institution=FRYSLAN,
        purpose=Purpose.TREATMENT,
        treatment_statement=treatment_statement.make(STATEMENT, PATIENT, INSTITUTION_KEY),
    ),
    trace_id=TraceId("0123456789abcdef0123456789abcdef"),
    demographics=Demographics(),
)


def a_grant(question: Question = QUESTION) -> str:
    return grant.make_grant(question, RIJNMOND, TOKEN_ENDPOINT, INSTITUTION_KEY, NOW)


@pytest.mark.requirement("A3", "A32", "T2.3.token")
def test_a_grant_gives_the_holder_the_whole_question() -> None:
    token = a_grant()

    read = grant.verify_grant(token, KEYS, RIJNMOND, TOKEN_ENDPOINT, NOW)

    assert grant.read_unverified_issuer(token) == FRYSLAN
    assert (read.asker, read.patient, read.trace_id) == (QUESTION.asker, PATIENT, QUESTION.trace_id)
    assert read.expires_at == NOW + timedelta(minutes=5)


@pytest.mark.requirement("B42")
@pytest.mark.parametrize(
    ("keys", "holder", "address"),
    [
        (STRANGERS_KEYS, RIJNMOND, TOKEN_ENDPOINT),
        (KEYS, DELFSHAVEN, TOKEN_ENDPOINT),
        (KEYS, RIJNMOND, "https://mc-delfshaven.localhost:8443/token"),
        ((), RIJNMOND, TOKEN_ENDPOINT),
    ],
)
def test_a_grant_opens_nothing_elsewhere(keys: tuple[str, ...], holder: Ura, address: str) -> None:
    with pytest.raises(InputInvalid):
        grant.verify_grant(a_grant(), keys, holder, address, NOW)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("patient", "123456789"),
        ("patient", 999900006),
        ("purpose", "HRESCH"),
        ("trace_id", "X" * 32),
        ("trace_id", "ab"),
        ("sub", ""),
        ("treatment_statement", "x" * 9000),
        ("role_code", None),
    ],
)
def test_an_incomplete_or_odd_grant_is_refused(claim: str, value: object) -> None:
    claims = dict(jws.read_unverified(a_grant())) | {claim: value}
    kind = jws.TokenKind(grant.TYP, TOKEN_ENDPOINT, grant.LIFETIME_S)
    token = jws.sign(claims, INSTITUTION_KEY, kind, issuer=str(claims["iss"]), now=NOW)

    with pytest.raises(InputInvalid) as refused:
        grant.verify_grant(token, KEYS, RIJNMOND, TOKEN_ENDPOINT, NOW)

    assert not re.search(r"[0-9]{9}", str(refused.value))


@pytest.mark.requirement("A30")
def test_a_treatment_statement_holds_for_its_patient() -> None:
    token = treatment_statement.make(STATEMENT, PATIENT, INSTITUTION_KEY)

    assert treatment_statement.verify(token, KEYS, PATIENT, NOW + timedelta(hours=7)) == STATEMENT
    assert treatment_statement.read_unverified_issuer(token) == FRYSLAN


@pytest.mark.requirement("A30")
@pytest.mark.hazard("H6")
def test_a_treatment_statement_cannot_be_laid_over_another_patient() -> None:
    token = treatment_statement.make(STATEMENT, PATIENT, INSTITUTION_KEY)
    with pytest.raises(InputInvalid, match="another patient"):
        treatment_statement.verify(token, KEYS, Bsn("999900018"), NOW)


@pytest.mark.requirement("B3")
@pytest.mark.hazard("H5")
def test_a_treatment_statement_alone_does_not_tell_whom_it_concerns() -> None:
    first = treatment_statement.make(STATEMENT, PATIENT, INSTITUTION_KEY)
    second = treatment_statement.make(STATEMENT, PATIENT, INSTITUTION_KEY)

    claims = jws.read_unverified(first)
    assert PATIENT.digits not in str(claims)
    assert claims["patient_digest"] != jws.read_unverified(second)["patient_digest"]


@pytest.mark.parametrize(
    ("statement", "keys", "now"),
    [
        (STATEMENT, STRANGERS_KEYS, NOW),
        (STATEMENT, KEYS, NOW + timedelta(hours=8, minutes=2)),
        (STATEMENT, KEYS, NOW - timedelta(minutes=2)),
        (replace(STATEMENT, ends_at=NOW + timedelta(hours=13)), KEYS, NOW),
        (replace(STATEMENT, ends_at=NOW - timedelta(hours=1)), KEYS, NOW),
        (replace(STATEMENT, situation=""), KEYS, NOW),
    ],
    ids=["stranger", "over", "not begun", "too long", "ends before it begins", "no situation"],
)
def test_a_statement_that_does_not_hold_is_refused(
    statement: treatment_statement.TreatmentStatement, keys: tuple[str, ...], now: datetime
) -> None:
    token = treatment_statement.make(statement, PATIENT, INSTITUTION_KEY)
    with pytest.raises(InputInvalid):
        treatment_statement.verify(token, keys, PATIENT, now)


def test_one_kind_of_token_never_passes_as_another() -> None:
    with pytest.raises(InputInvalid):
        treatment_statement.verify(a_grant(), KEYS, PATIENT, NOW)
    with pytest.raises(InputInvalid):
        grant.verify_grant(QUESTION.asker.treatment_statement, KEYS, RIJNMOND, TOKEN_ENDPOINT, NOW)


LOGGED_IN = id_token.LoggedIn(QUESTION.asker.professional, FRYSLAN)
EPD, CLIENT = "https://epd.localhost:8444/fhir", "tijdlijn"


def test_an_id_token_says_who_is_logged_in() -> None:
    token = id_token.make(LOGGED_IN, INSTITUTION_KEY, issuer=EPD, client_id=CLIENT, now=NOW)
    assert id_token.verify(token, KEYS, issuer=EPD, client_id=CLIENT, now=NOW) == LOGGED_IN


@pytest.mark.parametrize(
    ("issuer", "client_id"), [("https://other.example/fhir", CLIENT), (EPD, "another-client")]
)
def test_an_id_token_of_another_issuer_or_client_is_refused(issuer: str, client_id: str) -> None:
    token = id_token.make(LOGGED_IN, INSTITUTION_KEY, issuer=EPD, client_id=CLIENT, now=NOW)
    with pytest.raises(InputInvalid):
        id_token.verify(token, KEYS, issuer=issuer, client_id=client_id, now=NOW)


INDEX_KEY, SERVICE_KEY = DecryptionKey.generate(), SigningKey.generate()
SERVICE_KEYS = (SERVICE_KEY.public_jwk(),)
BINDING = evaluated_pseudonym.Binding("oin:00000000000000000001", "nationale-verwijsindex", "thumbprint-a")
ELEMENT = bytes(range(32))


def evaluated(key: SigningKey = SERVICE_KEY) -> str:
    return evaluated_pseudonym.make(ELEMENT, BINDING, key, INDEX_KEY.public_jwk(), NOW)


@pytest.mark.requirement("T2.3.pseudonym", "B7")
def test_an_evaluated_pseudonym_is_opened_by_its_recipient() -> None:
    assert evaluated_pseudonym.open(evaluated(), INDEX_KEY, SERVICE_KEYS, BINDING, NOW) == ELEMENT


@pytest.mark.requirement("A54", "B7")
@pytest.mark.parametrize(
    ("binding", "seconds"),
    [
        (replace(BINDING, audience="oin:00000000000000000002"), 0),
        (replace(BINDING, scope="research"), 0),
        (replace(BINDING, sender_thumbprint="thumbprint-b"), 0),
        (BINDING, 121),
        (BINDING, -61),
    ],
    ids=["another recipient", "another use", "another sender", "too late", "too early"],
)
def test_an_evaluated_pseudonym_is_worth_nothing_elsewhere(
    binding: evaluated_pseudonym.Binding, seconds: int
) -> None:
    with pytest.raises(InputInvalid):
        evaluated_pseudonym.open(
            evaluated(), INDEX_KEY, SERVICE_KEYS, binding, NOW + timedelta(seconds=seconds)
        )


def test_an_evaluated_pseudonym_not_signed_by_the_service_is_refused() -> None:
    with pytest.raises(InputInvalid):
        evaluated_pseudonym.open(evaluated(SigningKey.generate()), INDEX_KEY, SERVICE_KEYS, BINDING, NOW)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(InputInvalid):
        evaluated_pseudonym.open(evaluated(), DecryptionKey.generate(), SERVICE_KEYS, BINDING, NOW)


def test_an_element_of_another_length_is_refused() -> None:
    token = evaluated_pseudonym.make(bytes(31), BINDING, SERVICE_KEY, INDEX_KEY.public_jwk(), NOW)
    with pytest.raises(InputInvalid):
        evaluated_pseudonym.open(token, INDEX_KEY, SERVICE_KEYS, BINDING, NOW)


def test_encrypting_for_a_signing_key_is_refused() -> None:
    with pytest.raises(InputInvalid):
        evaluated_pseudonym.make(ELEMENT, BINDING, SERVICE_KEY, SERVICE_KEY.public_jwk(), NOW)


def another_kind() -> str:
    return jwe.encrypt(b"x", INDEX_KEY.public_jwk(), typ="other+jwe")


def cut_off() -> str:
    return evaluated()[:-5]


def too_long() -> str:
    return evaluated() + "A" * jwe.MAX_TOKEN_BYTES


@pytest.mark.parametrize("token", [another_kind, cut_off, too_long], ids=lambda f: f.__name__)
def test_a_token_that_cannot_be_opened_is_refused(token: Callable[[], str]) -> None:
    with pytest.raises(InputInvalid):
        jwe.decrypt(token(), INDEX_KEY, typ=evaluated_pseudonym.ENCRYPTED_TYP)


@given(
    st.text(max_size=100)
    | st.lists(st.text("ABCabc019-_", max_size=30), min_size=5, max_size=5).map(".".join)
)
def test_any_text_is_no_encrypted_token(text: str) -> None:
    with pytest.raises(InputInvalid):
        jwe.decrypt(text, INDEX_KEY, typ="x")
