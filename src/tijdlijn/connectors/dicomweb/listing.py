"""The studies of a patient over QIDO-RS: an archive asked by its own patient numbers.

The number stands in the query's URL, because DICOMweb has no other way; it goes to the holder's own archive
only (architecture.md §5 names the exception). Pages are read until one brings nothing new, since archives cut
answers short with and without saying so (reference/standards.md, trap 20).

Standard: DICOM PS3.18 §10.6, QIDO-RS.
"""

import asyncio
from dataclasses import dataclass, field, replace

from tijdlijn.connectors.dicomweb.archive import PEER, Archive
from tijdlijn.connectors.dicomweb.image_counts import ImageCounts
from tijdlijn.connectors.study_list import listed, may_be
from tijdlijn.domain.errors import InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import LocalPatientId, StudyInstanceUID
from tijdlijn.domain.study import Study
from tijdlijn.ports import StudyListing
from tijdlijn.wire.dicom.qido import FoundStudy, QidoPage, parse_studies, study_query
from tijdlijn.wire.dicom.qido_series import SeriesSummary, parse_series

PAGE_SIZE = 100
MAX_PAGES = 200
MAX_SERIES_QUERIES_AT_ONCE = 4

NOBODYS_STUDY = "2.25.0"
"""A UID that no study has: asked for to learn whether the archive answers at all."""


@dataclass(slots=True)
class _Found:
    """What came of the pages so far."""

    studies: list[FoundStudy] = field(default_factory=list)
    gaps: set[str] = field(default_factory=set)


class Listings:
    """Asks one archive."""

    def __init__(self, archive: Archive, page_size: int, image_counts: ImageCounts) -> None:
        self._archive = archive
        self._page_size = page_size
        self._image_counts = image_counts
        self._series_queries = asyncio.Semaphore(MAX_SERIES_QUERIES_AT_ONCE)

    async def studies(self, local_ids: frozenset[LocalPatientId]) -> StudyListing:
        """List the studies under any of these numbers. See `ports.StudySource.studies`.

        Without numbers the archive is asked for a study that it does not have, so that one that does not
        answer fails here as it does for any patient.
        """
        if not local_ids:
            await self._archive.answer("studies", [("StudyInstanceUID", NOBODYS_STUDY), ("limit", "1")])
        found = _Found()
        for local_id in sorted(local_ids, key=lambda one: (one.issuer, one.value)):
            await self._collect(local_id, local_ids, found)
        studies = await self._image_counts.told(
            await asyncio.gather(*(self._completed(one) for one in found.studies))
        )
        return StudyListing(listed(studies), not found.gaps, "; ".join(sorted(found.gaps)) or None)

    async def has(self, local_ids: frozenset[LocalPatientId], study_uid: StudyInstanceUID) -> bool:
        """Whether the archive has this study under one of these numbers.

        Raises:
            PeerError: as for `studies`.
        """
        for local_id in local_ids:
            page = await self._page(local_id, 0, [("StudyInstanceUID", study_uid.value)])
            if any(one.local_id == local_id and one.study.study_uid == study_uid for one in page.studies):
                return True
        return False

    async def _collect(
        self, local_id: LocalPatientId, local_ids: frozenset[LocalPatientId], found: _Found
    ) -> None:
        seen: set[str] = set()
        for _ in range(MAX_PAGES):
            page = await self._page(local_id, len(seen))
            uids = {one.study.study_uid.value for one in page.studies}
            if page.unusable:
                found.gaps.add("the archive lists studies that cannot be read")
            if uids <= seen:
                if page.says_more or len(page.studies) == self._page_size:
                    found.gaps.add("the archive does not give its list to the end")
                return
            new = [one for one in page.studies if one.study.study_uid.value not in seen]
            seen |= uids
            for one in new:
                if one.local_id is None:
                    found.gaps.add("the archive lists studies without saying whose they are")
                elif one.local_id == local_id:
                    found.studies.append(one)
                elif may_be(one.local_id.value, one.local_id.issuer, local_ids):
                    found.gaps.add("the archive names the issuer of this patient's number in another way")
        found.gaps.add("the archive's list does not end")

    async def _page(
        self, local_id: LocalPatientId, offset: int, also: list[tuple[str, str]] | None = None
    ) -> QidoPage:
        query = study_query(local_id, limit=self._page_size, offset=offset)
        answer = await self._archive.answer("studies", query + (also or []))
        try:
            return parse_studies(
                answer.status,
                answer.body,
                warning=answer.headers.get("warning"),
                # The issuer is compared where the archive says it, else the number is taken as its own.
                default_issuer=local_id.issuer,
            )
        except InputInvalid as error:
            raise PeerAnswerInvalid(PEER, "not a QIDO-RS answer") from error

    async def _completed(self, found: FoundStudy) -> FoundStudy:
        """Fill in from the series what the study's answer lacks; many archives give it only there."""
        study = found.study
        if study.modalities and study.series_count is not None and study.instance_count is not None:
            return found
        async with self._series_queries:
            series = await self._series(study)
        completed = replace(
            study,
            modalities=study.modalities or series.modalities,
            region=study.region or series.region,
            series_count=series.series_count if study.series_count is None else study.series_count,
            instance_count=series.instance_count if study.instance_count is None else study.instance_count,
            image_count=series.image_count if study.image_count is None else study.image_count,
        )
        return replace(found, study=completed)

    async def _series(self, study: Study) -> SeriesSummary:
        answer = await self._archive.answer(
            f"studies/{study.study_uid}/series", [("includefield", "00180015")]
        )
        try:
            return parse_series(answer.status, answer.body)
        except InputInvalid as error:
            raise PeerAnswerInvalid(PEER, "not a QIDO-RS answer") from error
