"""P-256 keys as files (PEM) and as published (JWK), each for one use.

The published form carries `use`, and a key published for encryption is never taken for a signature or the
other way round. Standard: RFC 7517; RFC 7638 (thumbprint as `kid`); RFC 7518 §6.2.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from tijdlijn.domain.errors import InputInvalid

MAX_JWK_BYTES = 4096


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey:
    """A P-256 private key; never shown, only used.

    Raises:
        InputInvalid: `from_pem` was given anything but one unencrypted P-256 private key.
    """

    _key: ec.EllipticCurvePrivateKey = field(repr=False)
    _jose_key: ECKey = field(init=False, repr=False, compare=False)
    _key_id: str = field(init=False, repr=False, compare=False)

    use = "sig"

    def __post_init__(self) -> None:
        # Made once: turning the key into joserfc's form costs more than a signature.
        object.__setattr__(self, "_jose_key", ECKey.import_key(self._key))
        object.__setattr__(self, "_key_id", self._jose_key.thumbprint())

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """Read a PKCS#8 or SEC1 key file."""
        try:
            key = serialization.load_pem_private_key(pem, password=None)
        except (ValueError, TypeError) as error:
            raise InputInvalid("not an unencrypted private key in PEM") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise InputInvalid("not a private key on P-256")
        return cls(key)

    @classmethod
    def generate(cls) -> Self:
        """Make a new key."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    def to_pem(self) -> bytes:
        """The key as an unencrypted PKCS#8 file, for whoever makes a new key."""
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    @property
    def key_id(self) -> str:
        """The thumbprint of the public part. Standard: RFC 7638."""
        return self._key_id

    def public_jwk(self) -> str:
        """The public part as JWK JSON text, with `kid` and `use`."""
        public = self._jose_key.as_dict(private=False)
        return json.dumps(
            {name: public[name] for name in ("kty", "crv", "x", "y")} | {"kid": self.key_id, "use": self.use}
        )

    def jose_key(self) -> ECKey:
        """The key as joserfc wants it; for this room only."""
        return self._jose_key


class SigningKey(PrivateKey):
    """A key that signs for an institution or a service."""

    __slots__ = ()
    use = "sig"


class DecryptionKey(PrivateKey):
    """A key that opens what was encrypted for its owner."""

    __slots__ = ()
    use = "enc"


@lru_cache(maxsize=1024)
def read_public_key(jwk: str, use: Literal["sig", "enc"]) -> ECKey:
    """Read one published P-256 key that may be used so; those that were read lately are kept.

    Raises:
        InputInvalid: no JWK, not P-256, a private key, or published for another use.
    """
    if len(jwk) > MAX_JWK_BYTES:
        raise InputInvalid("not a public key on P-256 as JWK")
    try:
        members = json.loads(jwk)
        if not isinstance(members, dict) or members.get("kty") != "EC" or members.get("crv") != "P-256":
            raise InputInvalid("not a public key on P-256 as JWK")
        if "d" in members or members.get("use", use) != use:
            raise InputInvalid("a key that may not be used so")
        return ECKey.import_key({name: members[name] for name in ("kty", "crv", "x", "y")})
    except (ValueError, KeyError, TypeError, RecursionError, JoseError) as error:
        raise InputInvalid("not a public key on P-256 as JWK") from error


def read_signature_keys(jwks: Iterable[str]) -> dict[str, ECKey]:
    """Read all usable signature keys, by thumbprint; what is not one is left out.

    A directory may publish keys of other kinds or newer algorithms beside ours.
    """
    keys: dict[str, ECKey] = {}
    for jwk in jwks:
        try:
            key = read_public_key(jwk, "sig")
        except InputInvalid:
            continue
        keys[key.thumbprint()] = key
    return keys
