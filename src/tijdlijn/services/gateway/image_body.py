"""Images as the body of an answer, counted as they go out.

Standard: DICOM PS3.18 §8.6.1.2.1 (multipart payload), §8.7.3.5.2 (transfer-syntax of a part).
"""

from collections.abc import AsyncGenerator, Callable

from tijdlijn.domain.errors import PeerAnswerInvalid
from tijdlijn.ports import Piece, StoredInstance
from tijdlijn.services.gateway.image_reading import Reading
from tijdlijn.wire.dicom.multipart import PartWriter
from tijdlijn.wire.dicom.wado import DICOM


async def multipart_body(
    instances: AsyncGenerator[StoredInstance, None],
    boundary: str,
    takes: Callable[[str | None], bool],
    reading: Reading,
) -> AsyncGenerator[Piece, None]:
    """Give every instance as a part.

    Raises:
        PeerAnswerInvalid: one is in a transfer syntax that is not taken, which the archive had not said: too
            late for a 406, and not left out in silence.
    """
    parts = PartWriter(boundary)
    async for instance in instances:
        if not takes(instance.transfer_syntax_uid):
            raise PeerAnswerInvalid("archive", "an instance in a transfer syntax that is not taken")
        headers = {"Content-Type": media_type(instance)}
        if instance.size_bytes is not None:
            headers["Content-Length"] = str(instance.size_bytes)
        yield parts.begins(headers)
        async for piece in _counted(instance, reading):
            yield piece
        yield parts.ends()
    yield parts.closes()
    reading.is_whole = True


async def single_body(instance: StoredInstance, reading: Reading) -> AsyncGenerator[Piece, None]:
    """Give one file by itself."""
    async for piece in _counted(instance, reading):
        yield piece
    reading.is_whole = True


def media_type(instance: StoredInstance) -> str:
    """Give the type of a file, with the transfer syntax that it is stored in."""
    syntax = instance.transfer_syntax_uid
    return f"{DICOM}; transfer-syntax={syntax}" if syntax else DICOM


async def _counted(instance: StoredInstance, reading: Reading) -> AsyncGenerator[Piece, None]:
    async for piece in instance.chunks:
        yield piece
        reading.size_bytes += len(piece)
    reading.instances += 1
