"""Headers in DICOM JSON with other addresses of bulk data than they came with.

An address of bulk data leads into the archive or the holder that wrote it, where whoever reads the header may
not go and should not know of (reference/standards.md, trap 19). Each is replaced by one that is made of the
place of its value in the header, and so says nothing that the header does not.

Standard: DICOM PS3.18 §F.2.6 (BulkDataURI).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID, StudyInstanceUID
from tijdlijn.wire.bounded_json import encode
from tijdlijn.wire.dicom.json_model import JsonDataset

BulkUri = Callable[[str], str]
"""Makes the address of a value from its path in the header: `7FE00010`, `54000100/1/54001010` (the tag, the
number of the item from 1, the tag within).
"""

VALUE_PATH: Final = r"[0-9A-F]{8}(?:/[1-9][0-9]{0,5}/[0-9A-F]{8}){0,16}"
_ADDRESS: Final = "BulkDataURI"
_WRITTEN: Final = b'"BulkDataURI"'
_TAG: Final = re.compile(r"[0-9A-Fa-f]{8}")


class Identified(Protocol):
    """Whatever says of which instance it is."""

    @property
    def study_uid(self) -> StudyInstanceUID:
        """Its study."""
        ...

    @property
    def series_uid(self) -> SeriesInstanceUID:
        """Its series."""
        ...

    @property
    def sop_instance_uid(self) -> SopInstanceUID:
        """The instance."""
        ...


def values_address(root: str, instance: Identified) -> str:
    """Give how the address of every value of an instance begins; the path of the value follows. `root` goes
    up to and without `/studies`.
    """
    study, series, uid = instance.study_uid, instance.series_uid, instance.sop_instance_uid
    return f"{root}/studies/{study}/series/{series}/instances/{uid}/bulkdata/"


def bulk_uris(root: str, instance: Identified) -> BulkUri:
    """Give what makes the addresses of the values of an instance."""
    return values_address(root, instance).__add__


def address_in(header: JsonDataset, path: str) -> str | None:
    """Give the address that a header has for the value of this path; `None` where it has none."""
    *items, last = path.split("/")
    for tag, number in zip(items[::2], items[1::2], strict=True):
        values = _of(header, tag).get("Value")
        if not isinstance(values, list) or int(number) > len(values) or not _is_item(values[int(number) - 1]):
            return None
        header = values[int(number) - 1]
    address = _of(header, last).get(_ADDRESS)
    return address if isinstance(address, str) else None


def readdressed(header: JsonDataset, bulk_uri: BulkUri) -> bytes:
    """Write one header with every address of a value made anew."""
    return encode(_header(header, bulk_uri, ""))


def readdressed_text(header: bytes, before: str, after: str) -> bytes | None:
    """Put `after` in place of `before` at the beginning of every address in a header that is written already;
    `None` when any of them is not `before` and the path of a value, so that it must be read.
    """
    expected = re.compile(rb'"BulkDataURI":"%b(?=%b")' % (re.escape(before.encode()), VALUE_PATH.encode()))
    written, count = expected.subn(b'"BulkDataURI":"' + after.encode(), header)
    return written if count == header.count(_WRITTEN) else None


def _of(header: JsonDataset, tag: str) -> Mapping[str, object]:
    element = header.get(tag, header.get(tag.lower()))
    return element if isinstance(element, Mapping) else {}


def _header(header: JsonDataset, bulk_uri: BulkUri, path: str) -> dict[str, object]:
    return {tag: _element(element, bulk_uri, f"{path}{tag.upper()}") for tag, element in header.items()}


def _element(element: object, bulk_uri: BulkUri, path: str) -> object:
    if not isinstance(element, Mapping):
        return element
    if _ADDRESS in element:
        return {"vr": element.get("vr"), _ADDRESS: bulk_uri(path)}
    values = element.get("Value")
    if not isinstance(values, list):
        return element
    items = [
        _header(value, bulk_uri, f"{path}/{number}/") if _is_item(value) else value
        for number, value in enumerate(values, start=1)
    ]
    return {**element, "Value": items}


def _is_item(value: object) -> bool:
    """A person's name is an object too, and has no tags within."""
    return isinstance(value, dict) and all(_TAG.fullmatch(name) for name in value)
