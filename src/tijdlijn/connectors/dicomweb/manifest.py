"""What a study consists of, asked over QIDO-RS: its series, and of each its instances, to the end.

A list that does not end, or that has fewer instances than the archive itself counts, is an error and never a
short manifest: what arrives is counted against it.

Standard: DICOM PS3.18 §10.6, QIDO-RS.
"""

import asyncio
from dataclasses import dataclass

from tijdlijn.connectors.dicomweb.archive import PEER
from tijdlijn.connectors.dicomweb.lists import Lists
from tijdlijn.connectors.own_instance import is_own
from tijdlijn.domain.errors import AccessDenied, InputInvalid, PeerAnswerInvalid
from tijdlijn.domain.identifiers import LocalPatientId, StudyInstanceUID
from tijdlijn.domain.instances import Series
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.json_model import JsonAttributes
from tijdlijn.wire.dicom.mapping import local_patient_id
from tijdlijn.wire.dicom.qido_list import INSTANCE_FIELDS, SERIES_FIELDS
from tijdlijn.wire.dicom.series import in_order, instance_of, series_of
from tijdlijn.wire.dicom.values import count

MAX_QUERIES_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Manifests:
    """Asks one archive."""

    lists: Lists

    async def manifest(
        self, local_ids: frozenset[LocalPatientId], study_uid: StudyInstanceUID
    ) -> tuple[Series, ...]:
        """Give series and instances of a study that is known to be of these numbers; what the archive says is
        somebody else's is left out.

        Raises:
            AccessDenied: there is nothing of these numbers. PeerError: as `ports.StudySource.manifest`.
        """
        found = await self.lists.whole(f"studies/{study_uid}/series", SERIES_FIELDS, at.SERIES_INSTANCE_UID)
        own = [series for series in found if _may_be_own(series, local_ids)]
        if not own:
            raise AccessDenied("no such study")
        at_once = asyncio.Semaphore(MAX_QUERIES_AT_ONCE)
        return in_order(
            await asyncio.gather(*(self._series(study_uid, one, local_ids, at_once) for one in own))
        )

    async def _series(
        self,
        study_uid: StudyInstanceUID,
        series: JsonAttributes,
        local_ids: frozenset[LocalPatientId],
        at_once: asyncio.Semaphore,
    ) -> Series:
        announced = count(text(series, at.SERIES_INSTANCE_COUNT))
        address = f"studies/{study_uid}/series/{text(series, at.SERIES_INSTANCE_UID)}/instances"
        async with at_once:
            found = await self.lists.whole(address, INSTANCE_FIELDS, at.SOP_INSTANCE_UID, enough=announced)
        if announced is not None and len(found) < announced:
            raise PeerAnswerInvalid(PEER, "fewer instances listed than the archive counts")
        try:
            return series_of(
                [series], [instance_of(source) for source in found if _may_be_own(source, local_ids)]
            )
        except InputInvalid as error:
            raise PeerAnswerInvalid(PEER, "an instance without UIDs of its own") from error


def _may_be_own(source: JsonAttributes, local_ids: frozenset[LocalPatientId]) -> bool:
    """Not somebody else's by its own words: that the study is the patient's was asked before."""
    number = text(source, at.PATIENT_ID)
    local_id = local_patient_id(source, None)
    return number is None or is_own(number, local_id, local_ids, numbers_are_own=True)
