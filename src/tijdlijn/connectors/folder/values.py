"""Values that headers of the files of a folder leave behind an address.

Standard: DICOM PS3.18 §10.4.1.1.5 (bulk data resources).
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

from tijdlijn.connectors.folder.frame_parts import in_parts
from tijdlijn.connectors.folder.frames import Located, locate
from tijdlijn.connectors.folder.heads import OwnHeads
from tijdlijn.connectors.folder.open_file import PIECE_BYTES, OpenFile
from tijdlijn.domain.errors import AccessDenied, InputInvalid
from tijdlijn.ports import Derived, Document
from tijdlijn.wire.dicom.bulk_addresses import values_address
from tijdlijn.wire.dicom.bulkdata import Packaging, packaging, value_at
from tijdlijn.wire.dicom.frame import ByteRange
from tijdlijn.wire.dicom.part10 import Part10Head

_Found = bytes | ByteRange | Located


@asynccontextmanager
async def value_of(file: OpenFile, heads: OwnHeads, derived: Derived) -> AsyncIterator[Document]:
    """Open one value of this file. Leave the file open meanwhile.

    Raises:
        AccessDenied: there is no such value, or it is not taken in a form in which it is given.
        PeerError: as `OwnHeads.of`.
    """

    def look(one: OpenFile) -> tuple[Part10Head, _Found]:
        head = heads.of(one)
        return head, _found(one, head, derived.value)

    head, found = await file.looked_at(look)
    location = values_address(derived.root, head) + derived.value
    if isinstance(found, Located):
        async with in_parts(file, found, derived.forms, {"Content-Location": location}) as document:
            yield document
        return
    form = packaging(derived.forms, location)
    if form is None:
        raise AccessDenied("a value is given as application/octet-stream")
    size_bytes = len(found) if isinstance(found, bytes) else found.size
    async with aclosing(_body(file, found, form)) as body:
        yield Document(form.media_type, len(form.before) + size_bytes + len(form.after), body)


def _found(file: OpenFile, head: Part10Head, path: str) -> _Found:
    try:
        found = value_at(head, path)
    except InputInvalid as error:
        raise AccessDenied("no such value") from error
    if found is None:
        return locate(file, head, None)
    if isinstance(found, ByteRange) and found.end > file.size_bytes:
        raise AccessDenied("a value beyond the end of its file")
    return found


async def _body(file: OpenFile, found: bytes | ByteRange, form: Packaging) -> AsyncGenerator[bytes, None]:
    if form.before:
        yield form.before
    if isinstance(found, bytes):
        yield found
    else:
        for start in range(found.start, found.end, PIECE_BYTES):
            yield await file.span(start, min(start + PIECE_BYTES, found.end))
    if form.after:
        yield form.after
