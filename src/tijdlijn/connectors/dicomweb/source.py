"""`ports.StudySource` and `ports.DerivedSource` over DICOMweb."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

from tijdlijn.connectors.dicomweb.archive import PEER, Archive, BasicLogin
from tijdlijn.connectors.dicomweb.derived import Derivations
from tijdlijn.connectors.dicomweb.image_counts import ImageCounts
from tijdlijn.connectors.dicomweb.listing import PAGE_SIZE, Listings
from tijdlijn.connectors.dicomweb.lists import PAGE_SIZE as LONG_PAGE_SIZE
from tijdlijn.connectors.dicomweb.lists import Lists
from tijdlijn.connectors.dicomweb.manifest import Manifests
from tijdlijn.connectors.dicomweb.retrieval import ForeignInstance, Retrieval
from tijdlijn.connectors.own_instance import ANOTHER_PATIENT, refused
from tijdlijn.domain.errors import AccessDenied, PeerAnswerInvalid
from tijdlijn.domain.identifiers import LocalPatientId, StudyInstanceUID
from tijdlijn.domain.instances import InstancePath, Series
from tijdlijn.ports import Derived, Document, StoredInstance, StudyListing
from tijdlijn.runtime.http_client import HttpClient


class DicomWebStudySource:
    """An archive at `base_url` (up to and without `/studies`); may be shared by all tasks.

    Without a `page_size` pages are as large as suits what is listed.
    """

    def __init__(
        self,
        client: HttpClient,
        base_url: str,
        *,
        login: BasicLogin | None = None,
        page_size: int | None = None,
    ) -> None:
        archive = Archive(client, base_url.rstrip("/"), login)
        lists = Lists(archive, page_size or LONG_PAGE_SIZE)
        self._listings = Listings(archive, page_size or PAGE_SIZE, ImageCounts(lists))
        self._manifests = Manifests(lists)
        self._retrieval = Retrieval(archive)
        self._derivations = Derivations(archive)

    async def studies(self, local_ids: frozenset[LocalPatientId]) -> StudyListing:
        """List the studies under any of these numbers. See `ports.StudySource.studies`."""
        return await self._listings.studies(local_ids)

    async def manifest(
        self, local_ids: frozenset[LocalPatientId], study_uid: StudyInstanceUID
    ) -> tuple[Series, ...]:
        """Give what a study consists of. See `ports.StudySource.manifest`."""
        if not await self._listings.has(local_ids, study_uid):
            raise AccessDenied("no such study")
        return await self._manifests.manifest(local_ids, study_uid)

    async def instances(
        self, local_ids: frozenset[LocalPatientId], path: InstancePath
    ) -> AsyncGenerator[StoredInstance, None]:
        """Give the files under a path. See `ports.StudySource.instances`.

        What a file says of itself is enough; only where it says another patient is the archive asked whose
        study it is, to tell a mix-up from what is nobody's business here.
        """
        if not local_ids:
            raise AccessDenied("no such study, series or instance")
        try:
            async with aclosing(self._retrieval.instances(local_ids, path)) as instances:
                async for instance in instances:
                    yield instance
        except ForeignInstance as foreign:
            raise await self._meant_by(foreign, local_ids, path) from foreign

    @asynccontextmanager
    async def derived(
        self, local_ids: frozenset[LocalPatientId], derived: Derived
    ) -> AsyncIterator[Document]:
        """Open what the archive makes of images. See `ports.DerivedSource.derived`."""
        if not local_ids:
            raise AccessDenied("no such study, series or instance")
        try:
            async with self._derivations.derived(local_ids, derived) as document:
                yield document
        except ForeignInstance as foreign:
            raise await self._meant_by(foreign, local_ids, derived.path) from foreign

    async def _meant_by(
        self, foreign: ForeignInstance, local_ids: frozenset[LocalPatientId], path: InstancePath
    ) -> PeerAnswerInvalid | AccessDenied:
        if await self._listings.has(local_ids, path.study_uid):
            return refused(PEER, ANOTHER_PATIENT, foreign.identity)
        return AccessDenied("no such study, series or instance")
