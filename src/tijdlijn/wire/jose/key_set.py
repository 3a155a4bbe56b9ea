"""Published keys as a JWK Set: what a server of ours gives at its `jwks_uri`, and what it is read back as.

Standard: RFC 7517 §5.
"""

import json
from collections.abc import Iterable
from typing import Final

from tijdlijn.domain.errors import InputInvalid

MAX_KEY_SET_BYTES: Final = 64 * 1024


def key_set(jwks: Iterable[str]) -> bytes:
    """Write public keys (JWK texts) as one set."""
    return json.dumps({"keys": [json.loads(jwk) for jwk in jwks]}, separators=(",", ":")).encode("ascii")


def read_key_set(data: bytes) -> tuple[str, ...]:
    """Give every key as JWK text, usable or not; `jws.verify` takes those that it can use.

    Raises:
        InputInvalid: not a JWK Set.
    """
    if len(data) > MAX_KEY_SET_BYTES:
        raise InputInvalid("not a JWK Set")
    try:
        keys = json.loads(data)["keys"]
        if not isinstance(keys, list):
            raise InputInvalid("not a JWK Set")
        return tuple(json.dumps(key) for key in keys)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputInvalid("not a JWK Set") from error
