"""A server's published keys as one document. Standard: RFC 7517 §5, JWK Set."""

import json
from collections.abc import Sequence

import msgspec

from tijdlijn.wire.fhir.codec import decode

MAX_KEY_SET_BYTES = 64 * 1024


class _KeySet(msgspec.Struct):
    keys: list[msgspec.Raw]


def write_key_set(jwks: Sequence[str]) -> bytes:
    """Write public keys (JWK texts) as one set."""
    return json.dumps({"keys": [json.loads(jwk) for jwk in jwks]}).encode()


def read_key_set(body: bytes) -> tuple[str, ...]:
    """Give the keys of a set as JWK texts, none of them checked yet.

    Raises:
        InputInvalid: not a key set.
    """
    return tuple(bytes(key).decode() for key in decode(body, _KeySet, limit_bytes=MAX_KEY_SET_BYTES).keys)
