"""What a signed token must be, and every way in which it is not."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as joserfc_jws
from joserfc.jwk import ECKey, RSAKey

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.jose import jws
from tijdlijn.wire.jose.key_set import key_set, read_key_set
from tijdlijn.wire.jose.keys import DecryptionKey, SigningKey, read_public_key

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KEY = SigningKey.generate()
OTHER = SigningKey.generate()
KIND = jws.TokenKind("test+jwt", "https://holder.example/token", 300)
ISSUER = "urn:oid:2.16.528.1.1007.3.3.90000101"


def signed(**claims: object) -> str:
    return jws.sign(claims, KEY, KIND, issuer=ISSUER, now=NOW)


def forged(header: dict[str, object], claims: dict[str, object], key: SigningKey = KEY) -> str:
    """A token signed rightly over any header and claims."""
    full = {"alg": "ES256", "typ": KIND.typ} | header
    base = {"iss": ISSUER, "aud": KIND.audience, "jti": "1", "iat": int(NOW.timestamp())}
    payload = base | {"exp": int(NOW.timestamp()) + 300} | claims
    kept = {name: value for name, value in payload.items() if value is not None}
    return joserfc_jws.serialize_compact(full, json.dumps(kept), key.jose_key(), ["ES256"])


def check(token: str, *, now: datetime = NOW, keys: tuple[str, ...] = (KEY.public_jwk(),)) -> jws.Claims:
    return jws.verify(token, keys, KIND, now=now, issuer=ISSUER)


def test_a_signed_token_gives_back_its_claims() -> None:
    claims = check(signed(sub="123"))

    assert claims["sub"] == "123"
    assert claims["iss"] == ISSUER


def test_two_tokens_never_share_their_id() -> None:
    assert check(signed())["jti"] != check(signed())["jti"]


def test_a_token_holds_under_the_second_of_two_published_keys() -> None:
    assert check(signed(), keys=(OTHER.public_jwk(), KEY.public_jwk()))


def test_keys_of_other_kinds_beside_ours_do_no_harm() -> None:
    rsa_key = RSAKey.generate_key(2048).as_dict(private=False)
    strange = (json.dumps(rsa_key), "no JSON", "[]", '{"kty":"EC","crv":"P-256"}')
    assert check(signed(), keys=(*strange, KEY.public_jwk()))
    with pytest.raises(InputInvalid):
        check(signed(), keys=strange)


@pytest.mark.parametrize("seconds", [-60, 0, 299, 359])
def test_clocks_may_differ_by_a_minute(seconds: int) -> None:
    assert check(signed(), now=NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-61, 360, 3600, 10**9])
def test_outside_its_time_a_token_is_refused(seconds: int) -> None:
    with pytest.raises(InputInvalid, match="valid"):
        check(signed(), now=NOW + timedelta(seconds=seconds))


@pytest.mark.requirement("B42", "T2.6.token")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"aud": "https://other.example/token"}, "another audience"),
        ({"aud": [KIND.audience]}, "aud"),
        ({"aud": None}, "aud"),
        ({"iss": "urn:oid:2.16.528.1.1007.3.3.90000102"}, "another issuer"),
        ({"iss": None}, "iss"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
        ({"exp": None}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": 10**30}, "exp"),
        ({"iat": None}, "iat"),
        ({"iat": int(NOW.timestamp()) - 1}, "longer"),
        ({"exp": int(NOW.timestamp()) + 301}, "longer"),
        ({"exp": int(NOW.timestamp())}, "longer"),
        ({"nbf": int(NOW.timestamp()) + 61}, "not valid yet"),
        ({"nbf": "now"}, "nbf"),
    ],
)
def test_a_wrong_claim_is_refused_and_named(change: dict[str, object], reason: str) -> None:
    with pytest.raises(InputInvalid, match=reason):
        check(forged({}, change))


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": "other+jwt"},
        {"jwk": json.loads(KEY.public_jwk())},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/chain"},
        {"cty": "x"},
    ],
)
def test_what_a_header_says_of_keys_or_kind_is_never_followed(header: dict[str, object]) -> None:
    with pytest.raises(InputInvalid):
        check(forged(header, {}))


def test_a_token_signed_with_another_key_is_refused_even_under_our_key_id() -> None:
    with pytest.raises(InputInvalid, match="signature"):
        check(forged({"kid": KEY.key_id}, {}, key=OTHER))


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _body() -> str:
    issued = int(NOW.timestamp())
    return _part({"iss": ISSUER, "aud": KIND.audience, "jti": "1", "iat": issued, "exp": issued + 300})


def unsigned() -> str:
    return f"{_part({'alg': 'none', 'typ': KIND.typ})}.{_body()}."


def hmac_with_the_public_key() -> str:
    head = f"{_part({'alg': 'HS256', 'typ': KIND.typ})}.{_body()}"
    mac = hmac.digest(KEY.public_jwk().encode(), head.encode(), hashlib.sha256)
    return f"{head}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def empty_signature() -> str:
    return f"{_part({'alg': 'ES256', 'typ': KIND.typ})}.{_body()}."


def zero_signature() -> str:
    return f"{_part({'alg': 'ES256', 'typ': KIND.typ})}.{_body()}.{'A' * 86}"


@pytest.mark.requirement("T2.6.token")
@pytest.mark.parametrize(
    "attack", [unsigned, hmac_with_the_public_key, empty_signature, zero_signature], ids=lambda f: f.__name__
)
def test_no_other_algorithm_passes(attack: Callable[[], str]) -> None:
    with pytest.raises(InputInvalid):
        check(attack())


@given(st.integers(0, 10_000), st.sampled_from("AZaz09-_.=\x00é"))
def test_a_changed_letter_is_refused(position: int, letter: str) -> None:
    token = signed(sub="123")
    place = position % len(token)
    # The last letter of a part carries unused bits; only what decodes differently is a change.
    changed = token[:place] + letter + token[place + 1 :]
    try:
        claims = check(changed)
    except InputInvalid:
        return
    assert claims == check(token)


@given(st.text(max_size=200) | st.lists(st.text(max_size=20), max_size=6).map(".".join))
def test_any_text_is_refused_with_one_error(text: str) -> None:
    with pytest.raises(InputInvalid):
        check(text)
    with pytest.raises(InputInvalid):
        jws.read_unverified(text)


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=70))
def test_any_three_parts_are_refused_with_one_error(header: bytes, payload: bytes, signature: bytes) -> None:
    parts = (base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (header, payload, signature))
    with pytest.raises(InputInvalid):
        check(".".join(parts))


@pytest.mark.parametrize("inside", [b"[" * 5000, b'{"a":' * 5000, b"[]", b"7", b'"x"', b"\xff"])
def test_a_body_that_is_no_object_is_refused(inside: bytes) -> None:
    token = joserfc_jws.serialize_compact(
        {"alg": "ES256", "typ": KIND.typ}, inside, KEY.jose_key(), ["ES256"]
    )
    with pytest.raises(InputInvalid):
        check(token)


def test_a_token_beyond_the_size_limit_is_refused_unread() -> None:
    with pytest.raises(InputInvalid):
        check(signed(filler="x" * jws.MAX_TOKEN_BYTES))


def test_a_key_survives_its_file_and_is_published_without_its_secret() -> None:
    again = SigningKey.from_pem(KEY.to_pem())

    assert again.public_jwk() == KEY.public_jwk()
    assert "d" not in json.loads(KEY.public_jwk())
    assert KEY.key_id == ECKey.import_key(json.loads(KEY.public_jwk())).thumbprint()
    assert "PRIVATE" not in repr(KEY)


def test_an_encryption_key_verifies_nothing_and_a_signing_key_encrypts_nothing() -> None:
    opening = DecryptionKey.generate()
    with pytest.raises(InputInvalid):
        read_public_key(opening.public_jwk(), "sig")
    with pytest.raises(InputInvalid):
        read_public_key(KEY.public_jwk(), "enc")


def test_a_private_key_where_a_public_one_belongs_is_refused() -> None:
    with pytest.raises(InputInvalid):
        read_public_key(json.dumps(ECKey.generate_key("P-256").as_dict(private=True)), "sig")


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        rsa.generate_private_key(65537, 2048).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
        ec.generate_private_key(ec.SECP384R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
    ],
    ids=["empty", "damaged", "RSA", "P-384"],
)
def test_only_a_p256_key_file_is_read(pem: bytes) -> None:
    with pytest.raises(InputInvalid):
        SigningKey.from_pem(pem)


def test_a_key_set_gives_back_its_keys() -> None:
    keys = read_key_set(key_set([KEY.public_jwk(), OTHER.public_jwk()]))

    assert [json.loads(key) for key in keys] == [json.loads(KEY.public_jwk()), json.loads(OTHER.public_jwk())]
    assert check(signed(), keys=keys)


@given(st.binary(max_size=100))
def test_any_bytes_are_no_key_set(data: bytes) -> None:
    with pytest.raises(InputInvalid):
        read_key_set(data)


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"keys":1}', b'{"keys":null}', b"[" * 50_000])
def test_json_without_keys_is_no_key_set(data: bytes) -> None:
    with pytest.raises(InputInvalid):
        read_key_set(data)
