"""One request for images: whose ticket it shows, which study it is for, and the way to that study's holder.

Whatever is read passes here: it is on record before it is asked for, counted as it comes, and stops when the
session ends. A holder that does not give a study (any more) closes it at once.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from tijdlijn.domain.errors import AccessDenied, PeerTimedOut
from tijdlijn.domain.identifiers import SeriesInstanceUID, SopInstanceUID
from tijdlijn.domain.instances import InstancePath, Manifest
from tijdlijn.domain.question import Question
from tijdlijn.ports import Piece, StoredFrame, StoredHeader, StoredInstance
from tijdlijn.runtime.clock import Clock
from tijdlijn.services.timeline.images.keys import ImagePlace
from tijdlijn.services.timeline.images.offered import Offered
from tijdlijn.services.timeline.images.open_studies import OpenStudies, OpenStudy
from tijdlijn.services.timeline.images.ticket import Tickets
from tijdlijn.services.timeline.reach import Reach
from tijdlijn.services.timeline.session import Session

PERMIT_LASTS = timedelta(seconds=60)
"""For so long something that was kept may be given without asking the holder (architecture.md §5)."""


@dataclass(frozen=True, slots=True)
class Viewings:
    """Opens studies for requests."""

    tickets: Tickets
    studies: OpenStudies
    reach: Reach
    offered: Offered
    clock: Clock

    async def open(self, session: Session, place: ImagePlace) -> "Viewing":
        """Open a study, on record.

        Raises:
            AccessDenied: nothing may be asked in this session. PeerError: it could not be put on record.
        """
        question = session.question()
        if question is None:
            raise AccessDenied("a patient without BSN")
        return Viewing(self, session, question, await self.studies.open(session, place))


@dataclass(frozen=True, slots=True)
class Viewing:
    """One study, as one request reads it."""

    viewings: Viewings
    session: Session
    question: Question
    study: OpenStudy

    async def manifest(self) -> Manifest:
        """Ask the holder what the study consists of now. Raises as `HolderLink.manifest`."""
        place = self.study.place
        try:
            route, link = await self.viewings.reach.to(place.custodian, place.route_id)
            manifest = await link.manifest(route, self.question, place.study_uid)
        except AccessDenied:
            await self._close()
            raise
        self._permitted()
        return manifest

    @asynccontextmanager
    async def instances(
        self, series_uid: SeriesInstanceUID | None = None, instance_uid: SopInstanceUID | None = None
    ) -> AsyncIterator[AsyncIterator[StoredInstance]]:
        """Open the study, or a part of it, as `HolderLink.instances`; what passes is counted."""
        place = self.study.place
        path = InstancePath(place.study_uid, series_uid, instance_uid)
        with self._reading():
            route, link = await self.viewings.reach.to(place.custodian, place.route_id)
            async with AsyncExitStack() as stack:
                try:
                    stored = await stack.enter_async_context(link.instances(route, self.question, path))
                except AccessDenied:
                    await self._not_given(path)
                    raise
                self._permitted()
                yield await stack.enter_async_context(aclosing(self._watched(stored)))

    @asynccontextmanager
    async def headers(
        self, series_uid: SeriesInstanceUID, instance_uid: SopInstanceUID | None = None
    ) -> AsyncIterator[AsyncIterator[StoredHeader]]:
        """Open headers that the holder makes itself, as `HolderLink.headers`; what passes is counted.

        That the holder denies them says nothing of the study: its files may be given.
        """
        place = self.study.place
        path = InstancePath(place.study_uid, series_uid, instance_uid)
        with self._reading():
            route, link = await self.viewings.reach.to(place.custodian, place.route_id)
            async with link.headers(route, self.question, path) as headers:
                self._permitted()
                yield self._counted_headers(headers)

    @asynccontextmanager
    async def frames(
        self, series_uid: SeriesInstanceUID, instance_uid: SopInstanceUID, numbers: Sequence[int]
    ) -> AsyncIterator[AsyncIterator[StoredFrame]]:
        """Open frames that the holder makes itself, as `HolderLink.frames`; otherwise as `headers`."""
        place = self.study.place
        path = InstancePath(place.study_uid, series_uid, instance_uid)
        with self._reading():
            route, link = await self.viewings.reach.to(place.custodian, place.route_id)
            async with link.frames(route, self.question, path, numbers) as frames:
                self._permitted()
                yield self._counted_frames(frames)

    async def compare(self, series_uid: SeriesInstanceUID, instance_uid: SopInstanceUID) -> bool:
        """Say whether the header of this instance was seen not to be another person's; where it was not
        looked at yet, by the headers of its series, if the holder makes them. A frame by itself says nothing
        of whom it is.

        Raises:
            OtherPersonAnswered: one of the headers is another person's. PeerError: as `HolderLink.headers`.
        """
        async with self.study.comparing:
            if instance_uid not in self.study.compared:
                with suppress(AccessDenied, PeerTimedOut):
                    async with self.headers(series_uid) as headers:
                        async for _ in headers:
                            pass
        return instance_uid in self.study.compared

    def kept(self, root: str, series_uid: SeriesInstanceUID) -> bytes | None:
        """Give the packed metadata of a series if they were kept, with addresses below this root."""
        return self.viewings.studies.metadata.get(self.study, (root, series_uid))

    def keep(self, root: str, series_uid: SeriesInstanceUID, packed: bytes) -> None:
        """Keep the packed metadata of a series for as long as the study is open."""
        if not self.study.is_over:
            self.viewings.studies.metadata.keep(self.study, (root, series_uid), packed)

    async def confirm(self) -> None:
        """Meet the holder's decision before something that was kept is given.

        Raises:
            AccessDenied: it does not give the study any more. PeerError: it does not answer.
        """
        permitted_at, now = self.study.permitted_at, self.viewings.clock.now()
        if permitted_at is None or now - permitted_at > PERMIT_LASTS:
            await self.manifest()

    async def _watched(self, stored: AsyncIterator[StoredInstance]) -> AsyncGenerator[StoredInstance, None]:
        try:
            async for instance in stored:
                self.study.compared.add(instance.sop_instance_uid)
                async with aclosing(self._counted(instance)) as chunks:
                    yield replace(instance, chunks=chunks)
        except AccessDenied:
            await self._close()
            raise

    async def _counted_headers(self, headers: AsyncIterator[StoredHeader]) -> AsyncIterator[StoredHeader]:
        async for header in headers:
            self.study.check()
            self.study.count(size_bytes=len(header.json))
            self.study.compared.add(header.sop_instance_uid)
            yield header

    async def _counted_frames(self, frames: AsyncIterator[StoredFrame]) -> AsyncIterator[StoredFrame]:
        async for frame in frames:
            yield replace(frame, chunks=self._counted_chunks(frame.chunks))
            self.study.count(frames=1)

    async def _counted_chunks(self, chunks: AsyncIterator[Piece]) -> AsyncIterator[Piece]:
        async for chunk in chunks:
            self.study.check()
            self.study.count(size_bytes=len(chunk))
            yield chunk

    async def _counted(self, instance: StoredInstance) -> AsyncGenerator[Piece, None]:
        try:
            async for chunk in instance.chunks:
                self.study.check()
                self.study.count(size_bytes=len(chunk))
                yield chunk
        except AccessDenied:
            await self._close()
            raise
        self.study.count(instances=1)

    async def _not_given(self, path: InstancePath) -> None:
        """Find out whether it is the study that is not given, or only that there is no such part of it."""
        if path.series_uid is None:
            await self._close()
            return
        with suppress(AccessDenied):
            await self.manifest()

    async def _close(self) -> None:
        await self.viewings.studies.refused(self.session, self.study)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        self.study.readers += 1
        try:
            yield
        finally:
            self.study.readers -= 1
            self.study.used_at = self.viewings.clock.now()

    def _permitted(self) -> None:
        self.study.permitted_at = self.viewings.clock.now()
