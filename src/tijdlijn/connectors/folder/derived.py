"""Headers and single frames of the files of a folder, made by looking at no more of them than is needed.

Of a header no byte of the pixels is read, and of a file of many frames only the frames that are asked for.

Standard: DICOM PS3.18 §10.4.1.1.5 (metadata), §10.4.1.1.6 (frames), §8.7.3.3 (frames in multipart).
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager

from tijdlijn.connectors.folder.frames import Located, locate
from tijdlijn.connectors.folder.heads import OwnHeads
from tijdlijn.connectors.folder.index import HeldFile
from tijdlijn.connectors.folder.open_file import OpenFile
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.ports import Derivation, Derived, Document
from tijdlijn.wire.dicom.bulk_addresses import bulk_uris
from tijdlijn.wire.dicom.dicom_json import JsonWriter
from tijdlijn.wire.dicom.element_memory import ElementMemory
from tijdlijn.wire.dicom.multipart import PartWriter, new_boundary, related
from tijdlijn.wire.dicom.transfer_syntax import frame_content_type
from tijdlijn.wire.dicom.wado import DICOM_JSON, frames_wanted

MAX_HEADERS_BYTES = 64 * 1024 * 1024
FILES_AT_ONCE = 50
"""So many files are read before it is seen whether the reader is still there."""


@asynccontextmanager
async def derived_of(
    files: Sequence[HeldFile], local_ids: frozenset[LocalPatientId], derived: Derived
) -> AsyncIterator[Document]:
    """Open headers or frames of these files. See `ports.DerivedSource.derived`."""
    heads = OwnHeads(local_ids, derived.path, ElementMemory())
    if derived.kind is Derivation.METADATA:
        body = await _headers(files, heads, derived.root)
        yield Document(DICOM_JSON, len(body), _once(body))
    elif derived.kind is Derivation.FRAMES and derived.path.instance_uid is not None:
        file = OpenFile(files[0].path)
        try:
            located = await file.looked_at(lambda one: locate(one, heads.of(one), derived.frames))
            boundary, content_type = new_boundary(), frame_content_type(located.transfer_syntax_uid)
            wanted = frames_wanted(derived.forms)
            if wanted is None or wanted.choose([located.transfer_syntax_uid]) is None:
                raise AccessDenied("frames are given as they are stored")
            async with aclosing(_frames(file, located, boundary, content_type)) as body_of_parts:
                yield Document(related(boundary, content_type.partition(";")[0]), None, body_of_parts)
        finally:
            file.close()
    else:
        raise AccessDenied("not made of files")


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


async def _frames(
    file: OpenFile, located: Located, boundary: str, content_type: str
) -> AsyncGenerator[bytes, None]:
    parts = PartWriter(boundary)
    for index in range(len(located.frames)):
        yield parts.begins({"Content-Type": content_type})
        async with aclosing(located.pieces(file, index)) as pieces:
            async for piece in pieces:
                yield piece
        yield parts.ends()
    yield parts.closes()


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
