"""A list of series or instances as QIDO-RS answers it, one page.

Standard: DICOM PS3.18 §10.6, Tables 10.6.3-4 and 10.6.3-5; reference/standards.md traps 20, 21.
"""

from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.bounded_json import decode
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.json_model import JsonAttributes, JsonDataset
from tijdlijn.wire.dicom.qido import MAX_ANSWER_BYTES

_WHOSE: Final = (at.PATIENT_ID, at.ISSUER_OF_PATIENT_ID, at.ISSUER_OF_PATIENT_ID_QUALIFIERS)
SERIES_FIELDS: Final = (*_WHOSE, at.SERIES_DATE, at.SERIES_TIME, at.SERIES_DESCRIPTION, at.BODY_PART)
INSTANCE_FIELDS: Final = (*_WHOSE, at.FRAME_COUNT, at.ROWS, at.AVAILABLE_TRANSFER_SYNTAX)


def list_query(fields: tuple[int, ...], *, limit: int, offset: int) -> list[tuple[str, str]]:
    """Give the query parameters for one page with these attributes in it."""
    return [
        ("includefield", ",".join(f"{tag:08X}" for tag in fields)),
        ("limit", str(limit)),
        ("offset", str(offset)),
    ]


def parse_list(status: int, body: bytes) -> tuple[JsonAttributes, ...]:
    """Read one page. Raises as `parse_objects`."""
    return tuple(JsonAttributes(one) for one in parse_objects(status, body))


def parse_objects(status: int, body: bytes) -> list[JsonDataset]:
    """Read an array of DICOM JSON objects: 204, an empty body and an empty array are all "none" (trap 21).

    Raises:
        InputInvalid: not such an array, or another status than 200 or 204.
    """
    if status not in (200, 204):
        raise InputInvalid("DICOMweb: not the status of an answer")
    if status == 204 or not body.strip():
        return []
    return [*decode(body, list[dict[str, object]], limit_bytes=MAX_ANSWER_BYTES)]
