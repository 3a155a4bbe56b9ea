"""Frames of a file as the parts of one body, each with its transfer syntax.

Standard: DICOM PS3.18 §10.4.1.1.6 (frames), §8.7.3.3 (frames in multipart).
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager

from tijdlijn.connectors.folder.frames import Located
from tijdlijn.connectors.folder.open_file import OpenFile
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.ports import Document
from tijdlijn.wire.dicom.multipart import PartWriter, new_boundary, related
from tijdlijn.wire.dicom.transfer_syntax import frame_content_type
from tijdlijn.wire.dicom.wado import frames_wanted


@asynccontextmanager
async def in_parts(
    file: OpenFile, located: Located, forms: str, headers: Mapping[str, str]
) -> AsyncIterator[Document]:
    """Open frames that were found, if they are taken as they are stored. Each part has its content type and
    these headers. Leave the file open meanwhile.

    Raises:
        AccessDenied: they are not taken so.
    """
    wanted = frames_wanted(forms)
    if wanted is None or wanted.choose([located.transfer_syntax_uid]) is None:
        raise AccessDenied("frames are given as they are stored")
    boundary, content_type = new_boundary(), frame_content_type(located.transfer_syntax_uid)
    body = _frames(file, located, PartWriter(boundary), {"Content-Type": content_type, **headers})
    async with aclosing(body) as parts:
        yield Document(related(boundary, content_type.partition(";")[0]), None, parts)


async def _frames(
    file: OpenFile, located: Located, parts: PartWriter, headers: Mapping[str, str]
) -> AsyncGenerator[bytes, None]:
    for index in range(len(located.frames)):
        yield parts.begins(headers)
        async with aclosing(located.pieces(file, index)) as pieces:
            async for piece in pieces:
                yield piece
        yield parts.ends()
    yield parts.closes()
