"""The images themselves over WADO-RS, part by part, each looked at before it is passed on.

Nothing is held but the beginning of one part. A body that ends before its last boundary was cut off.

Standard: DICOM PS3.18 §10.4, WADO-RS; §8.6.1.2.1, multipart payload.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from tijdlijn.connectors.dicomweb.archive import PEER, Archive, address_of
from tijdlijn.connectors.multipart_parts import IncomingPart, incoming_parts
from tijdlijn.connectors.own_instance import ANOTHER_PATIENT, fault_of, identity_of, refused
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import Piece, StoredInstance
from tijdlijn.runtime.resumed import resumed
from tijdlijn.wire.dicom.identity import InstanceIdentity
from tijdlijn.wire.dicom.identity_reader import IdentityReader

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
            aclosing(incoming_parts(answer, PEER)) as parts,
        ):
            is_empty, reader = True, IdentityReader()
            async for part in parts:
                is_empty = False
                async with aclosing(_instance(part, reader, local_ids, path)) as instance:
                    async for one in instance:
                        yield one
            if is_empty:
                raise AccessDenied("the archive does not have this")


async def _instance(
    part: IncomingPart, reader: IdentityReader, local_ids: frozenset[LocalPatientId], path: InstancePath
) -> AsyncGenerator[StoredInstance, None]:
    """This part as one instance."""
    start: Piece = await anext(part.chunks, b"")
    while (identity := identity_of(start, reader=reader, is_all=False, peer=PEER)) is None:
        more = await anext(part.chunks, b"")
        if not more:
            identity_of(start, reader=reader, is_all=True, peer=PEER)
        start = b"".join((start, more))
    fault = fault_of(identity, local_ids, path, numbers_are_own=True)
    if fault == ANOTHER_PATIENT:
        raise ForeignInstance(identity)
    if fault is not None:
        raise refused(PEER, fault, identity)
    async with aclosing(resumed(start, part.chunks)) as chunks:
        yield StoredInstance(
            identity.sop_instance_uid,
            identity.series_uid,
            identity.transfer_syntax_uid,
            part.size_bytes,
            chunks,
        )
