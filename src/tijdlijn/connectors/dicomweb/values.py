"""A value that an archive's own header leaves behind an address, had from there.

The address is the archive's word and is not followed as it stands: only what lies below the instance itself
is asked for, at the address at which we know the archive.

Standard: DICOM PS3.18 §10.4.1.1.5 (bulk data resources), §10.4.3.3.5 (Content-Location).
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

from tijdlijn.connectors.dicomweb.archive import PEER, Archive, address_of
from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid
from tijdlijn.ports import Derived, Document, Piece
from tijdlijn.wire.dicom.bulk_addresses import address_in, values_address
from tijdlijn.wire.dicom.bulkdata import check_value_path, part_headers
from tijdlijn.wire.dicom.identity import InstanceIdentity
from tijdlijn.wire.dicom.json_model import JsonDataset
from tijdlijn.wire.dicom.multipart import (
    PartBegins,
    PartData,
    PartEnds,
    PartReader,
    PartWriter,
    boundary_of,
    media_type_parameters,
    new_boundary,
    related,
)
from tijdlijn.wire.dicom.transfer_syntax import OCTET_STREAM

_BELOW = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+){0,40}")
_CONTENT_TYPE = re.compile(r"[\x20-\x7e]{1,256}")
_MEDIA_TYPE = re.compile(r"[a-zA-Z0-9.+-]{1,64}/[a-zA-Z0-9.+-]{1,64}")


@asynccontextmanager
async def value_of(
    archive: Archive, identity: InstanceIdentity, header: JsonDataset, derived: Derived
) -> AsyncIterator[Document]:
    """Open a value of the instance whose header this is.

    Raises:
        AccessDenied: the header has no such address, or one that is not below its instance.
        PeerError: as `Archive.retrieved`.
    """
    address = _below(_named(header, derived.value), address_of(derived.path))
    location = values_address(derived.root, identity) + derived.value
    async with archive.retrieved(address, derived.forms) as answer:
        media_type = answer.headers.get("content-type", OCTET_STREAM)
        if not media_type.lower().startswith("multipart/"):
            yield Document(media_type, None, answer.chunks)
            return
        try:
            reader = PartReader(boundary_of(media_type))
        except InputInvalid as error:
            raise PeerAnswerInvalid(PEER, "not a WADO-RS answer") from error
        boundary = new_boundary()
        async with aclosing(_our_parts(answer.chunks, reader, boundary, location)) as parts:
            part_type = media_type_parameters(media_type).get("type", "")
            is_type = _MEDIA_TYPE.fullmatch(part_type)
            yield Document(related(boundary, part_type if is_type else OCTET_STREAM), None, parts)


def _named(header: JsonDataset, path: str) -> str:
    """The address that the archive itself has for this path; empty where it has none."""
    try:
        check_value_path(path)
    except InputInvalid as error:
        raise AccessDenied("the archive has no such value") from error
    return address_in(header, path) or ""


def _below(address: str, instance: str) -> str:
    """Where an address of the archive leads, without its host and what stands before its studies."""
    _, found, below = address.rpartition(f"{instance}/")
    if not found or not _BELOW.fullmatch(below):
        raise AccessDenied("the archive has no such value")
    return found + below


async def _our_parts(
    chunks: AsyncIterator[bytes], reader: PartReader, boundary: str, location: str
) -> AsyncGenerator[Piece, None]:
    """The same parts with our address in place of the archive's."""
    parts = PartWriter(boundary)
    try:
        async for chunk in chunks:
            for event in reader.feed(chunk):
                match event:
                    case PartBegins(headers):
                        content_type = headers.get("content-type", OCTET_STREAM)
                        if not _CONTENT_TYPE.fullmatch(content_type):
                            raise InputInvalid("a part without a media type")
                        yield parts.begins(part_headers(content_type, location))
                    case PartData(data):
                        yield data
                    case PartEnds():
                        yield parts.ends()
        reader.finish()
    except InputInvalid as error:
        raise PeerAnswerInvalid(PEER, "not a WADO-RS answer") from error
    yield parts.closes()
