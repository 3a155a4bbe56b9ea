"""Compact signed tokens with ES256, and nothing else.

What a token says of its own algorithm or key is compared, never followed: no `jwk`, `jku`, `x5u` or `crit`
header is accepted, and the token's kind (`typ`) must be the one asked for, so that one kind of token never
passes as another. Standard: RFC 7515; RFC 7519; RFC 8725 (best practices §3.1, §3.9, §3.11, §3.12).
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.bounded_json import encode
from tijdlijn.wire.jose.keys import SigningKey, read_signature_keys

ALGORITHM: Final = "ES256"
MAX_TOKEN_BYTES = 32 * 1024
MAX_TEXT = 1024
LEEWAY = timedelta(seconds=60)
"""How far clocks may differ; beyond it no tokens are issued at all (architecture.md §7)."""

Claims = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TokenKind:
    """One kind of token for one audience: its `typ`, and the longest that it may give itself to live."""

    typ: str
    audience: str
    lifetime_s: int


def sign(claims: Claims, key: SigningKey, kind: TokenKind, *, issuer: str, now: datetime) -> str:
    """Sign `claims` with issuer, audience, a fresh `jti`, `iat` now and `exp` after the kind's lifetime."""
    issued_at = int(now.timestamp())
    payload = {
        **claims,
        "iss": issuer,
        "aud": kind.audience,
        "jti": secrets.token_urlsafe(16),
        "iat": issued_at,
        "exp": issued_at + kind.lifetime_s,
    }
    header = {"alg": ALGORITHM, "typ": kind.typ, "kid": key.key_id}
    return jws.serialize_compact(header, encode(payload), key.jose_key(), [ALGORITHM])


def verify(
    token: str, keys: Sequence[str], kind: TokenKind, *, now: datetime, issuer: str | None = None
) -> Claims:
    """Give the claims of a token of this kind that one of `keys` (JWK texts) signed and that is valid now.

    `issuer` `None` leaves the issuer to the caller.

    Raises:
        InputInvalid: anything else; the text says which check failed and nothing of the token.
    """
    parts, header, claims = _split(token)
    if header.get("typ") != kind.typ:
        raise InputInvalid("token: not of the kind that is wanted here")
    if header.get("alg") != ALGORITHM or header.keys() - {"alg", "typ", "kid"}:
        raise InputInvalid("token: header is not accepted")
    known = read_signature_keys(keys)
    kid = header.get("kid")
    for key in [known[kid]] if isinstance(kid, str) and kid in known else list(known.values()):
        try:
            if not jws.validate_compact(parts, key, [ALGORITHM]):
                continue
        except (JoseError, ValueError, TypeError):
            continue
        _check_time(claims, kind, now)
        text_claim(claims, "jti", max_length=128)
        if text_claim(claims, "aud") != kind.audience:
            raise InputInvalid("token: made for another audience")
        if issuer is not None and text_claim(claims, "iss") != issuer:
            raise InputInvalid("token: made by another issuer")
        return claims
    raise InputInvalid("token: signature does not hold")


def read_unverified(token: str) -> Claims:
    """Give the claims without any check: only to learn whose keys to verify with.

    Raises:
        InputInvalid: not a compact token with a JSON object inside.
    """
    _, _, claims = _split(token)
    return claims


def text_claim(claims: Claims, name: str, *, max_length: int = MAX_TEXT) -> str:
    """Give a claim that must be a non-empty text.

    Raises:
        InputInvalid: absent, not a text, empty or too long.
    """
    value = claims.get(name)
    if not isinstance(value, str) or not value or len(value) > max_length:
        raise InputInvalid(f"token: claim {name} is missing or not acceptable")
    return value


def time_claim(claims: Claims, name: str, now: datetime) -> datetime:
    """Give a claim that must be a NumericDate within a century of `now`.

    Raises:
        InputInvalid: absent, no whole number, or far off.
    """
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputInvalid(f"token: claim {name} is missing or not a whole number")
    seconds = value - int(now.timestamp())
    if abs(seconds) > 100 * 366 * 86400:
        raise InputInvalid(f"token: claim {name} is out of range")
    return now.replace(microsecond=0) + timedelta(seconds=seconds)


def _check_time(claims: Claims, kind: TokenKind, now: datetime) -> None:
    issued_at = time_claim(claims, "iat", now)
    expires_at = time_claim(claims, "exp", now)
    not_before = time_claim(claims, "nbf", now) if "nbf" in claims else issued_at
    if max(issued_at, not_before) > now + LEEWAY:
        raise InputInvalid("token: not valid yet")
    if expires_at <= now - LEEWAY:
        raise InputInvalid("token: no longer valid")
    if not timedelta(0) < expires_at - issued_at <= timedelta(seconds=kind.lifetime_s):
        raise InputInvalid("token: lives longer than is allowed")


def _split(token: str) -> tuple[jws.CompactSignature, Claims, Claims]:
    """The parts as received, and header and claims as they say; nothing is checked."""
    if len(token) > MAX_TOKEN_BYTES or not token.isascii():
        raise InputInvalid("token: not a compact JWS")
    try:
        parts = jws.extract_compact(token.encode("ascii"))
    except (JoseError, ValueError, TypeError, AssertionError, RecursionError) as error:
        raise InputInvalid("token: not a compact JWS") from error
    header = parts.protected
    if not isinstance(header, dict):
        raise InputInvalid("token: not a compact JWS")
    return parts, header, _object(parts.payload)


def _object(payload: bytes) -> Claims:
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise InputInvalid("token: no JSON object inside") from error
    if not isinstance(claims, dict):
        raise InputInvalid("token: no JSON object inside")
    return claims
