"""Sealed values: what a deployable hands out and wants back unread and unchanged, or keeps at rest.

Deterministic on purpose (AES-SIV): the same value sealed for the same owner gives the same text, so that a
report keeps its key while its row is sent again. Each value is bound to an owner, and opens for no other.

Standard: RFC 5297, AES-SIV.
"""

import base64
import binascii
import hashlib
import hmac
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from tijdlijn.domain.errors import ConfigurationInvalid, InputInvalid


class Sealer:
    """Seals and opens with one secret of 32 bytes or more."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ConfigurationInvalid(["a sealing key needs at least 32 bytes"])
        self._secret = secret
        self._keys: dict[str, bytes] = {}
        self._cipher = AESSIV(hashlib.blake2b(secret, digest_size=64, person=b"tijdlijn-siv").digest())

    @classmethod
    def from_file(cls, path: Path) -> "Sealer":
        """Read the secret from a file; its whole content is the secret."""
        return cls(path.read_bytes())

    def seal(self, value: bytes, owner: bytes) -> str:
        """Give `value` as base64url text that only `open` with the same owner can read."""
        return base64.urlsafe_b64encode(self._cipher.encrypt(value, [owner])).rstrip(b"=").decode()

    def open(self, text: str, owner: bytes) -> bytes:
        """Give the value back.

        Raises:
            InputInvalid: changed, of another owner, or never sealed here; these are not told apart.
        """
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            return self._cipher.decrypt(base64.urlsafe_b64decode(padded), [owner])
        except (InvalidTag, binascii.Error, UnicodeEncodeError, ValueError) as error:
            raise InputInvalid("not a sealed value of this owner") from error

    def reference(self, value: bytes, purpose: str) -> bytes:
        """A keyed hash of 32 bytes that stands for `value` where the value itself may not stand."""
        key = self._keys.get(purpose)
        if key is None:
            key = hashlib.blake2b(self._secret, digest_size=32, person=purpose.encode()[:16]).digest()
            self._keys[purpose] = key
        return hmac.digest(key, value, "sha256")
