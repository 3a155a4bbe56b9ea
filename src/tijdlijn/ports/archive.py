"""A holder's image archive: what it has stored, and what it may make of that."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tijdlijn.domain.identifiers import LocalPatientId, StudyInstanceUID
from tijdlijn.domain.instances import InstancePath, Series
from tijdlijn.domain.study import Study
from tijdlijn.ports.streams import Document, StoredInstance


@dataclass(frozen=True, slots=True)
class StudyListing:
    """What an archive has of a patient: `studies` newest first, `complete` false when something could not
    be read, with `gap` saying what in short English.
    """

    studies: tuple[Study, ...]
    complete: bool = True
    gap: str | None = None


class StudySource(Protocol):
    """A holder's image archive (PACS or VNA), asked by its own patient numbers."""

    async def studies(self, local_ids: frozenset[LocalPatientId]) -> StudyListing:
        """List the studies under any of these numbers. A study under a number that is not in `local_ids`,
        whatever the archive says, is left out.

        Raises:
            PeerError: the archive did not answer; a retry may help as its class says.
        """
        ...

    async def manifest(
        self, local_ids: frozenset[LocalPatientId], study_uid: StudyInstanceUID
    ) -> tuple[Series, ...]:
        """Give what a study consists of now, series and instances in the order of their numbers, each
        instance once; never empty. What lies under a number that is not in `local_ids` is no part of it.

        Raises:
            AccessDenied: no such study under these numbers; whether it exists is not told.
            PeerAnswerInvalid: the archive does not list all of it, so that no count could be trusted.
            PeerError: as for `studies`.
        """
        ...

    def instances(
        self, local_ids: frozenset[LocalPatientId], path: InstancePath
    ) -> AsyncGenerator[StoredInstance, None]:
        """Give the Part 10 files of a study, a series or one instance, as stored, one after the other.

        The header of every file is read before its first byte is passed on: what says another patient's
        number or another study ends everything, with an alarm in the log, and nothing of it is given. Each
        instance is read to its end before the next is asked for. Closing the generator lets go of the file
        or the connection at once, and of the work behind it. Bytes are fetched no faster than they are read.

        Raises:
            AccessDenied: nothing under this path is of these numbers; whether it exists is not told.
            PeerAnswerInvalid: the archive gave something that is not this patient's, not of this path, or no
            DICOM file. PeerUnreachable: cut off, also from `chunks`. PeerError: as for `studies`.
        """
        ...


class Derivation(StrEnum):
    """What an archive can make of what it has stored: headers, a value that they leave out, single frames, or
    a picture.
    """

    METADATA = "metadata"
    BULKDATA = "bulkdata"
    FRAMES = "frames"
    RENDERED = "rendered"
    THUMBNAIL = "thumbnail"


@dataclass(frozen=True, slots=True)
class Derived:
    """What is asked of an archive besides its files: headers under any path, the rest of one instance alone.

    `frames` are counted from 1 and go with `FRAMES` only, `value`, the path of an element in the header, with
    `BULKDATA` only; `forms` are the media types that are taken, as
    the asker wrote them. `root` is under which address the asker has images (up to and without `/studies`):
    headers name values that they leave out as `<root>/studies/…/instances/…/bulkdata/<value>`.
    """

    path: InstancePath
    kind: Derivation
    frames: tuple[int, ...] = ()
    forms: str = "*/*"
    root: str = ""
    value: str = ""


class DerivedSource(Protocol):
    """What some archives make of their images themselves. One that does not is still a `StudySource`, and
    whoever needs these makes them from the files.
    """

    def derived(
        self, local_ids: frozenset[LocalPatientId], derived: Derived
    ) -> AbstractAsyncContextManager[Document]:
        """Open what was asked for, as the archive gives it. The headers of what it is made of are read
        first, and are these numbers' and of this path, else nothing is given (see `StudySource.instances`).
        No address within the archive is passed on. Frames come in the order in which they were asked for,
        and each says its transfer syntax. A value comes in little endian, by itself or as a part that says
        its own address; pixels that are stored compressed come as their frames.

        Raises:
            AccessDenied: not of these numbers, not there, or not made here, or not in these forms.
            PeerError: as for `StudySource.instances`.
        """
        ...
