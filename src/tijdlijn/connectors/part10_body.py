"""The Part 10 files of one multipart answer, each held back until it has said whose it is.

Only the first bytes of a file are held, for as long as it takes to read them; a file of another study than
was asked for ends the reading, and nothing of it is given.

Standard: DICOM PS3.18 §8.6.1.2.1 (multipart payload), §10.4.4 (response of a retrieve transaction).
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from tijdlijn.connectors.authorised_get import AuthorisedGet
from tijdlijn.connectors.multipart_parts import incoming_parts
from tijdlijn.connectors.of_person import check_person
from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import Piece
from tijdlijn.runtime.http_client import HttpStream
from tijdlijn.runtime.resumed import resumed
from tijdlijn.wire.dicom.identity import InstanceIdentity
from tijdlijn.wire.dicom.identity_reader import IdentityReader


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file of which the first bytes have come: `head`, which is also the first of `chunks`."""

    sop_instance_uid: SopInstanceUID
    series_uid: SeriesInstanceUID
    transfer_syntax_uid: str | None
    head: Piece
    chunks: AsyncIterator[Piece]


async def incoming_files(
    answer: HttpStream, get: AuthorisedGet, path: InstancePath
) -> AsyncGenerator[IncomingFile, None]:
    """Give the files of an answer in its order; what is left of one is passed over when the next is asked
    for.

    Raises:
        PeerUnreachable, PeerTimedOut: the body ended before its last boundary; also out of `chunks`.
        PeerAnswerInvalid: not multipart, not DICOM, or not of what was asked for. OtherPersonAnswered: a
        file says that it is another person's; nothing of it is given.
    """
    peer, reader = str(get.custodian), IdentityReader()
    async with aclosing(incoming_parts(answer, peer)) as parts:
        async for part in parts:
            head, identity = await _identified(part.chunks, reader, peer)
            if not _is_in(identity, path):
                raise PeerAnswerInvalid(peer, "an instance of something else than was asked for")
            check_person(get, identity.demographics, "an instance")
            async with aclosing(resumed(head, part.chunks)) as chunks:
                yield IncomingFile(
                    identity.sop_instance_uid,
                    identity.series_uid,
                    identity.transfer_syntax_uid,
                    head,
                    chunks,
                )


async def _identified(
    chunks: AsyncIterator[Piece], reader: IdentityReader, peer: str
) -> tuple[Piece, InstanceIdentity]:
    head: Piece = b""
    try:
        async for piece in chunks:
            # Nearly always the first piece is enough, and then it is not copied.
            head = b"".join((head, piece)) if head else piece
            if (identity := reader.read(head)) is not None:
                return head, identity
    except InputInvalid as error:
        raise PeerAnswerInvalid(peer, "not a DICOM file") from error
    raise PeerAnswerInvalid(peer, "a DICOM file that ends before it has begun")


def _is_in(identity: InstanceIdentity, path: InstancePath) -> bool:
    """Whether something that says this of itself was asked for under this path."""
    return (
        identity.study_uid == path.study_uid
        and path.series_uid in (None, identity.series_uid)
        and path.instance_uid in (None, identity.sop_instance_uid)
    )
