"""Which files a path means, and the files themselves, one after the other.

What is the patient's comes first. A file that carries the UID of the study and is not known to be the
patient's comes last, so that it costs nobody an image; at it the answer ends, because the archive is not in
order.
"""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing

from tijdlijn.connectors.folder.index import PEER, HeldFile, Snapshot
from tijdlijn.connectors.folder.open_file import OpenFile
from tijdlijn.connectors.folder.opened_ahead import opened_ahead
from tijdlijn.connectors.own_instance import fault_of, identity_of, refused
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import LocalPatientId, SopInstanceUID
from tijdlijn.domain.instances import InstancePath
from tijdlijn.ports import StoredInstance
from tijdlijn.wire.dicom.identity import InstanceIdentity
from tijdlijn.wire.dicom.identity_reader import IdentityReader


def files_under(
    snapshot: Snapshot, local_ids: frozenset[LocalPatientId], path: InstancePath
) -> tuple[HeldFile, ...]:
    """Give the files in the order in which they go out; of files with one SOP Instance UID the first.

    Raises:
        AccessDenied: none of them is of these numbers.
    """
    under = [held for held in _candidates(snapshot, path) if _is_under(held, path)]
    own = [held for held in under if held.instance.local_id in local_ids]
    if not own:
        raise AccessDenied("no such study, series or instance")
    others = [held for held in under if held.instance.local_id not in local_ids]
    return (*_each_once(own), *others)


async def read_instances(
    files: tuple[HeldFile, ...], local_ids: frozenset[LocalPatientId], path: InstancePath
) -> AsyncGenerator[StoredInstance, None]:
    """Give the files one after the other. See `ports.StudySource.instances`."""
    reader = IdentityReader()
    async with aclosing(opened_ahead([held.path for held in files])) as opened:
        async for file, begun in opened:
            start, identity = await _identified(file, begun, reader)
            if (fault := fault_of(identity, local_ids, path)) is not None:
                raise refused(PEER, fault, identity)
            async with aclosing(file.pieces(start)) as pieces:
                yield StoredInstance(
                    identity.sop_instance_uid,
                    identity.series_uid,
                    identity.transfer_syntax_uid,
                    file.size_bytes,
                    pieces,
                )


async def _identified(file: OpenFile, start: bytes, reader: IdentityReader) -> tuple[bytes, InstanceIdentity]:
    while True:
        is_all = len(start) >= file.size_bytes
        identity = identity_of(start, reader=reader, is_all=is_all, peer=PEER)
        if identity is not None:
            return start, identity
        start += await file.piece(len(start))


def _candidates(snapshot: Snapshot, path: InstancePath) -> Sequence[HeldFile]:
    if path.instance_uid is None:
        return snapshot.files.get(path.study_uid, ())
    return snapshot.by_instance.get(path.instance_uid, ())


def _is_under(held: HeldFile, path: InstancePath) -> bool:
    instance = held.instance
    return instance.study_uid == path.study_uid and path.series_uid in (None, instance.series_uid)


def _each_once(files: list[HeldFile]) -> Iterator[HeldFile]:
    seen: set[SopInstanceUID] = set()
    for held in files:
        uid = held.instance.sop_instance_uid
        if uid is None or uid not in seen:
            yield held
        if uid is not None:
            seen.add(uid)
