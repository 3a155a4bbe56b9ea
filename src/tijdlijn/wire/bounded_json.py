"""JSON to and from structs, with a size limit and one way to fail.

Structs drop what they do not know, silently; where nothing may be lost, the raw bytes travel beside them.
Standard: RFC 8259.
"""

from typing import Final, TypeVar

import msgspec

from tijdlijn.domain.errors import InputInvalid

MIB: Final = 1024 * 1024

T = TypeVar("T")

_encoder = msgspec.json.Encoder()


def encode(value: object) -> bytes:
    """Write a struct as JSON; the same value always gives the same bytes."""
    return _encoder.encode(value)


def decode(data: bytes | msgspec.Raw, kind: type[T], *, limit_bytes: int) -> T:
    """Read JSON from outside as a value of this kind.

    Raises:
        InputInvalid: larger than `limit_bytes`, no JSON, or not of this kind. The text never holds a value.
    """
    if len(memoryview(data)) > limit_bytes:
        raise InputInvalid(f"JSON is larger than {limit_bytes} bytes")
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise InputInvalid("JSON is not of the kind that is wanted here") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputInvalid("not JSON") from error
