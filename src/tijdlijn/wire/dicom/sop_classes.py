"""What an object in a study is: a picture, a film, a report, or something else that must be named.

A class is told by the branch of the standard's tree that it stands in, so that one newer than this table is
read as its older brothers are. What stands nowhere is `OTHER`: it is said and offered, never left out.

Standard: DICOM PS3.4 Annex B.5 (standard SOP classes), PS3.6 Annex A (their names).
"""

from enum import StrEnum
from functools import lru_cache
from typing import Final

from pydicom.config import IGNORE
from pydicom.uid import UID

from tijdlijn.wire.dicom.transfer_syntax import is_video

STORAGE: Final = "1.2.840.10008.5.1.4.1.1"
"""The root of nearly all storage classes."""


class ObjectKind(StrEnum):
    """What kind of reader an object needs."""

    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"
    REPORT = "report"
    WAVEFORM = "waveform"
    PRESENTATION = "presentation"
    KEY_OBJECTS = "key-objects"
    SEGMENTATION = "segmentation"
    RADIOTHERAPY = "radiotherapy"
    OTHER = "other"


PICTURES: Final = frozenset({ObjectKind.IMAGE, ObjectKind.VIDEO})
"""What is counted as an image; presentation states and key objects are not (reference/standards.md, 27)."""

_BRANCHES: Final[dict[ObjectKind, tuple[str, ...]]] = {
    ObjectKind.IMAGE: (
        *("1", "2", "3", "4", "5", "6", "7", "12", "13", "14", "20", "30", "77.1", "77.2"),
        *("81.1", "82.1", "128", "130", "481.1", "481.23", "481.24"),
    ),
    ObjectKind.VIDEO: ("77.1.1.1", "77.1.2.1", "77.1.4.1"),
    ObjectKind.DOCUMENT: ("104",),
    ObjectKind.REPORT: ("88",),
    ObjectKind.WAVEFORM: ("9",),
    ObjectKind.PRESENTATION: ("11", "131"),
    ObjectKind.KEY_OBJECTS: ("88.59",),
    ObjectKind.SEGMENTATION: ("66.4", "66.5"),
    ObjectKind.RADIOTHERAPY: ("481",),
    # Spectra, and how two pictures belong together, have no pixels.
    ObjectKind.OTHER: ("4.2", "77.1.5.3"),
}
_ELSEWHERE: Final = {
    "1.2.840.10008.5.1.1.29": ObjectKind.IMAGE,
    "1.2.840.10008.5.1.1.30": ObjectKind.IMAGE,
    "1.2.840.10008.5.1.4.34.1": ObjectKind.RADIOTHERAPY,
    "1.2.840.10008.5.1.4.34.7": ObjectKind.RADIOTHERAPY,
    "1.2.840.10008.5.1.4.34.10": ObjectKind.RADIOTHERAPY,
}
"""Printed sheets, and instructions for the delivery of radiation."""

_KINDS: Final = {
    **{f"{STORAGE}.{branch}": kind for kind, branches in _BRANCHES.items() for branch in branches},
    **_ELSEWHERE,
}


def kind_of(sop_class_uid: str, transfer_syntax_uid: str | None = None) -> ObjectKind:
    """Tell what kind of object this is. Where the transfer syntax is known it decides between image and
    film: an ultrasound clip may be stored as MPEG-4, and an endoscopy as single pictures.
    """
    kind = _kind_of_class(sop_class_uid)
    if kind not in PICTURES or transfer_syntax_uid is None:
        return kind
    return ObjectKind.VIDEO if is_video(transfer_syntax_uid) else ObjectKind.IMAGE


def is_picture(sop_class_uid: str) -> bool:
    """Whether an object of this class counts as an image; of an unknown class nobody can say so."""
    return _kind_of_class(sop_class_uid) in PICTURES


@lru_cache(maxsize=512)
def class_name(sop_class_uid: str) -> str | None:
    """The standard's English name of a class, without the word Storage; `None` for what it does not know."""
    uid = UID(sop_class_uid, IGNORE)
    return uid.name.replace(" SOP Class", "").replace(" Storage", "") if uid.type == "SOP Class" else None


@lru_cache(maxsize=512)
def _kind_of_class(sop_class_uid: str) -> ObjectKind:
    branch = sop_class_uid
    while branch:
        if branch in _KINDS:
            return _KINDS[branch]
        branch = branch.rpartition(".")[0]
    return ObjectKind.OTHER
