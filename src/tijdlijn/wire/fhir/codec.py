"""JSON to and from structs, with one way to fail.

Structs drop what they do not know, silently; where nothing may be lost, the raw bytes travel beside them.
Standard: HL7 FHIR R4, JSON representation.
"""

from typing import Final, TypeVar

import msgspec

from tijdlijn.domain.errors import InputInvalid

MIB: Final = 1024 * 1024

T = TypeVar("T")

_encoder = msgspec.json.Encoder()


class Element(msgspec.Struct, rename="camel", omit_defaults=True, gc=False):
    """The base of every struct: FHIR's spelling, nothing written that is not set, cheap to keep."""


def encode(resource: object) -> bytes:
    """Write a struct as JSON; the same value always gives the same bytes."""
    return _encoder.encode(resource)


def decode(data: bytes, kind: type[T], *, limit_bytes: int) -> T:
    """Read JSON from outside into a struct.

    Raises:
        InputInvalid: larger than `limit_bytes`, no JSON, or not of this kind. The text names the place, never
        the value.
    """
    if len(data) > limit_bytes:
        raise InputInvalid(f"JSON is larger than {limit_bytes} bytes")
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise InputInvalid(f"not a {kind.__name__} that can be used") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputInvalid("not JSON") from error


class _ResourceHead(msgspec.Struct, rename="camel", gc=False):
    resource_type: str
    id: str | None = None


def resource_head(data: bytes, *, limit_bytes: int) -> tuple[str, str | None]:
    """Give the type and the id of a resource without reading the rest.

    Raises:
        InputInvalid: as `decode`.
    """
    head = decode(data, _ResourceHead, limit_bytes=limit_bytes)
    return head.resource_type, head.id
