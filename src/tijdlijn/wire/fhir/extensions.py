"""What a study or report has and FHIR has no place for: our own extensions, written and read in one place.

Each is described in docs/reference/fhir.md; another reader may ignore all of them.
"""

from collections.abc import Iterable
from typing import Final

from tijdlijn.wire.fhir import names
from tijdlijn.wire.fhir.structs import Extension, Identifier, PrimitiveExtension

SERIES_COUNT: Final = f"{names.EXTENSION}/series-count"
INSTANCE_COUNT: Final = f"{names.EXTENSION}/instance-count"
IMAGE_COUNT: Final = f"{names.EXTENSION}/image-count"
STUDY_SIZE: Final = f"{names.EXTENSION}/study-size"
AVAILABILITY: Final = f"{names.EXTENSION}/availability"
LATERALITY: Final = f"{names.EXTENSION}/laterality"
ORIGINAL_STUDY: Final = f"{names.EXTENSION}/original-study"
SOP_INSTANCE: Final = f"{names.EXTENSION}/sop-instance"
REPORT_STATUS: Final = f"{names.EXTENSION}/report-status"

ABSENT: Final = PrimitiveExtension(extension=(Extension(url=names.DATA_ABSENT, value_code="unknown"),))
"""Beside an element that must be there and is not known (B15)."""


def code_extension(url: str, value: str | None) -> tuple[Extension, ...]:
    """One extension with a code, or none when there is no value."""
    return () if value is None else (Extension(url=url, value_code=value),)


def count_extension(url: str, value: int | None) -> tuple[Extension, ...]:
    """One extension with a count, or none when there is no value."""
    return () if value is None else (Extension(url=url, value_unsigned_int=value),)


def size_extension(value: int | None) -> tuple[Extension, ...]:
    """One extension with a size in bytes; a decimal, because FHIR R4's integers end at 2 GiB."""
    return () if value is None else (Extension(url=STUDY_SIZE, value_decimal=value),)


def uid_extensions(url: str, uids: Iterable[str]) -> tuple[Extension, ...]:
    """One extension for each of these bare UIDs."""
    return tuple(
        Extension(url=url, value_identifier=Identifier(system=names.DICOM_UID, value=names.OID_PREFIX + uid))
        for uid in uids
    )


def read_uids(extensions: Iterable[Extension], url: str) -> tuple[str, ...]:
    """The bare texts under `url`, each once; whether they are UIDs is for the reader to judge."""
    values = (one.value_identifier.value for one in extensions if one.url == url and one.value_identifier)
    return tuple(dict.fromkeys(value.removeprefix(names.OID_PREFIX) for value in values if value))


def read_code(extensions: Iterable[Extension], url: str) -> str | None:
    """The code under `url`, or `None`."""
    return next((one.value_code for one in extensions if one.url == url), None)


def read_number(extensions: Iterable[Extension], url: str) -> int | None:
    """The whole, non-negative number under `url`, or `None`."""
    for one in extensions:
        if one.url == url:
            value = one.value_decimal if one.value_unsigned_int is None else one.value_unsigned_int
            if isinstance(value, int) and value >= 0:
                return value
    return None
