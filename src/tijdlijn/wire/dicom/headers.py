"""The headers of one study's files as one Study.

Only what the headers say: the first that says something counts, except where headers that contradict each
other would make a statement wrong (the side). Standard: DICOM PS3.3 C.7.1.1, C.7.2.1, C.7.3.1.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from pydicom.dataset import Dataset

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import LocalPatientId
from tijdlijn.domain.study import Availability, Study
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom import mapping, values
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.dataset import DatasetAttributes
from tijdlijn.wire.dicom.origins import instance_uids, original_uids
from tijdlijn.wire.dicom.sop_classes import is_picture

T = TypeVar("T")


def study_from_headers(
    headers: Sequence[Dataset],
    *,
    size_bytes: int | None = None,
    availability: Availability = Availability.ONLINE,
) -> Study:
    """Give one study from the headers of its files, in the archive's order.

    The count of instances is of everything in the archive, as QIDO-RS counts (PS3.18 Table 10.6.3-3); that of
    images goes by the SOP class of each.

    Raises:
        InputInvalid: no header, a header without a UID, or headers of more than one study.
    """
    sources = [DatasetAttributes(header) for header in headers]
    uids = {mapping.study_uid(source) for source in sources}
    if len(uids) != 1:
        raise InputInvalid("headers of no study, or of more than one")
    return Study(
        study_uid=uids.pop(),
        moment=values.study_moment(
            _first(sources, lambda source: text(source, at.STUDY_DATE)),
            _first(sources, lambda source: text(source, at.STUDY_TIME)),
        ),
        modalities=mapping.image_modalities(
            [kind for source in sources for kind in source.texts(at.MODALITY)]
        ),
        description=_first(sources, lambda source: text(source, at.STUDY_DESCRIPTION)),
        procedure=_first(sources, mapping.procedure),
        region=_first(sources, mapping.region),
        laterality=mapping.side(sources),
        institution_name=_first(sources, lambda source: text(source, at.INSTITUTION_NAME)),
        accession=_first(sources, mapping.accession),
        series_count=_distinct(sources, at.SERIES_INSTANCE_UID),
        instance_count=_distinct(sources, at.SOP_INSTANCE_UID),
        image_count=_distinct(
            [source for source in sources if is_picture(text(source, at.SOP_CLASS_UID) or "")],
            at.SOP_INSTANCE_UID,
        ),
        size_bytes=size_bytes,
        availability=availability,
        demographics=mapping.demographics(sources[0]),
        original_uids=original_uids(sources),
        instance_uids=instance_uids(sources),
    )


def patient_id_of(header: Dataset, *, default_issuer: str | None = None) -> LocalPatientId | None:
    """Give whose file it is. `default_issuer` is the OID of the archive's own numbers, for files that name
    no issuer; `None` when there is no number, or no issuer either way.
    """
    return mapping.local_patient_id(DatasetAttributes(header), default_issuer)


def _first(sources: Sequence[DatasetAttributes], read: Callable[[DatasetAttributes], T | None]) -> T | None:
    return next((found for source in sources if (found := read(source)) is not None), None)


def _distinct(sources: Sequence[DatasetAttributes], tag: int) -> int:
    """How many different values; a file that does not say its own is one by itself."""
    found = [text(source, tag) for source in sources]
    return len({value for value in found if value}) + found.count(None)
