"""The oblivious pseudo-random function behind pseudonyms: OPRF(ristretto255, SHA-512), base mode.

The asker blinds, the pseudonym service evaluates with its key and sees nothing, the recipient unblinds.
All group arithmetic is libsodium's. Our index, like the national one, stops at the unblinded element and
does not hash it (`finalize`): it never has the input. Standard: RFC 9497 §3.3.1, §4.1; RFC 9380 §5.3.1.
"""

import hashlib
from pathlib import Path
from typing import Final

import rbcl  # type: ignore[import-untyped]

from tijdlijn.domain.errors import InputInvalid

# The package writes its library to a temporary file to load it, and would leave 3 MB there for every process.
Path(rbcl._sodium._name).unlink(missing_ok=True)

SCALAR_BYTES: Final = 32
ELEMENT_BYTES: Final = 32

_CONTEXT: Final = b"OPRFV1-\x00-ristretto255-SHA512"
_IDENTITY: Final = bytes(ELEMENT_BYTES)
_GROUP_ORDER: Final = 2**252 + 27742317777372353535851937790883648493


def blind(private_input: bytes, *, scalar: bytes | None = None) -> tuple[bytes, bytes]:
    """Give the blind (32 bytes, secret, single-use) and the blinded element for one input.

    `scalar` fixes the blind, which only the standard's test vectors need.
    """
    chosen = rbcl.crypto_core_ristretto255_scalar_random() if scalar is None else scalar
    return chosen, _multiply(chosen, _hash_to_group(private_input))


def evaluate(key: bytes, element: bytes) -> bytes:
    """Give the element raised to the service's key.

    Raises:
        InputInvalid: not the canonical encoding of a group element, or the identity.
    """
    return _multiply(key, element)


def unblind(blind_factor: bytes, evaluated: bytes) -> bytes:
    """Take the blind off an evaluated element: the same for each blinding of one input.

    Raises:
        InputInvalid: no scalar, or no group element.
    """
    _check_scalar(blind_factor)
    return _multiply(rbcl.crypto_core_ristretto255_scalar_invert(blind_factor), evaluated)


def finalize(private_input: bytes, blind_factor: bytes, evaluated: bytes) -> bytes:
    """Give the function's output (64 bytes) as the standard defines it.

    Raises:
        InputInvalid: as `unblind`.
    """
    element = unblind(blind_factor, evaluated)
    return hashlib.sha512(_prefixed(private_input) + _prefixed(element) + b"Finalize").digest()


def derive_key(seed: bytes, info: bytes) -> bytes:
    """Give the service's private key (scalar, 32 bytes) that belongs to a 32-byte seed and a label.

    Standard: RFC 9497 §3.2.1, DeriveKeyPair.
    """
    if len(seed) != SCALAR_BYTES:
        raise InputInvalid("oprf: the seed must be 32 bytes")
    for counter in range(256):
        message = seed + _prefixed(info) + bytes([counter])
        uniform = _expand_message(message, b"DeriveKeyPair" + _CONTEXT)
        scalar: bytes = rbcl.crypto_core_ristretto255_scalar_reduce(uniform)
        if scalar != bytes(SCALAR_BYTES):
            return scalar
    raise InputInvalid("oprf: this seed gives no key")


def _multiply(scalar: bytes, element: bytes) -> bytes:
    _check_scalar(scalar)
    if (
        len(element) != ELEMENT_BYTES
        or element == _IDENTITY
        or not rbcl.crypto_core_ristretto255_is_valid_point(element)
    ):
        raise InputInvalid("oprf: not a group element")
    product: bytes = rbcl.crypto_scalarmult_ristretto255(scalar, element)
    return product


def _check_scalar(scalar: bytes) -> None:
    if len(scalar) != SCALAR_BYTES or not 0 < int.from_bytes(scalar, "little") < _GROUP_ORDER:
        raise InputInvalid("oprf: not a scalar")


def _hash_to_group(message: bytes) -> bytes:
    element: bytes = rbcl.crypto_core_ristretto255_from_hash(
        _expand_message(message, b"HashToGroup-" + _CONTEXT)
    )
    return element


def _expand_message(message: bytes, domain: bytes) -> bytes:
    """64 uniform bytes. Standard: RFC 9380 §5.3.1, expand_message_xmd with SHA-512 and one block."""
    domain_prime = domain + bytes([len(domain)])
    first = hashlib.sha512(bytes(128) + message + b"\x00\x40" + b"\x00" + domain_prime).digest()
    return hashlib.sha512(first + b"\x01" + domain_prime).digest()


def _prefixed(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data
