"""`ports.StudySource` and `ports.DerivedSource` over a folder of DICOM files."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from tijdlijn.connectors.folder.derived import derived_of
from tijdlijn.connectors.folder.files import files_under, read_instances
from tijdlijn.connectors.folder.index import FolderIndex, Progress, Snapshot
from tijdlijn.connectors.folder.manifest import manifest_of
from tijdlijn.connectors.study_list import listed, may_be
from tijdlijn.domain.identifiers import LocalPatientId, StudyInstanceUID
from tijdlijn.domain.instances import InstancePath, Series
from tijdlijn.ports import Derived, Document, StoredInstance, StudyListing

RESCAN_AFTER_S = 1.0


class FolderStudySource:
    """Answers from an index that is read at the start and looked over again at most every `rescan_after_s`.

    Made by `open`; may be shared by all tasks of one event loop.
    """

    def __init__(self, index: FolderIndex, rescan_after_s: float) -> None:
        self._index = index
        self._rescan_after_s = rescan_after_s
        self._scanning = asyncio.Lock()
        self._scanned_at = time.monotonic()

    @classmethod
    async def open(
        cls, folder: Path, *, progress: Progress | None = None, rescan_after_s: float = RESCAN_AFTER_S
    ) -> "FolderStudySource":
        """Read all headers once, in a worker thread; `progress` is called there.

        Raises:
            PeerUnreachable: the folder cannot be listed.
        """
        index = FolderIndex(folder)
        await asyncio.to_thread(index.refresh, progress)
        return cls(index, rescan_after_s)

    async def studies(self, local_ids: frozenset[LocalPatientId]) -> StudyListing:
        """List the studies under any of these numbers. See `ports.StudySource.studies`."""
        snapshot = await self._current()
        found = [study for local_id in local_ids for study in snapshot.studies.get(local_id, ())]
        gaps = list(_gaps(snapshot, local_ids))
        return StudyListing(listed(found), not gaps, "; ".join(gaps) or None)

    async def manifest(
        self, local_ids: frozenset[LocalPatientId], study_uid: StudyInstanceUID
    ) -> tuple[Series, ...]:
        """Give what a study consists of. See `ports.StudySource.manifest`."""
        files = files_under(await self._current(), local_ids, InstancePath(study_uid))
        own = tuple(held for held in files if held.instance.local_id in local_ids)
        return await asyncio.to_thread(manifest_of, own)

    async def instances(
        self, local_ids: frozenset[LocalPatientId], path: InstancePath
    ) -> AsyncGenerator[StoredInstance, None]:
        """Give the files under a path. See `ports.StudySource.instances`."""
        files = files_under(await self._current(), local_ids, path)
        async with aclosing(read_instances(files, local_ids, path)) as instances:
            async for instance in instances:
                yield instance

    @asynccontextmanager
    async def derived(
        self, local_ids: frozenset[LocalPatientId], derived: Derived
    ) -> AsyncIterator[Document]:
        """Open headers, a value or frames. See `ports.DerivedSource.derived`."""
        files = files_under(await self._current(), local_ids, derived.path)
        async with derived_of(files, local_ids, derived) as document:
            yield document

    async def _current(self) -> Snapshot:
        async with self._scanning:
            if time.monotonic() - self._scanned_at >= self._rescan_after_s:
                await asyncio.to_thread(self._index.refresh)
                self._scanned_at = time.monotonic()
            return self._index.snapshot


def _gaps(snapshot: Snapshot, local_ids: frozenset[LocalPatientId]) -> Iterable[str]:
    if snapshot.unreadable_count:
        yield f"{snapshot.unreadable_count} files in the archive cannot be read and may be of any patient"
    if any(may_be(number, issuer, local_ids) for number, issuer in snapshot.doubtful):
        yield "files under this patient's number do not say who issued the number"
