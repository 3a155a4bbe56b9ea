"""Headers in DICOM JSON without the addresses that an archive put in them.

An address of bulk data leads into the archive, where nobody outside may go and nobody should know of
(reference/standards.md, trap 19); what stands behind it is had as frames or as the file.

Standard: DICOM PS3.18 §F.2.6 (BulkDataURI).
"""

from tijdlijn.wire.bounded_json import encode
from tijdlijn.wire.dicom.json_model import JsonDataset

_ADDRESS = "BulkDataURI"


def without_addresses(headers: list[JsonDataset]) -> bytes:
    """Write the headers with every element left out whose value lies behind an address."""
    return encode([_header(header) for header in headers])


def _header(header: JsonDataset) -> dict[str, object]:
    return {tag: _element(element) for tag, element in header.items() if not _is_behind_address(element)}


def _is_behind_address(element: object) -> bool:
    return isinstance(element, dict) and _ADDRESS in element


def _element(element: object) -> object:
    values = element.get("Value") if isinstance(element, dict) else None
    if not isinstance(element, dict) or not isinstance(values, list):
        return element
    return element | {"Value": [_header(one) if _is_item(one) else one for one in values]}


def _is_item(value: object) -> bool:
    """A person's name is an object too, and has none of its own within."""
    return isinstance(value, dict) and all(isinstance(one, dict) for one in value.values())
