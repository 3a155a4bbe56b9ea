"""What every FHIR struct shares, and how to look at a resource without reading it.

Standard: HL7 FHIR R4, JSON representation.
"""

import msgspec

from tijdlijn.wire.bounded_json import MIB, decode, encode

__all__ = ["MIB", "Element", "decode", "encode", "resource_head"]


class Element(msgspec.Struct, rename="camel", omit_defaults=True, gc=False):
    """The base of every struct: FHIR's spelling, nothing written that is not set, cheap to keep."""


class _ResourceHead(msgspec.Struct, rename="camel", gc=False):
    resource_type: str
    id: str | None = None


def resource_head(data: bytes | msgspec.Raw, *, limit_bytes: int) -> tuple[str, str | None]:
    """Give the type and the id of a resource without reading the rest.

    Raises:
        InputInvalid: as `decode`.
    """
    head = decode(data, _ResourceHead, limit_bytes=limit_bytes)
    return head.resource_type, head.id
