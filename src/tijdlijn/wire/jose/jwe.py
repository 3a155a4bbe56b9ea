"""Compact encryption for one recipient: ECDH-ES+A256KW with A256GCM, and nothing else.

Encryption alone says nothing of who made the content; what matters is signed inside
(`evaluated_pseudonym`). Standard: RFC 7516; RFC 7518 §4.6, §5.3.
"""

from typing import Final

from joserfc import jwe
from joserfc.errors import JoseError

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.jose.keys import DecryptionKey, read_public_key

ALGORITHMS: Final = ("ECDH-ES+A256KW", "A256GCM")
MAX_TOKEN_BYTES = 32 * 1024


def encrypt(payload: bytes, recipient_jwk: str, *, typ: str) -> str:
    """Encrypt for the holder of one published key; `typ` names the kind of token.

    Raises:
        InputInvalid: the recipient's key is no P-256 key for encryption.
    """
    key = read_public_key(recipient_jwk, "enc")
    header = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1], "typ": typ, "kid": key.thumbprint()}
    return jwe.encrypt_compact(header, payload, key, ALGORITHMS)


def decrypt(token: str, key: DecryptionKey, *, typ: str) -> bytes:
    """Open a token of this kind that was encrypted for `key`.

    Raises:
        InputInvalid: another kind, another recipient, another algorithm, or damaged.
    """
    if len(token) > MAX_TOKEN_BYTES or not token.isascii():
        raise InputInvalid("encrypted token: not a compact JWE")
    try:
        opened = jwe.decrypt_compact(token.encode("ascii"), key.jose_key(), ALGORITHMS)
    except (JoseError, ValueError, TypeError, KeyError, AssertionError, RecursionError) as error:
        raise InputInvalid("encrypted token: cannot be opened with this key") from error
    if opened.protected.get("typ") != typ or opened.plaintext is None:
        raise InputInvalid("encrypted token: not of the kind that is wanted here")
    return opened.plaintext
