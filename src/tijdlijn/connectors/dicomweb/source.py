"""`ports.StudySource` over DICOMweb."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from tijdlijn.connectors.dicomweb.archive import PEER, Archive, BasicLogin
from tijdlijn.connectors.dicomweb.listing import PAGE_SIZE, Listings
from tijdlijn.connectors.dicomweb.manifest import Manifests
from tijdlijn.connectors.dicomweb.retrieval import ForeignInstance, Retrieval
from tijdlijn.connectors.own_instance import ANOTHER_PATIENT, refused
from tijdlijn.domain.errors import AccessDenied
from tijdlijn.domain.identifiers import LocalPatientId, StudyInstanceUID
from tijdlijn.domain.instances import InstancePath, Series
from tijdlijn.ports import StoredInstance, StudyListing
from tijdlijn.runtime.http_client import HttpClient


class DicomWebStudySource:
    """An archive at `base_url` (up to and without `/studies`); may be shared by all tasks."""

    def __init__(
        self,
        client: HttpClient,
        base_url: str,
        *,
        login: BasicLogin | None = None,
        page_size: int = PAGE_SIZE,
    ) -> None:
        archive = Archive(client, base_url.rstrip("/"), login)
        self._listings = Listings(archive, page_size)
        self._manifests = Manifests(archive, page_size)
        self._retrieval = Retrieval(archive)

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
            if await self._listings.has(local_ids, path.study_uid):
                raise refused(PEER, ANOTHER_PATIENT, foreign.identity) from foreign
            raise AccessDenied("no such study, series or instance") from foreign
