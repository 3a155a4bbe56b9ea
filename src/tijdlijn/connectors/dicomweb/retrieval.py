"""The images themselves over WADO-RS, part by part, each looked at before it is passed on.

Nothing is held but the beginning of one part. A body that ends before its last boundary was cut off.

Standard: DICOM PS3.18 §10.4, WADO-RS; §8.6.1.2.1, multipart payload.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from tijdlijn.connectors.dicomweb.archive import PEER, Archive, address_of
from tijdlijn.connectors.own_instance import ANOTHER_PATIENT, fault_of, identity_of, refused
from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid, PeerUnreachable
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import StoredInstance
from tijdlijn.runtime.http_client import HttpStream
from tijdlijn.wire.dicom.identity import InstanceIdentity
from tijdlijn.wire.dicom.multipart import Event, PartBegins, PartData, PartEnds, PartReader, boundary_of

ACCEPT = 'multipart/related; type="application/dicom"; transfer-syntax=*'


class ForeignInstance(Exception):
    """A part is of another patient; whether that is a mix-up in the archive or a study that nobody here may
    have is for the caller to find out. `identity` is the part's.
    """

    def __init__(self, identity: InstanceIdentity) -> None:
        self.identity = identity
        super().__init__(ANOTHER_PATIENT)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Asks one archive."""

    archive: Archive

    async def instances(
        self, local_ids: frozenset[LocalPatientId], path: InstancePath
    ) -> AsyncGenerator[StoredInstance, None]:
        """Give the parts of the answer one after the other. See `ports.StudySource.instances`.

        Raises:
            ForeignInstance: before anything of that part is given.
        """
        async with (
            self.archive.retrieved(address_of(path), ACCEPT) as answer,
            aclosing(_events(answer)) as events,
        ):
            is_empty = True
            async for event in events:
                if isinstance(event, PartBegins):
                    is_empty = False
                    async with aclosing(_instance(event, events, local_ids, path)) as instance:
                        async for one in instance:
                            yield one
            if is_empty:
                raise AccessDenied("the archive does not have this")


async def _instance(
    begins: PartBegins,
    events: AsyncGenerator[Event, None],
    local_ids: frozenset[LocalPatientId],
    path: InstancePath,
) -> AsyncGenerator[StoredInstance, None]:
    """The part that begins here, as one instance; the rest of it that nobody read is passed over."""
    start, is_all = await _more(b"", events)
    while (identity := identity_of(start, is_all=is_all, peer=PEER)) is None:
        start, is_all = await _more(start, events)
    fault = fault_of(identity, local_ids, path, numbers_are_own=True)
    if fault == ANOTHER_PATIENT:
        raise ForeignInstance(identity)
    if fault is not None:
        raise refused(PEER, fault, identity)
    length = begins.headers.get("content-length", "")
    async with aclosing(_chunks(start, events, is_all=is_all)) as chunks:
        yield StoredInstance(
            identity.sop_instance_uid,
            identity.series_uid,
            identity.transfer_syntax_uid,
            int(length) if length.isascii() and length.isdigit() else None,
            chunks,
        )
        async for _ in chunks:
            pass


async def _more(start: bytes, events: AsyncGenerator[Event, None]) -> tuple[bytes, bool]:
    """So far with the next piece, and whether the part ended."""
    event = await anext(events)
    return (start + event.data, False) if isinstance(event, PartData) else (start, True)


async def _chunks(
    start: bytes, events: AsyncGenerator[Event, None], *, is_all: bool
) -> AsyncGenerator[bytes, None]:
    yield start
    if is_all:
        return
    async for event in events:
        if isinstance(event, PartEnds):
            return
        if isinstance(event, PartData):
            yield event.data


async def _events(answer: HttpStream) -> AsyncGenerator[Event, None]:
    try:
        reader = PartReader(boundary_of(answer.headers.get("content-type", "")))
        async for piece in answer.chunks:
            for event in reader.feed(piece):
                yield event
    except InputInvalid as error:
        raise PeerAnswerInvalid(PEER, "not a WADO-RS answer") from error
    try:
        reader.finish()
    except InputInvalid as error:
        raise PeerUnreachable(PEER, "closed before the answer was whole") from error
