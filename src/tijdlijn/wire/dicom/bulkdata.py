"""Values that a header leaves behind an address: where each stands in its file, and how it goes out.

Plain bytes go out as one value, by itself or as the one part of a body. Pixels that are compressed, or that
must be turned into little endian, go out as their frames, a part for each: the standard has no form in which
fragments or an offset table travel.

Standard: DICOM PS3.18 §10.4.1.1.5 (bulk data resources), §10.4.3.3.5 (their payload, Content-Location),
§8.7.3.3 (uncompressed and compressed bulk data), §F.2.6 (BulkDataURI).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.wire.dicom.bulk_addresses import VALUE_PATH
from tijdlijn.wire.dicom.data_set import PIXEL_TAGS
from tijdlijn.wire.dicom.fragments import MAX_FRAGMENTS
from tijdlijn.wire.dicom.frame import ByteRange, Frames
from tijdlijn.wire.dicom.multipart import PartWriter, new_boundary, related
from tijdlijn.wire.dicom.part10 import Part10Head
from tijdlijn.wire.dicom.transfer_syntax import OCTET_STREAM, is_big_endian
from tijdlijn.wire.dicom.wado import octets_wanted

MAX_FRAMES: Final = MAX_FRAGMENTS
"""Of all frames at once; each takes memory, and a hostile header announces one for every bit."""

_PATH: Final = re.compile(VALUE_PATH)


@dataclass(frozen=True, slots=True)
class Packaging:
    """The media type of an answer with one value of plain bytes, and what stands before and behind it."""

    media_type: str
    before: bytes = b""
    after: bytes = b""


BY_ITSELF: Final = Packaging(OCTET_STREAM)


def check_value_path(path: str) -> None:
    """Let the path of a value pass.

    Raises:
        InputInvalid: it is none.
    """
    if not _PATH.fullmatch(path):
        raise InputInvalid("not the path of a value")


def value_at(head: Part10Head, path: str) -> bytes | ByteRange | None:
    """Find a value: its bytes where it stands in the header, its place in the file where the header ends at
    it, and `None` for pixels that go out as their frames.

    Raises:
        InputInvalid: there is no such value, or it has no place in its file (deflated).
    """
    bulk = head.bulk
    if bulk is None or path != f"{bulk.tag:08X}":
        return bulk_value(head, path)
    if bulk.at is not None and bulk.length is not None and not is_big_endian(head.transfer_syntax_uid):
        return ByteRange(bulk.at, bulk.at + bulk.length)
    if bulk.tag not in PIXEL_TAGS:
        raise InputInvalid("a value that cannot be given as it stands")
    return None


def bulk_value(head: Part10Head, path: str) -> bytes:
    """Give the bytes of a value in the header that was left behind an address, numbers in little endian.

    Pixels and what else ends a header are no part of it: they are read from the file.

    Raises:
        InputInvalid: no such path.
    """
    check_value_path(path)
    *items, last = path.split("/")
    header = head.header
    for tag, number in zip(items[::2], items[1::2], strict=True):
        element = header.get(int(tag, 16))
        if element is None or int(number) > len(element.items):
            raise InputInvalid("no such value")
        header = element.items[int(number) - 1]
    found = header.get(int(last, 16))
    if found is None or not found.data:
        raise InputInvalid("no such value")
    return found.data


def every_frame(frames: Frames) -> range:
    """Give the numbers of all frames.

    Raises:
        InputInvalid: more than `MAX_FRAMES`.
    """
    if frames.count > MAX_FRAMES:
        raise InputInvalid("more frames than are given at once")
    return range(1, frames.count + 1)


def packaging(accept: str | None, location: str) -> Packaging | None:
    """Choose how a value of plain bytes goes out; `None`: in no form that is taken (406). `location` is its
    address in the header that named it.

    Raises:
        InputInvalid: an Accept header too long to read.
    """
    media_type = octets_wanted(accept)
    if media_type is None:
        return None
    if media_type == OCTET_STREAM:
        return BY_ITSELF
    return in_a_part(location)


def in_a_part(location: str) -> Packaging:
    """Give what makes a value the one part of a body. `location` as for `packaging`."""
    boundary = new_boundary()
    parts = PartWriter(boundary)
    before = parts.begins(part_headers(OCTET_STREAM, location))
    return Packaging(related(boundary, OCTET_STREAM), before, parts.ends() + parts.closes())


def part_headers(content_type: str, location: str) -> Mapping[str, str]:
    """Give the headers of a part with a value, or with a frame of one. Standard: PS3.18 §10.4.3.3.5."""
    return {"Content-Type": content_type, "Content-Location": location}
