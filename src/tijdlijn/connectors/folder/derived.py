"""Headers, values and single frames of the files of a folder, by looking at no more of them than is needed.

Of a header no byte of the pixels is read, and of a file of many frames only the frames that are asked for.

Standard: DICOM PS3.18 §10.4.1.1.2 (metadata), §10.4.1.1.5 (bulk data), §10.4.1.1.6 (frames).
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tijdlijn.connectors.folder.frame_parts import in_parts
from tijdlijn.connectors.folder.frames import locate
from tijdlijn.connectors.folder.heads import OwnHeads
from tijdlijn.connectors.folder.index import HeldFile
from tijdlijn.connectors.folder.open_file import OpenFile
from tijdlijn.connectors.folder.values import value_of
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.ports import Derivation, Derived, Document
from tijdlijn.wire.dicom.bulk_addresses import bulk_uris
from tijdlijn.wire.dicom.dicom_json import JsonWriter
from tijdlijn.wire.dicom.element_memory import ElementMemory
from tijdlijn.wire.dicom.wado import DICOM_JSON

MAX_HEADERS_BYTES = 64 * 1024 * 1024
FILES_AT_ONCE = 50
"""So many files are read before it is seen whether the reader is still there."""


@asynccontextmanager
async def derived_of(
    files: Sequence[HeldFile], local_ids: frozenset[LocalPatientId], derived: Derived
) -> AsyncIterator[Document]:
    """Open headers, a value or frames of these files. See `ports.DerivedSource.derived`."""
    heads = OwnHeads(local_ids, derived.path, ElementMemory())
    if derived.kind is Derivation.METADATA:
        body = await _headers(files, heads, derived.root)
        yield Document(DICOM_JSON, len(body), _once(body))
        return
    if derived.path.instance_uid is None or derived.kind not in (Derivation.BULKDATA, Derivation.FRAMES):
        raise AccessDenied("not made of files")
    file = OpenFile(files[0].path)
    try:
        if derived.kind is Derivation.BULKDATA:
            opened = value_of(file, heads, derived)
        else:
            located = await file.looked_at(lambda one: locate(one, heads.of(one), derived.frames))
            opened = in_parts(file, located, derived.forms, {})
        async with opened as document:
            yield document
    finally:
        file.close()


async def _headers(files: Sequence[HeldFile], heads: OwnHeads, root: str) -> bytes:
    writer, body = JsonWriter(), bytearray(b"[")
    for begin in range(0, len(files), FILES_AT_ONCE):
        some = files[begin : begin + FILES_AT_ONCE]
        if begin:
            body += b","
        body += await asyncio.to_thread(_written, some, heads, writer, root)
        if len(body) > MAX_HEADERS_BYTES:
            raise AccessDenied("more headers than are given at once")
    return bytes(body + b"]")


def _written(files: Sequence[HeldFile], heads: OwnHeads, writer: JsonWriter, root: str) -> bytes:
    written = []
    for held in files:
        file = OpenFile(held.path)
        try:
            head = file.look(heads.of)
        finally:
            file.close()
        written.append(writer.written(head, bulk_uris(root, head)))
    return b",".join(written)


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
