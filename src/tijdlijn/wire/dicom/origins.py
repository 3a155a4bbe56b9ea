"""What the headers of an imported study say that it was called before, and which instances it has.

Standard: DICOM PS3.3 C.12.1.1.9, Original Attributes Sequence: what an importer replaced stands there.
"""

from collections.abc import Iterable
from typing import Final, TypeVar

from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import SopInstanceUID, StudyInstanceUID
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.dataset import DatasetAttributes

TOLD_INSTANCES: Final = 4
"""How many instances a study tells: enough to meet those of a copy, few enough for a list."""

_Uid = TypeVar("_Uid", StudyInstanceUID, SopInstanceUID)


def original_uids(sources: Iterable[DatasetAttributes]) -> tuple[StudyInstanceUID, ...]:
    """Give every StudyInstanceUID that these files say to have had, each once, lowest first."""
    found = (
        text(before, at.STUDY_INSTANCE_UID)
        for source in sources
        for change in source.items(at.ORIGINAL_ATTRIBUTES)
        for before in change.items(at.MODIFIED_ATTRIBUTES)
    )
    return _uids(StudyInstanceUID, found)


def instance_uids(sources: Iterable[DatasetAttributes]) -> tuple[SopInstanceUID, ...]:
    """Give the lowest of the instances' UIDs."""
    return _uids(SopInstanceUID, (text(source, at.SOP_INSTANCE_UID) for source in sources))[:TOLD_INSTANCES]


def _uids(kind: type[_Uid], found: Iterable[str | None]) -> tuple[_Uid, ...]:
    """Those that are UIDs; what an odd archive wrote instead ties nothing."""
    uids: list[_Uid] = []
    for value in sorted({value for value in found if value}):
        try:
            uids.append(kind(value))
        except InputInvalid:
            continue
    return tuple(uids)
