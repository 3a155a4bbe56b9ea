"""One file of the archive: what its header says, or why it says nothing.

A file that cannot be read may be of anybody, so it counts against every patient's listing until it is gone
(architecture.md §5, "Never incomplete in silence"). Only what calls itself something else is passed over.
"""

import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from pydicom import Dataset, dcmread
from pydicom.errors import InvalidDicomError

from tijdlijn.connectors.folder.structure import NotDicom, examine
from tijdlijn.domain.errors import InputInvalid
from tijdlijn.domain.identifiers import (
    LocalPatientId,
    SeriesInstanceUID,
    SopInstanceUID,
    StudyInstanceUID,
)
from tijdlijn.wire.dicom import attributes as at
from tijdlijn.wire.dicom.attributes import text
from tijdlijn.wire.dicom.dataset import DatasetAttributes
from tijdlijn.wire.dicom.headers import patient_id_of
from tijdlijn.wire.dicom.mapping import study_uid

Uid = TypeVar("Uid")

NOT_DICOM_SUFFIXES = frozenset({".txt", ".json", ".toml", ".pdf", ".md", ".html", ".xml", ".csv", ".log"})

_HEADER_UNREADABLE = (
    InvalidDicomError,
    InputInvalid,
    OSError,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    struct.error,
)
"""What pydicom raises for hostile or damaged bytes; it has no error class of its own for them."""


@dataclass(frozen=True, slots=True)
class Version:
    """Which state of a file was read: another time or size means that it must be read again."""

    modified_ns: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Instance:
    """A file with a readable header. `patient_number` is as it stands there; `local_id` is absent when the
    header does not say who issued it, the other UIDs when it does not say these.
    """

    study_uid: StudyInstanceUID
    series_uid: SeriesInstanceUID | None
    sop_instance_uid: SopInstanceUID | None
    patient_number: str
    local_id: LocalPatientId | None
    header: Dataset
    size_bytes: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file whose header cannot be read; it may be of any patient."""


def calls_itself_something_else(path: Path) -> bool:
    """Whether a name says that this is no image: dotfiles, texts, and the DICOMDIR of an exchange medium.

    Standard: DICOM PS3.10 §8.6, DICOMDIR.
    """
    return path.name.startswith(".") or path.name == "DICOMDIR" or path.suffix.lower() in NOT_DICOM_SUFFIXES


def read_entry(path: Path, size_bytes: int) -> Instance | Unreadable:
    """Read one file's header; never its pixels, and never an exception."""
    try:
        with path.open("rb") as file:
            structure = examine(file, size_bytes)
        with warnings.catch_warnings():
            # What an odd value means is judged where it is mapped; a warning for each file helps nobody.
            warnings.simplefilter("ignore")
            header = dcmread(BytesIO(structure.header), force=True, stop_before_pixels=True)
        attributes = DatasetAttributes(header)
        patient_number = text(attributes, at.PATIENT_ID)
        if patient_number is None:
            return Unreadable()
        return Instance(
            study_uid=study_uid(attributes),
            series_uid=_uid(SeriesInstanceUID, text(attributes, at.SERIES_INSTANCE_UID)),
            sop_instance_uid=_uid(SopInstanceUID, text(attributes, at.SOP_INSTANCE_UID)),
            patient_number=patient_number,
            local_id=patient_id_of(header),
            header=header,
            size_bytes=size_bytes,
            is_whole=structure.is_whole,
        )
    except (NotDicom, *_HEADER_UNREADABLE):
        return Unreadable()


def _uid(kind: Callable[[str], Uid], found: str | None) -> Uid | None:
    try:
        return kind(found or "")
    except InputInvalid:
        return None
