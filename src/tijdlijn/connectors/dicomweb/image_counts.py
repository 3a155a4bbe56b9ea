"""How many images a study has, where the archive counts reports and key objects with them.

The series of documents are asked for, of all studies of a patient at once: one question for each modality
that occurs, not one for each study. An archive need not answer such a question, and may be slow to; then the
number stays unknown, and the timeline says so. It never holds up a list for long, nor makes one fail.

Standard: DICOM PS3.18 §10.6.1 ("All Series"), Table 10.6.3-4; reference/standards.md trap 27 (B34).
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from tijdlijn.connectors.dicomweb.lists import Lists
from tijdlijn.domain.errors import PeerError
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.study import Study
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.qido import FoundStudy
from tijdlijn.wire.dicom.values import count

COUNTING_TIMEOUT_S = 2.0

_FIELDS = (at.STUDY_INSTANCE_UID, at.MODALITY, at.SERIES_INSTANCE_COUNT)
_Counts = dict[tuple[LocalPatientId, str, str], int | None]
"""By patient number, study and modality; `None` where a series does not say how much it holds."""


@dataclass(frozen=True, slots=True)
class ImageCounts:
    """Asks one archive."""

    lists: Lists

    async def told(self, found: Sequence[FoundStudy]) -> list[Study]:
        """Give these studies, in their order, with the number of images where that can be had."""
        wanted = dict.fromkeys(
            (one.local_id, modality)
            for one in found
            if one.local_id is not None and one.study.image_count is None
            for modality in one.documents
        )
        counts: _Counts = {}
        # What is not told is no gap in the list: the studies are there, and an unknown number is absent.
        with suppress(PeerError, TimeoutError):
            async with asyncio.timeout(COUNTING_TIMEOUT_S):
                for local_id, modality in wanted:
                    counts |= await self._documents(local_id, modality)
        return [_counted(one, counts) for one in found]

    async def _documents(self, local_id: LocalPatientId, modality: str) -> _Counts:
        matching = (("PatientID", local_id.value), ("Modality", modality))
        counts: _Counts = {}
        for one in await self.lists.whole("series", _FIELDS, at.SERIES_INSTANCE_UID, matching=matching):
            if text(one, at.MODALITY) == modality:
                key = (local_id, text(one, at.STUDY_INSTANCE_UID) or "", modality)
                before, here = counts.get(key, 0), count(text(one, at.SERIES_INSTANCE_COUNT))
                counts[key] = None if before is None or here is None else before + here
        return counts


def _counted(found: FoundStudy, counts: _Counts) -> Study:
    study = found.study
    if study.image_count is not None or study.instance_count is None or found.local_id is None:
        return study
    documents = [counts.get((found.local_id, study.study_uid.value, kind)) for kind in found.documents]
    known = [one for one in documents if one is not None]
    if not known or len(known) < len(documents) or sum(known) > study.instance_count:
        return study
    return replace(study, image_count=study.instance_count - sum(known))
